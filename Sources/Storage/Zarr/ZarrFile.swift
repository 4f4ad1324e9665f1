import Foundation

/// A zarr store of version 2, open for reading: a folder, or a zip archive of one.
///
/// Arrays of integers, booleans and floating point numbers are read in either byte order and either order of axes,
/// uncompressed or by zlib, gzip, zstd, lz4 or blosc, without filters. An array's key is its path in the store. In a
/// replay buffer as diffusion_policy keeps it, which has `meta/episode_ends`, the arrays below `data/` go without that
/// prefix, and the ends are checked against their rows.
///
/// Only the chunks that hold a row are read. Safe to use from several threads.
/// - Source: zarr specification, version 2; diffusion_policy's `ReplayBuffer`.
public struct ZarrFile: ArrayFile {
  public let path: String
  public let arrays: [StoredArray]
  public let episodeEnds: [Int]?
  public let unreadable: [ArrayFileError]

  /// - Parameter path: a folder or a zip archive.
  /// - Throws: `ArrayFileError` naming the store, the array and what is wrong with it.
  public init(_ path: String) throws(ArrayFileError) {
    do throws(ArrayFileError) { try self.init(ZipArchive(RegularFile(path))) } catch {
      guard error.reason == .unreadable(code: EISDIR) else { throw error }
      try self.init(ZarrFolder(path))
    }
  }

  package init(_ archive: ZipArchive) throws(ArrayFileError) { try self.init(ZarrArchive(archive)) }

  /// Whether an archive holds a zarr store.
  package static func recognizes(_ archive: ZipArchive) -> Bool { ZarrArchive.recognizes(archive) }

  init(_ store: any ZarrStore) throws(ArrayFileError) {
    let outline = try store.outline()
    let later = outline.later.map { key in
      ArrayFileError(
        path: store.path, key: key.isEmpty ? nil : key,
        .unsupported("it is zarr of version 3, and version 2 is read; write it with zarr_format=2"))
    }
    if let root = later.first(where: { $0.key == nil }) { throw root }
    guard outline.hasGroup || !outline.arrays.isEmpty || !later.isEmpty else {
      throw ArrayFileError(path: store.path, .unrecognized(found: "it has neither a .zgroup nor a .zarray of zarr"))
    }
    let buffer = ReplayBufferKeys(outline.arrays)
    var arrays: [StoredArray] = []
    var unreadable = outline.refusals + later
    for name in outline.arrays {
      do throws(ArrayFileError) { arrays.append(try Self.array(name, key: buffer.key(of: name), in: store)) } catch {
        guard case .unsupported = error.reason else { throw error }
        unreadable.append(error)
      }
    }
    path = store.path
    episodeEnds = try buffer.episodeEnds(among: arrays, path: store.path)
    self.arrays = arrays
    self.unreadable = unreadable
  }

  private static func array(
    _ name: String, key: String, in store: any ZarrStore
  ) throws(ArrayFileError) -> StoredArray {
    let document = name.isEmpty ? ZarrOutline.arrayName : "\(name)/\(ZarrOutline.arrayName)"
    let description: ZarrDescription
    do throws(ArrayFileError) {
      guard let bytes = try store.contents(of: document, byteLimit: ZarrDescription.byteLimit) else {
        throw ArrayFileError(path: store.path, .damaged("its .zarray leads to nothing"))
      }
      do throws(ArrayFileError.Reason) { description = try ZarrDescription(bytes) } catch {
        throw ArrayFileError(path: store.path, error)
      }
    } catch {
      throw ArrayFileError(path: store.path, key: key, error.reason)
    }
    guard
      let grid = ChunkGrid(
        shape: description.shape, chunk: description.chunk, elementSize: description.type.byteCount,
        isColumnMajor: description.isColumnMajor)
    else {
      throw ArrayFileError(
        path: store.path, key: key,
        .unsupported(
          "one of its chunks, \(description.chunk), takes more than \(ChunkGrid.byteLimit) bytes; write smaller ones"))
    }
    let chunks = ZarrChunks(
      store: store, name: name, key: key, codec: description.codec, separator: description.separator,
      swapped: description.isByteSwapped ? description.type : nil)
    return StoredArray(
      path: store.path, key: key, shape: description.shape, type: description.type,
      source: ChunkedRows(path: store.path, key: key, grid: grid, source: chunks, fill: description.fill))
  }
}
