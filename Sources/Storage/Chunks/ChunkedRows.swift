import Synchronization

/// Rows of an array that is cut into chunks. Only the chunks that hold a row are decoded.
///
/// A block of rows that was read in part is kept until its end is read, so that rows read in order decode each chunk
/// once.
final class ChunkedRows: RowSource {
  /// Chunks that an array may have: a file that leaves all of them out costs nothing but the reader's time.
  static let chunkLimit = 1 << 20

  private let path: String
  private let key: String
  private let grid: ChunkGrid
  private let source: any ChunkSource
  /// One element, in the machine's byte order.
  private let fill: [UInt8]
  private let kept: KeptBlock

  /// - Parameter kept: shared by arrays of which only one is read at a time.
  init(
    path: String, key: String, grid: ChunkGrid, source: any ChunkSource, fill: [UInt8], kept: KeptBlock = KeptBlock()
  ) {
    precondition(fill.count == grid.elementSize, "a fill value of \(fill.count) bytes")
    self.path = path
    self.key = key
    self.grid = grid
    self.source = source
    self.fill = fill
    self.kept = kept
  }

  var rowsPerBlock: Int { grid.chunk[0] }

  func read(rows: Range<Int>, into target: UnsafeMutableRawBufferPointer) throws(ArrayFileError) {
    guard !target.isEmpty else { return }
    guard let chunks = grid.chunkCount, chunks <= Self.chunkLimit else {
      throw ArrayFileError(
        path: path, key: key,
        .unsupported("it has more than \(Self.chunkLimit) chunks, of \(grid.chunk) each; write it with larger ones"))
    }
    for number in rows.lowerBound / grid.chunk[0]...(rows.upperBound - 1) / grid.chunk[0] {
      let held = grid.rows(ofBlock: number)
      let wanted = held.clamped(to: rows)
      let start = (wanted.lowerBound - rows.lowerBound) * grid.rowSize
      let part = UnsafeMutableRawBufferPointer(rebasing: target[start..<start + wanted.count * grid.rowSize])
      if let block = try block(number, held, wanted) {
        let first = (wanted.lowerBound - held.lowerBound) * grid.rowSize
        part.copyMemory(from: UnsafeRawBufferPointer(rebasing: block.memory[first..<first + part.count]))
        if wanted.upperBound == held.upperBound { kept.release(block) }
      } else {
        try decode(number, rows: wanted, into: part)
      }
    }
  }

  /// The block of rows, where it is kept or worth keeping: when only a part of it is wanted, and it is not too large.
  private func block(
    _ number: Int, _ held: Range<Int>, _ wanted: Range<Int>
  ) throws(ArrayFileError) -> KeptBlock.Block? {
    if let block = kept.block(number, of: self) { return block }
    guard wanted != held, held.count * grid.rowSize <= ChunkGrid.byteLimit else { return nil }
    let block = kept.replace(with: number, of: self, byteCount: held.count * grid.rowSize)
    try decode(number, rows: held, into: block.memory)
    kept.keep(block)
    return block
  }

  /// Decodes the chunks of a block and puts their part of some of its rows where they belong.
  private func decode(
    _ block: Int, rows: Range<Int>, into target: UnsafeMutableRawBufferPointer
  ) throws(ArrayFileError) {
    if grid.isRowwise, target.count == grid.chunkByteCount {
      if try !source.read(chunkAt: grid.place(ofChunk: block), into: target) { target.fill(with: fill) }
      return
    }
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: grid.chunkByteCount, alignment: 64)
    defer { chunk.deallocate() }
    for number in block * grid.chunksPerRow..<(block + 1) * grid.chunksPerRow {
      let place = grid.place(ofChunk: number)
      if try !source.read(chunkAt: place, into: chunk) { chunk.fill(with: fill) }
      grid.copy(UnsafeRawBufferPointer(chunk), at: place, rows: rows, to: target)
    }
  }
}

extension UnsafeMutableRawBufferPointer {
  /// Repeats an element through the memory, which holds a whole number of them.
  func fill(with element: [UInt8]) {
    if element.allSatisfy({ $0 == element[0] }) {
      initializeMemory(as: UInt8.self, repeating: element[0])
    } else {
      for start in stride(from: 0, to: count, by: element.count) {
        UnsafeMutableRawBufferPointer(rebasing: self[start...]).copyBytes(from: element)
      }
    }
  }
}
