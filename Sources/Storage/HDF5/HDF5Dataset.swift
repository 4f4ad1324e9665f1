/// A dataset of numbers: what they are and where they stand.
struct HDF5Dataset {
  struct Filter: Equatable {
    /// As registered with the HDF Group.
    let number: Int
    /// The first of its settings; for a shuffle, the bytes of an element.
    let setting: UInt64
    let name: String
  }

  enum Layout {
    /// Never written: all elements are the fill value.
    case absent
    case contiguous(address: UInt64)
    /// Within the dataset's header.
    case compact([UInt8])
    /// - Parameter places: of the first chunks.
    case chunked([UInt64], [Filter], edgesAreUnfiltered: Bool, places: [HDF5Chunks.Place])
  }

  let key: String
  let shape: [Int]
  let type: ElementType
  let isByteSwapped: Bool
  /// One element, in the machine's byte order.
  let fill: [UInt8]
  let layout: Layout

  /// The array, its place in the file checked.
  /// - Parameter kept: where decoded rows are kept, shared by arrays of which only one is read at a time.
  /// - Throws: `ArrayFileError` when the numbers would stand beyond the file, or are not read.
  func array(in file: RegularFile, kept: KeptBlock = KeptBlock()) throws(ArrayFileError) -> StoredArray {
    StoredArray(path: file.path, key: key, shape: shape, type: type, source: try rows(in: file, kept))
  }

  private func rows(in file: RegularFile, _ kept: KeptBlock) throws(ArrayFileError) -> any RowSource {
    func damaged(_ what: String) -> ArrayFileError { ArrayFileError(path: file.path, key: key, .damaged(what)) }
    // That the shape has a number of bytes was checked when it was read.
    let byteCount = type.byteCount(of: shape) ?? 0
    switch layout {
    case .absent: return FillRows(fill: fill)
    case .contiguous(let address):
      guard let start = Int(exactly: address), start <= file.size, byteCount <= file.size - start else {
        throw damaged("its \(byteCount) bytes from byte \(address) on reach beyond the file's \(file.size)")
      }
      let bytes = FileBytes(file, start..<start + byteCount, key: key)
      return PlainRows(bytes, start: 0, shape: shape, type: type, isByteSwapped: isByteSwapped)
    case .compact(let bytes):
      guard bytes.count == byteCount else {
        throw damaged("its header holds \(bytes.count) bytes of numbers where its shape needs \(byteCount)")
      }
      return PlainRows(MemoryBytes(bytes), start: 0, shape: shape, type: type, isByteSwapped: isByteSwapped)
    case .chunked(let lengths, let filters, let edgesAreUnfiltered, let places):
      let chunk = lengths.compactMap { Int(exactly: $0) }
      guard chunk.count == shape.count, chunk.allSatisfy({ $0 > 0 }) else { throw damaged("its chunks are \(lengths)") }
      guard let grid = ChunkGrid(shape: shape, chunk: chunk, elementSize: type.byteCount) else {
        throw ArrayFileError(
          path: file.path, key: key,
          .unsupported("one of its chunks, \(chunk), takes more than \(ChunkGrid.byteLimit) bytes; write smaller ones"))
      }
      let pipeline: HDF5Filters
      do throws(ChunkFlaw) { pipeline = try HDF5Filters(filters) } catch {
        throw ArrayFileError(path: file.path, key: key, .unsupported(error.text))
      }
      let source = HDF5Chunks(
        file: file, key: key, grid: grid, places: places, filters: pipeline, edgesAreUnfiltered: edgesAreUnfiltered,
        swapped: isByteSwapped ? type : nil)
      return ChunkedRows(path: file.path, key: key, grid: grid, source: source, fill: fill, kept: kept)
    }
  }
}

/// Rows that were never written.
private struct FillRows: RowSource {
  /// One element.
  let fill: [UInt8]

  func read(rows: Range<Int>, into target: UnsafeMutableRawBufferPointer) { target.fill(with: fill) }
}
