/// Where the chunks of an array come from.
protocol ChunkSource: Sendable {
  /// Decodes a chunk: its elements in the order of the grid, in the machine's byte order.
  /// - Parameters:
  ///   - place: along each axis of the grid.   - target: as many bytes as a chunk takes.
  /// - Returns: false when the file leaves the chunk out, all its elements being the fill value.
  func read(chunkAt place: [Int], into target: UnsafeMutableRawBufferPointer) throws(ArrayFileError) -> Bool
}

/// Why the bytes of a chunk cannot be decoded; whoever reads them adds the file, the array and the chunk.
struct ChunkFlaw: Error, Equatable {
  let text: String
  init(_ text: String) { self.text = text }
}
