/// How an array is cut into chunks of one shape, those at the far edges reaching beyond it.
struct ChunkGrid: Sendable, Equatable {
  /// The most bytes a decoded chunk may take.
  static let byteLimit = 128 << 20

  /// Lengths of the array, rank 1 or more; a single number is an array of one row.
  let shape: [Int]
  /// Lengths of a chunk, none below 1.
  let chunk: [Int]
  /// Chunks along each axis.
  let counts: [Int]
  /// Bytes of an element.
  let elementSize: Int
  /// Whether the first axis is the one that varies fastest within a chunk.
  let isColumnMajor: Bool
  /// Bytes of a decoded chunk.
  let chunkByteCount: Int

  /// - Returns: nil when a chunk would take more than `byteLimit`.
  /// - Precondition: as many lengths of each kind, those of the chunk positive; the array's bytes fit a machine word.
  init?(shape: [Int], chunk: [Int], elementSize: Int, isColumnMajor: Bool = false) {
    precondition(shape.count == chunk.count && chunk.allSatisfy { $0 > 0 }, "chunks \(chunk) of \(shape)")
    self.shape = shape.isEmpty ? [1] : shape
    self.chunk = chunk.isEmpty ? [1] : chunk
    self.elementSize = elementSize
    self.isColumnMajor = isColumnMajor
    counts = zip(self.shape, self.chunk).map { length, chunk in length / chunk + (length % chunk == 0 ? 0 : 1) }
    var bytes = elementSize
    for length in self.chunk {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: length)
      if overflow || product > Self.byteLimit { return nil }
      bytes = product
    }
    chunkByteCount = bytes
  }

  /// Bytes of one row of the array.
  var rowSize: Int { shape.dropFirst().reduce(elementSize, *) }
  /// Chunks that together hold the same rows.
  var chunksPerRow: Int { counts.dropFirst().reduce(1, *) }
  /// Whether a chunk is whole rows, one after another.
  var isRowwise: Bool {
    chunksPerRow == 1 && chunk.dropFirst() == shape.dropFirst() && (!isColumnMajor || shape.count == 1)
  }

  /// Chunks in all; nil when they do not fit a machine word.
  var chunkCount: Int? {
    var count = 1
    for along in counts {
      let (product, overflow) = count.multipliedReportingOverflow(by: along)
      if overflow { return nil }
      count = product
    }
    return count
  }

  /// Whether a chunk reaches beyond the array.
  func isAtEdge(_ place: [Int]) -> Bool {
    shape.indices.contains { shape[$0] - place[$0] * chunk[$0] < chunk[$0] }
  }

  /// Number of a chunk in row-major order of the grid.
  func number(ofChunkAt place: [Int]) -> Int { zip(place, counts).reduce(0) { $0 * $1.1 + $1.0 } }

  /// Place in the grid of a chunk counted in row-major order.
  func place(ofChunk number: Int) -> [Int] {
    var rest = number
    var place = counts
    for axis in counts.indices.reversed() {
      place[axis] = rest % counts[axis]
      rest /= counts[axis]
    }
    return place
  }

  /// Rows that the chunks of one place along the first axis hold.
  func rows(ofBlock block: Int) -> Range<Int> {
    let first = block * chunk[0]
    return first..<min(shape[0], first + min(chunk[0], shape[0]))
  }
}
