/// The rows of several arrays, one array after another.
struct ConcatenatedRows: RowSource {
  private let parts: [any RowSource]
  /// The number of rows up to the end of each part.
  private let ends: [Int]

  /// One array of the rows of several.
  /// - Precondition: at least one part, all of one type and width, each of at least one row.
  static func array(_ parts: [StoredArray], path: String, key: String) -> StoredArray {
    var count = 0
    let ends = parts.map { part in
      count += part.rowCount
      return count
    }
    return StoredArray(
      path: path, key: key, shape: [count] + parts[0].shape.dropFirst(), type: parts[0].type,
      source: ConcatenatedRows(parts: parts.map(\.source), ends: ends))
  }

  func read(rows: Range<Int>, into target: UnsafeMutableRawBufferPointer) throws(ArrayFileError) {
    guard !rows.isEmpty else { return }
    let rowSize = target.count / rows.count
    // The first part that ends behind the first row.
    var (low, high) = (0, ends.count)
    while low < high {
      let middle = (low + high) / 2
      if ends[middle] <= rows.lowerBound { low = middle + 1 } else { high = middle }
    }
    var first = rows.lowerBound
    for part in low..<ends.count where first < rows.upperBound {
      let start = part == 0 ? 0 : ends[part - 1]
      let end = min(rows.upperBound, ends[part])
      let memory = target[(first - rows.lowerBound) * rowSize..<(end - rows.lowerBound) * rowSize]
      try parts[part].read(rows: first - start..<end - start, into: UnsafeMutableRawBufferPointer(rebasing: memory))
      first = end
    }
  }
}
