import Foundation
import Storage
import Tensors
import Testing

@Suite struct ElementConversionTests {
  private func converted<Stored: BitwiseCopyable, Scalar: TensorScalar>(
    _ numbers: [Stored], _ type: ElementType, to: Scalar.Type
  ) -> [Scalar] {
    var result = [Scalar](repeating: 0, count: numbers.count)
    numbers.withUnsafeBytes { source in result.withUnsafeMutableBufferPointer { type.convert(source, to: $0) } }
    return result
  }

  @Test func everyHalfPrecisionNumberIsExact() {
    let bits = (0...UInt16.max).map { $0 }
    let singles = converted(bits, .float16, to: Float.self)
    let doubles = converted(bits, .float16, to: Double.self)
    let wrong = bits.filter { bits in
      // IEEE 754 binary16: sign, 5 bits of exponent biased by 15, 10 bits of fraction.
      let sign: Double = bits >> 15 == 0 ? 1 : -1
      let exponent = Int(bits >> 10 & 31)
      let fraction = Double(bits & 0x3FF)
      let single = singles[Int(bits)]
      let double = doubles[Int(bits)]
      if exponent == 31, fraction != 0 { return !single.isNaN || !double.isNaN }
      let magnitude = exponent == 0 ? fraction * 0x1p-24 : (1 + fraction / 1024) * pow(2, Double(exponent - 15))
      let value = sign * (exponent == 31 ? .infinity : magnitude)
      return double.bitPattern != value.bitPattern || Double(single).bitPattern != double.bitPattern
    }
    #expect(wrong.isEmpty)
  }

  @Test func everyBrainFloatIsTheFloatWhoseUpperHalfItIs() {
    let bits = (0...UInt16.max).map { $0 }
    let singles = converted(bits, .brainFloat16, to: Float.self)
    #expect(singles.map(\.bitPattern) == bits.map { UInt32($0) << 16 })
    let finite = bits.filter { Float(bitPattern: UInt32($0) << 16).isFinite }
    #expect(
      converted(finite, .brainFloat16, to: Double.self) == finite.map { Double(Float(bitPattern: UInt32($0) << 16)) })
  }

  @Test func integersKeepTheirExtremes() {
    #expect(converted([Int8.min, -1, 0, .max], .signed8, to: Float.self) == [-128, -1, 0, 127])
    #expect(converted([UInt8.min, .max], .unsigned8, to: Double.self) == [0, 255])
    #expect(converted([Int16.min, .max], .signed16, to: Float.self) == [-32768, 32767])
    #expect(converted([UInt16.max], .unsigned16, to: Float.self) == [65535])
    #expect(converted([Int32.min, .max], .signed32, to: Double.self) == [-2_147_483_648, 2_147_483_647])
    #expect(converted([UInt32.max], .unsigned32, to: Double.self) == [4_294_967_295])
    #expect(converted([Int64.min, 1 << 53], .signed64, to: Double.self) == [-0x1p63, 0x1p53])
    #expect(converted([UInt64.max, 1 << 63], .unsigned64, to: Double.self) == [0x1p64, 0x1p63])
  }

  @Test func whatAFloatCannotHoldIsRoundedToNearest() {
    #expect(converted([16_777_217, 16_777_219 as Int32], .signed32, to: Float.self) == [16_777_216, 16_777_220])
    #expect(converted([9_007_199_254_740_993 as Int64], .signed64, to: Double.self) == [9_007_199_254_740_992])
    #expect(converted([0.1, 1e300, -1e-300], .float64, to: Float.self) == [0.1, .infinity, -0.0])
    #expect(converted([Double.nan], .float64, to: Float.self)[0].isNaN)
  }

  @Test func anyByteButZeroIsTrue() {
    #expect(converted([0, 1, 2, 255] as [UInt8], .boolean, to: Float.self) == [0, 1, 1, 1])
    #expect(converted([0, 1, 2, 255] as [UInt8], .boolean, to: Double.self) == [0, 1, 1, 1])
  }

  /// Long enough for vector loops with a rest, and off every boundary.
  @Test func elementsNeedNotStandOnABoundary() {
    let numbers = (0..<1001).map { Int32($0 * 7919 - 3_000_000) }
    let bytes = [UInt8(0)] + numbers.withUnsafeBytes { Array($0) }
    var result = [Double](repeating: 0, count: numbers.count)
    bytes.withUnsafeBytes { source in
      result.withUnsafeMutableBufferPointer {
        ElementType.signed32.convert(UnsafeRawBufferPointer(rebasing: source[1...]), to: $0)
      }
    }
    #expect(result == numbers.map(Double.init))
  }

  @Test(arguments: ElementType.allCases) func reversingTheByteOrderTwiceChangesNothing(type: ElementType) {
    let original = (0..<3 * type.byteCount).map { UInt8($0) }
    var bytes = original
    bytes.withUnsafeMutableBytes { type.reverseByteOrder($0) }
    #expect(Array(bytes.prefix(type.byteCount)) == original.prefix(type.byteCount).reversed())
    bytes.withUnsafeMutableBytes { type.reverseByteOrder($0) }
    #expect(bytes == original)
  }

  @Test func sizesThatDoNotFitAreNoSizes() {
    #expect(ElementType.float32.byteCount(of: []) == 4)
    #expect(ElementType.unsigned8.byteCount(of: [3, 0, 5]) == 0)
    #expect(ElementType.unsigned8.byteCount(of: [1 << 59]) == 1 << 59)
    #expect(ElementType.unsigned8.byteCount(of: [1 << 60]) == nil, "as doubles they would not fit")
    #expect(ElementType.float64.byteCount(of: [0, 1 << 40, 1 << 40]) == nil)
    #expect(ElementType.float64.byteCount(of: [-1, 2]) == nil)
    #expect(ElementType.float64.byteCount(of: [.max, .max]) == nil)
  }
}
