import HDF5Survey
import Synchronization

/// The chunks of a dataset, read where libhdf5 says that they stand.
final class HDF5Chunks: ChunkSource {
  /// Places that are looked up at once.
  private static let windowSize = 1 << 14

  /// Where a chunk stands in the file, as libhdf5 says.
  struct Place: Sendable {
    let address: UInt64
    let size: UInt64
    /// A bit for each filter that was left out.
    let skippedFilters: UInt64
    var isAbsent: Bool { address == .max }

    init(_ report: inout HDF5Report) throws(ArrayFileError) {
      address = try report.word()
      size = try report.word()
      skippedFilters = try report.word()
    }
  }

  private struct Window: Sendable {
    /// Number of its first chunk in row-major order of the grid.
    let start: Int
    let places: [Place]
  }

  private let file: RegularFile
  private let key: String
  private let grid: ChunkGrid
  private let filters: HDF5Filters
  private let edgesAreUnfiltered: Bool
  private let swapped: ElementType?
  private let window: Mutex<Window>

  /// - Parameters:
  ///   - places: those of the first chunks that are known already.
  ///   - swapped: the type of the elements where their bytes are in the other order than the machine's.
  init(
    file: RegularFile, key: String, grid: ChunkGrid, places: [Place], filters: HDF5Filters, edgesAreUnfiltered: Bool,
    swapped: ElementType?
  ) {
    window = Mutex(Window(start: 0, places: places))
    self.file = file
    self.key = key
    self.grid = grid
    self.filters = filters
    self.edgesAreUnfiltered = edgesAreUnfiltered
    self.swapped = swapped
  }

  func read(chunkAt place: [Int], into target: UnsafeMutableRawBufferPointer) throws(ArrayFileError) -> Bool {
    let chunk = try find(place)
    if chunk.isAbsent { return false }
    guard let start = Int(exactly: chunk.address), let count = Int(exactly: chunk.size), start <= file.size,
      count <= file.size - start
    else {
      throw damaged("its \(chunk.size) bytes from byte \(chunk.address) on reach beyond the file's \(file.size)", place)
    }
    // Deflate adds a little to what it cannot compress.
    guard count <= target.count + target.count / 8 + 1024 else {
      throw damaged("it takes \(count) bytes in the file and \(target.count) as numbers", place)
    }
    let skipped = edgesAreUnfiltered && grid.isAtEdge(place) ? UInt64.max : chunk.skippedFilters
    if filters.leavesPlain(skipping: skipped) {
      guard count == target.count else {
        throw damaged("it has \(count) bytes where a chunk takes \(target.count)", place)
      }
      try file.read(at: start, into: target, key: key)
    } else {
      let bytes = try file.bytes(at: start, count: count, key: key)
      do throws(ChunkFlaw) { try filters.undo(bytes, skipping: skipped, into: target) } catch {
        throw damaged(error.text, place)
      }
    }
    swapped?.reverseByteOrder(target)
    return true
  }

  private func find(_ place: [Int]) throws(ArrayFileError) -> Place {
    let number = grid.number(ofChunkAt: place)
    let window = window.withLock { $0 }
    if window.places.indices.contains(number - window.start) { return window.places[number - window.start] }
    let next = try search(from: number)
    self.window.withLock { $0 = next }
    return next.places[0]
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
    var places: [Place] = []
    while let kind = try report.next() {
      guard kind == HDF5_REPORT_CHUNK else { throw report.garbled }
      places.append(try Place(&report))
    }
    guard places.count == chunks.count else { throw report.garbled }
    return Window(start: first, places: places)
  }

  private func damaged(_ what: String, _ place: [Int]) -> ArrayFileError {
    ArrayFileError(path: file.path, key: key, .damaged("chunk \(place): \(what)"))
  }
}
