import Foundation

extension ChunkGrid {
  /// Copies the part of a decoded chunk that lies in some rows to its place in these, in row-major order.
  /// - Parameters:
  ///   - rows: within the rows of the chunk's block.   - target: exactly these rows.
  func copy(
    _ source: UnsafeRawBufferPointer, at place: [Int], rows: Range<Int>, to target: UnsafeMutableRawBufferPointer
  ) {
    guard let from = source.baseAddress, let to = target.baseAddress else { return }
    let starts = zip(place, chunk).map { $0 * $1 }
    var extent = shape.indices.map { min(chunk[$0], shape[$0] - starts[$0]) }
    extent[0] = rows.count
    let sourceStrides =
      isColumnMajor ? Self.strides(chunk.reversed(), elementSize).reversed() : Self.strides(chunk, elementSize)
    let targetStrides = Self.strides([rows.count] + shape.dropFirst(), elementSize)
    let origin = (rows.lowerBound - starts[0]) * sourceStrides[0]
    let goal = shape.indices.dropFirst().reduce(0) { $0 + starts[$1] * targetStrides[$1] }

    // The last axes that lie without gaps on both sides are copied in one piece.
    var run = elementSize
    var outer = shape.count
    while outer > 0, sourceStrides[outer - 1] == run, targetStrides[outer - 1] == run {
      outer -= 1
      run *= extent[outer]
    }
    Self.walk(
      from + origin, to + goal, extent[..<outer], sourceStrides[..<outer], targetStrides[..<outer], run: run)
  }

  private static func strides(_ lengths: [Int], _ elementSize: Int) -> [Int] {
    var strides = lengths
    var step = elementSize
    for axis in lengths.indices.reversed() {
      strides[axis] = step
      step *= lengths[axis]
    }
    return strides
  }

  private static func walk(
    _ from: UnsafeRawPointer, _ to: UnsafeMutableRawPointer, _ extent: ArraySlice<Int>,
    _ sourceStrides: ArraySlice<Int>,
    _ targetStrides: ArraySlice<Int>, run: Int
  ) {
    guard let length = extent.first, let source = sourceStrides.first, let target = targetStrides.first else {
      to.copyMemory(from: from, byteCount: run)
      return
    }
    if extent.count == 1 {
      switch run {
      case 1: each(length, from, source, to, target, as: UInt8.self)
      case 2: each(length, from, source, to, target, as: UInt16.self)
      case 4: each(length, from, source, to, target, as: UInt32.self)
      case 8: each(length, from, source, to, target, as: UInt64.self)
      default:
        for index in 0..<length { (to + index * target).copyMemory(from: from + index * source, byteCount: run) }
      }
      return
    }
    for index in 0..<length {
      walk(
        from + index * source, to + index * target, extent.dropFirst(), sourceStrides.dropFirst(),
        targetStrides.dropFirst(), run: run)
    }
  }

  @inline(__always) private static func each<Element: BitwiseCopyable>(
    _ length: Int, _ from: UnsafeRawPointer, _ source: Int, _ to: UnsafeMutableRawPointer, _ target: Int,
    as type: Element.Type
  ) {
    for index in 0..<length {
      let element = from.loadUnaligned(fromByteOffset: index &* source, as: Element.self)
      to.storeBytes(of: element, toByteOffset: index &* target, as: Element.self)
    }
  }
}
