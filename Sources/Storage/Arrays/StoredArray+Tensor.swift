import Tensors

extension StoredArray {
  /// The most bytes that one read takes unless the caller allows more: 1 GiB.
  public static let byteLimit = 1 << 30

  /// Some rows, converted to `Scalar`; shape `[range.count] + shape.dropFirst()`.
  ///
  /// Exact where `Scalar` holds the stored numbers, else rounded to nearest. A type other than `Scalar` is read and
  /// converted in blocks of a few MiB, so that little more than the result is taken.
  /// - Parameters:
  ///   - range: within `0..<rowCount`.   - byteLimit: on the memory of the result and of a block together.
  /// - Throws: `ArrayFileError`: `tooLarge` before anything is allocated, or what is wrong with the file.
  public func rows<Scalar: TensorScalar>(
    _ range: Range<Int>, as scalar: Scalar.Type, byteLimit: Int = Self.byteLimit
  ) throws(ArrayFileError) -> Tensor<Scalar> {
    try elements(range, shape: [range.count] + shape.dropFirst(), byteLimit: byteLimit)
  }

  /// The whole array, converted to `Scalar` as `rows` does; its shape is the array's.
  public func tensor<Scalar: TensorScalar>(
    as scalar: Scalar.Type, byteLimit: Int = Self.byteLimit
  ) throws(ArrayFileError) -> Tensor<Scalar> {
    try elements(0..<rowCount, shape: shape, byteLimit: byteLimit)
  }

  private func elements<Scalar: TensorScalar>(
    _ range: Range<Int>, shape: [Int], byteLimit: Int
  ) throws(ArrayFileError) -> Tensor<Scalar> {
    precondition(0 <= range.lowerBound && range.upperBound <= rowCount, "rows \(range) of \(rowCount)")
    let rowLength = self.shape.dropFirst().reduce(1, *)
    let isDirect = type == (Scalar.self == Float.self ? .float32 : .float64)
    let block = isDirect ? range.count : min(range.count, rowsPerBlock)
    let (bytes, overflow) = (range.count * rowLength * MemoryLayout<Scalar>.size)
      .addingReportingOverflow(isDirect ? 0 : block * rowLength * type.byteCount)
    if overflow || bytes > byteLimit {
      throw ArrayFileError(path: path, key: key, .tooLarge(bytes: overflow ? .max : bytes, limit: byteLimit))
    }
    let tensor = Tensor<Scalar>(uninitialized: shape)
    guard tensor.count > 0 else { return tensor }
    let memory = UnsafeMutableBufferPointer(start: tensor.storage.pointer, count: tensor.count)
    if isDirect {
      try source.read(rows: range, into: UnsafeMutableRawBufferPointer(memory))
      return tensor
    }
    let staging = UnsafeMutableRawBufferPointer.allocate(byteCount: block * rowLength * type.byteCount, alignment: 64)
    defer { staging.deallocate() }
    var first = range.lowerBound
    while first < range.upperBound {
      // Blocks end where the source's own blocks end, so that none of those is read twice.
      let end = min(range.upperBound, first + block, (first / rowsPerBlock + 1) * rowsPerBlock)
      let part = UnsafeMutableRawBufferPointer(rebasing: staging[..<((end - first) * rowLength * type.byteCount)])
      try source.read(rows: first..<end, into: part)
      let target = (first - range.lowerBound) * rowLength..<(end - range.lowerBound) * rowLength
      type.convert(UnsafeRawBufferPointer(part), to: UnsafeMutableBufferPointer(rebasing: memory[target]))
      first = end
    }
    return tensor
  }

  /// Rows to convert at once: a multiple of what the source reads at once, of a few MiB where that is possible.
  private var rowsPerBlock: Int {
    let rowBytes = shape.dropFirst().reduce(type.byteCount, *)
    let unit = max(1, min(source.rowsPerBlock, rowCount))
    return unit * max(1, (4 << 20) / max(1, rowBytes) / unit)
  }
}
