import Tensors

extension ElementType {
  /// Converts elements of this type, in the machine's byte order, to `Float` or `Double`.
  ///
  /// Exact wherever the target holds the number: all but 32- and 64-bit integers and doubles read as `Float`, and
  /// 64-bit integers read as `Double`, which are rounded to nearest. Booleans are 0 and 1, any byte but 0 being 1.
  /// - Parameters:
  ///   - source: `target.count` elements, on any boundary.   - target: as many numbers.
  package func convert<Scalar: TensorScalar>(
    _ source: UnsafeRawBufferPointer, to target: UnsafeMutableBufferPointer<Scalar>
  ) {
    precondition(source.count == target.count * byteCount, "\(source.count) bytes for \(target.count) numbers")
    guard let base = target.baseAddress else { return }
    // Two lists of loops: one generic list would convert every number through the protocol's witnesses.
    let memory = UnsafeMutableRawPointer(base)
    if Scalar.self == Float.self {
      convert(
        source, to: UnsafeMutableBufferPointer(start: memory.assumingMemoryBound(to: Float.self), count: target.count))
    } else {
      convert(
        source, to: UnsafeMutableBufferPointer(start: memory.assumingMemoryBound(to: Double.self), count: target.count))
    }
  }

  private func convert(_ source: UnsafeRawBufferPointer, to target: UnsafeMutableBufferPointer<Float>) {
    switch self {
    case .boolean: each(source, target) { (byte: UInt8) in byte == 0 ? 0 : 1 }
    case .signed8: each(source, target) { (value: Int8) in Float(value) }
    case .signed16: each(source, target) { (value: Int16) in Float(value) }
    case .signed32: each(source, target) { (value: Int32) in Float(value) }
    case .signed64: each(source, target) { (value: Int64) in Float(value) }
    case .unsigned8: each(source, target) { (value: UInt8) in Float(value) }
    case .unsigned16: each(source, target) { (value: UInt16) in Float(value) }
    case .unsigned32: each(source, target) { (value: UInt32) in Float(value) }
    case .unsigned64: each(source, target) { (value: UInt64) in Float(value) }
    case .float16: each(source, target) { (bits: UInt16) in half(bits) }
    case .brainFloat16: each(source, target) { (bits: UInt16) in Float(bitPattern: UInt32(bits) << 16) }
    case .float32: each(source, target) { (value: Float) in value }
    case .float64: each(source, target) { (value: Double) in Float(value) }
    }
  }

  private func convert(_ source: UnsafeRawBufferPointer, to target: UnsafeMutableBufferPointer<Double>) {
    switch self {
    case .boolean: each(source, target) { (byte: UInt8) in byte == 0 ? 0 : 1 }
    case .signed8: each(source, target) { (value: Int8) in Double(value) }
    case .signed16: each(source, target) { (value: Int16) in Double(value) }
    case .signed32: each(source, target) { (value: Int32) in Double(value) }
    case .signed64: each(source, target) { (value: Int64) in Double(value) }
    case .unsigned8: each(source, target) { (value: UInt8) in Double(value) }
    case .unsigned16: each(source, target) { (value: UInt16) in Double(value) }
    case .unsigned32: each(source, target) { (value: UInt32) in Double(value) }
    case .unsigned64: each(source, target) { (value: UInt64) in Double(value) }
    case .float16: each(source, target) { (bits: UInt16) in Double(half(bits)) }
    case .brainFloat16: each(source, target) { (bits: UInt16) in Double(Float(bitPattern: UInt32(bits) << 16)) }
    case .float32: each(source, target) { (value: Float) in Double(value) }
    case .float64: each(source, target) { (value: Double) in value }
    }
  }

  /// Turns elements of the other byte order into the machine's, in place.
  package func reverseByteOrder(_ memory: UnsafeMutableRawBufferPointer) {
    switch byteCount {
    case 2: reverse(memory, UInt16.self)
    case 4: reverse(memory, UInt32.self)
    case 8: reverse(memory, UInt64.self)
    default: break
    }
  }
}

@inline(__always) private func each<Stored: BitwiseCopyable, Scalar>(
  _ source: UnsafeRawBufferPointer, _ target: UnsafeMutableBufferPointer<Scalar>, _ convert: (Stored) -> Scalar
) {
  guard let from = source.baseAddress, let to = target.baseAddress else { return }
  let size = MemoryLayout<Stored>.size
  for index in 0..<target.count {
    to[index] = convert(from.loadUnaligned(fromByteOffset: index &* size, as: Stored.self))
  }
}

@inline(__always) private func reverse<Word: FixedWidthInteger & BitwiseCopyable>(
  _ memory: UnsafeMutableRawBufferPointer, _: Word.Type
) {
  guard let base = memory.baseAddress else { return }
  let size = MemoryLayout<Word>.size
  for offset in stride(from: 0, to: memory.count, by: size) {
    let word = base.loadUnaligned(fromByteOffset: offset, as: Word.self)
    base.storeBytes(of: word.byteSwapped, toByteOffset: offset, as: Word.self)
  }
}

/// A half-precision number, exactly.
///
/// Its exponent and fraction, read as those of a Float, are 2¹¹² too small; infinities and NaN need the full exponent
/// besides. The compiler turns this into vector instructions, and `Float16` into a call for each number.
@inline(__always) private func half(_ bits: UInt16) -> Float {
  let magnitude = UInt32(bits & 0x7FFF) << 13
  let scaled = (Float(bitPattern: magnitude) * 0x1p112).bitPattern
  let full: UInt32 = magnitude >= 0x0F80_0000 ? 0x7F80_0000 : 0
  return Float(bitPattern: scaled | full | UInt32(bits & 0x8000) << 16)
}
