import HDF5Survey
import Synchronization

/// The chunks of a dataset, read where libhdf5 says that they stand.
final class HDF5Chunks: ChunkSource {
  /// Places that are looked up at once.
  private static let windowSize = 1 << 14

  private struct Place: Sendable {
    let range: Range<Int>
    let skippedFilters: UInt64
  }

  private struct Window: Sendable {
    /// Counted in row-major order of the grid.
    let chunks: Range<Int>
    let places: [Place?]
  }

  private let file: RegularFile
  private let key: String
  private let grid: ChunkGrid
  private let filters: HDF5Filters
  private let edgesAreUnfiltered: Bool
  private let swapped: ElementType?
  private let window = Mutex<Window?>(nil)

  /// - Parameter swapped: the type of the elements where their bytes are in the other order than the machine's.
  init(
    file: RegularFile, key: String, grid: ChunkGrid, filters: HDF5Filters, edgesAreUnfiltered: Bool,
    swapped: ElementType?
  ) {
    self.file = file
    self.key = key
    self.grid = grid
    self.filters = filters
    self.edgesAreUnfiltered = edgesAreUnfiltered
    self.swapped = swapped
  }

  func read(chunkAt place: [Int], into target: UnsafeMutableRawBufferPointer) throws(ArrayFileError) -> Bool {
    guard let chunk = try find(place) else { return false }
    let isPlainEdge = edgesAreUnfiltered && grid.isAtEdge(place)
    let skipped = isPlainEdge ? UInt64.max : chunk.skippedFilters
    // Deflate adds a little to what it cannot compress.
    guard chunk.range.count <= target.count + target.count / 8 + 1024 else {
      throw damaged("it takes \(chunk.range.count) bytes in the file and \(target.count) as numbers", place)
    }
    if filters.leavesPlain(skipping: skipped) {
      guard chunk.range.count == target.count else {
        throw damaged("it has \(chunk.range.count) bytes where a chunk takes \(target.count)", place)
      }
      try file.read(at: chunk.range.lowerBound, into: target, key: key)
    } else {
      let bytes = try file.bytes(at: chunk.range.lowerBound, count: chunk.range.count, key: key)
      do throws(ChunkFlaw) { try filters.undo(bytes, skipping: skipped, into: target) } catch {
        throw damaged(error.text, place)
      }
    }
    swapped?.reverseByteOrder(target)
    return true
  }

  private func find(_ place: [Int]) throws(ArrayFileError) -> Place? {
    let number = grid.number(ofChunkAt: place)
    if let window = window.withLock({ $0 }), window.chunks.contains(number) {
      return window.places[number - window.chunks.lowerBound]
    }
    let window = try search(from: number)
    self.window.withLock { $0 = window }
    return window.places[0]
  }

  private func search(from first: Int) throws(ArrayFileError) -> Window {
    let chunks = first..<min(first + Self.windowSize, grid.chunkCount ?? .max)
    var offsets: [UInt64] = []
    offsets.reserveCapacity(chunks.count * grid.shape.count)
    for number in chunks {
      for (place, length) in zip(grid.place(ofChunk: number), grid.chunk) { offsets.append(UInt64(place * length)) }
    }
    var report = try HDF5Child.searchChunks(
      file.path, dataset: key, key: key, offsets: offsets, rank: grid.shape.count)
    var places: [Place?] = []
    while let kind = try report.next() {
      guard kind == HDF5_REPORT_CHUNK else { throw report.garbled }
      let (address, size, mask) = (try report.word(), try report.word(), try report.word())
      if address == .max {
        places.append(nil)
        continue
      }
      guard let start = Int(exactly: address), let count = Int(exactly: size), start <= file.size,
        count <= file.size - start
      else {
        let place = grid.place(ofChunk: first + min(places.count, chunks.count - 1))
        throw damaged("its \(size) bytes from byte \(address) on reach beyond the file's \(file.size)", place)
      }
      places.append(Place(range: start..<start + count, skippedFilters: mask))
    }
    guard places.count == chunks.count else { throw report.garbled }
    return Window(chunks: chunks, places: places)
  }

  private func damaged(_ what: String, _ place: [Int]) -> ArrayFileError {
    ArrayFileError(path: file.path, key: key, .damaged("chunk \(place): \(what)"))
  }
}
