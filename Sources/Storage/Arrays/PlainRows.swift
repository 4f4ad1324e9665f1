/// Rows that stand one after another in row-major order, in either byte order.
struct PlainRows: RowSource {
  let bytes: any ByteSource
  /// Where the first row begins in them.
  let start: Int
  /// Bytes of one row.
  let rowSize: Int
  let type: ElementType
  let isByteSwapped: Bool

  init(_ bytes: any ByteSource, start: Int, shape: [Int], type: ElementType, isByteSwapped: Bool = false) {
    self.bytes = bytes
    self.start = start
    rowSize = shape.dropFirst().reduce(type.byteCount, *)
    self.type = type
    self.isByteSwapped = isByteSwapped
  }

  func read(rows: Range<Int>, into target: UnsafeMutableRawBufferPointer) throws(ArrayFileError) {
    try bytes.read(at: start + rows.lowerBound * rowSize, into: target)
    if isByteSwapped { type.reverseByteOrder(target) }
  }
}
