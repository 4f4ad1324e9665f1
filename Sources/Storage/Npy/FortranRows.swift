import Synchronization

/// Rows of an array in column-major (Fortran) order, whose elements lie apart by the length of the first axis.
///
/// They are gathered tile by tile through a buffer of a few MiB. Where the bytes cannot be read out of order, the array
/// is held in memory from the first read until its last row was read.
final class FortranRows: RowSource {
  /// The most bytes of an array that is held in memory.
  static let byteLimit = StoredArray.byteLimit
  private static let bufferSize = 4 << 20
  private static let rowLimit = 8192

  private let bytes: any ByteSource
  private let header: NpyHeader
  private let rowCount: Int
  private let whole = Mutex<MemoryBytes?>(nil)

  /// - Parameter header: of rank 2 or more.
  init(_ bytes: any ByteSource, header: NpyHeader) {
    self.bytes = bytes
    self.header = header
    rowCount = header.shape[0]
  }

  /// The more rows at once, the longer the stretches that are read: 64 MiB.
  var rowsPerBlock: Int { max(1, (64 << 20) / max(1, header.byteCount / max(1, rowCount))) }

  func read(rows: Range<Int>, into target: UnsafeMutableRawBufferPointer) throws(ArrayFileError) {
    guard !target.isEmpty else { return }
    let source = try readableBytes()
    var first = rows.lowerBound
    while first < rows.upperBound {
      let tile = first..<min(rows.upperBound, first + Self.rowLimit)
      let place = (first - rows.lowerBound) * (target.count / rows.count)
      switch header.type.byteCount {
      case 1: try gather(tile, from: source, to: target.baseAddress! + place, as: UInt8.self)
      case 2: try gather(tile, from: source, to: target.baseAddress! + place, as: UInt16.self)
      case 4: try gather(tile, from: source, to: target.baseAddress! + place, as: UInt32.self)
      default: try gather(tile, from: source, to: target.baseAddress! + place, as: UInt64.self)
      }
      first = tile.upperBound
    }
    if header.isByteSwapped { header.type.reverseByteOrder(target) }
    if rows.upperBound == rowCount { whole.withLock { $0 = nil } }
  }

  /// Column j of the file goes to the place in a row that row-major order gives it.
  private func gather<Element: FixedWidthInteger & BitwiseCopyable>(
    _ rows: Range<Int>, from source: any ByteSource, to target: UnsafeMutableRawPointer, as type: Element.Type
  ) throws(ArrayFileError) {
    let size = MemoryLayout<Element>.size
    var places = ColumnPlaces(header.shape.dropFirst())
    let columnCount = places.count
    // What lies between the rows of neighbouring columns is read with them where it is little.
    let isSpanned = rowCount <= 4 * rows.count || rowCount * size <= 4096
    let stride = isSpanned ? rowCount : rows.count
    let tileColumns = max(1, min(columnCount, Self.bufferSize / (stride * size)))
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: tileColumns * stride * size, alignment: 64)
    defer { buffer.deallocate() }
    for firstColumn in Swift.stride(from: 0, to: columnCount, by: tileColumns) {
      let columns = firstColumn..<min(columnCount, firstColumn + tileColumns)
      if isSpanned {
        let count = ((columns.count - 1) * rowCount + rows.count) * size
        try source.read(
          at: header.start + (firstColumn * rowCount + rows.lowerBound) * size,
          into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]))
      } else {
        for column in columns {
          let place = (column - firstColumn) * stride * size
          try source.read(
            at: header.start + (column * rowCount + rows.lowerBound) * size,
            into: UnsafeMutableRawBufferPointer(rebasing: buffer[place..<place + rows.count * size]))
        }
      }
      let row = columns.map { _ in places.next() }
      // In squares of a cache line's width, or each number would cost a line of its own.
      for firstIndex in Swift.stride(from: 0, to: rows.count, by: 16) {
        for firstPlace in Swift.stride(from: 0, to: row.count, by: 16) {
          for column in firstPlace..<min(row.count, firstPlace + 16) {
            let from = buffer.baseAddress! + column * stride * size
            let to = target + row[column] * size
            for index in firstIndex..<min(rows.count, firstIndex + 16) {
              to.storeBytes(
                of: from.loadUnaligned(fromByteOffset: index &* size, as: Element.self),
                toByteOffset: index &* columnCount &* size, as: Element.self)
            }
          }
        }
      }
    }
  }

  private func readableBytes() throws(ArrayFileError) -> any ByteSource {
    if bytes.isRandomAccess { return bytes }
    return try whole.withLock { (whole) throws(ArrayFileError) in
      if let whole { return whole }
      let memory = try MemoryBytes(copying: bytes)
      whole = memory
      return memory
    }
  }
}

/// The places in row-major order of the columns of a row, as column-major order meets them.
private struct ColumnPlaces {
  let count: Int
  private let lengths: [Int]
  /// Distance in row-major order between neighbours along each axis.
  private let strides: [Int]
  private var indices: [Int]
  private var place = 0

  init(_ lengths: ArraySlice<Int>) {
    self.lengths = Array(lengths)
    var strides = self.lengths
    var step = 1
    for axis in strides.indices.reversed() {
      strides[axis] = step
      step *= self.lengths[axis]
    }
    self.strides = strides
    count = step
    indices = strides.map { _ in 0 }
  }

  mutating func next() -> Int {
    defer {
      for axis in lengths.indices {
        indices[axis] += 1
        place += strides[axis]
        if indices[axis] < lengths[axis] { break }
        place -= lengths[axis] * strides[axis]
        indices[axis] = 0
      }
    }
    return place
  }
}
