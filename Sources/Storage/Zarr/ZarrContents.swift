import Foundation
import Tensors

/// What is to be written to a zarr store: arrays by their keys.
///
/// The store is a folder of version 2. A chunk holds whole rows; equal contents have equal bytes (with the same versions
/// of the compressors).
public struct ZarrContents: Sendable {
  /// Bytes that a chunk is to take, uncompressed, where nothing else is asked for.
  private static let chunkSize = 1 << 20

  private struct Item: Sendable {
    let key: String
    let array: ProducedArray
    /// One number without an axis, which is one row here.
    let isScalar: Bool
    let rowsPerChunk: Int
    let compressor: ZarrCompressor
  }

  private var items: [Item] = []
  /// The text of the store's `.zattrs`, a JSON object.
  private let attributes: Data?

  public init() { attributes = nil }

  /// - Parameter attributes: what the store says of itself: a JSON object once encoded.
  public init(attributes: some Encodable) throws { self.attributes = try JSONText.pretty(attributes) }

  /// Adds an array. Every bit is kept, that of a NaN included.
  /// - Parameters:
  ///   - key: its path in the store, such as "data/action".
  ///   - rowsPerChunk: as many as make a MiB unless given.
  /// - Precondition: the key is new, no part of it is empty or begins with a dot, and no other array stands above it.
  public mutating func add<Scalar: TensorScalar>(
    _ key: String, _ tensor: Tensor<Scalar>, rowsPerChunk: Int? = nil, compressor: ZarrCompressor = .blosc()
  ) {
    let isScalar = tensor.shape.isEmpty
    let rows = isScalar ? ProducedArray(try! tensor.reshaped([1])) : ProducedArray(tensor)
    add(key, rows, isScalar, rowsPerChunk, compressor)
  }

  /// Adds whole numbers, as int64.
  public mutating func add(_ key: String, _ integers: [Int], compressor: ZarrCompressor = .blosc()) {
    add(key, ProducedArray(integers), false, nil, compressor)
  }

  /// Adds an array whose rows are made while the store is written, a chunk at a time.
  public mutating func add(
    _ key: String, _ array: ProducedArray, rowsPerChunk: Int? = nil, compressor: ZarrCompressor = .blosc()
  ) {
    add(key, array, false, rowsPerChunk, compressor)
  }

  private mutating func add(
    _ key: String, _ array: ProducedArray, _ isScalar: Bool, _ rowsPerChunk: Int?, _ compressor: ZarrCompressor
  ) {
    let parts = key.split(separator: "/", omittingEmptySubsequences: false)
    precondition(parts.allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") }, "'\(key)' is no key")
    precondition(
      !items.contains { $0.key == key || $0.key.hasPrefix(key + "/") || key.hasPrefix($0.key + "/") },
      "'\(key)' stands where another array does")
    precondition(array.type.numpyName != nil, "zarr has no \(array.type.rawValue)")
    let rows = rowsPerChunk ?? min(array.shape[0], Self.chunkSize / max(1, array.rowSize))
    items.append(
      Item(key: key, array: array, isScalar: isScalar, rowsPerChunk: max(1, rows), compressor: compressor))
  }

  /// Writes the store, whole or not at all: beside its final name, to disk, then renamed as one.
  /// - Parameter workers: chunks that are made and compressed at the same time.
  /// - Throws: `WriteError`, with the path that was asked for; also when something of that name is there. What the
  ///   producer of an array throws.
  public func write(
    to path: String, with operations: any FileOperations = SystemFileOperations(), workers: Int = 1
  ) throws {
    var status = stat()
    guard lstat(path, &status) != 0 else { throw WriteError(path: path, action: .rename, code: EEXIST) }
    let beside = AtomicFileWriter.unfinishedName(beside: path)
    do {
      var writer = ZarrFolderWriter(beside, operations: operations)
      try writer.open()
      if let attributes { try writer.writeFile(attributes, to: ".zattrs") }
      for item in items { try write(item, with: &writer, workers: workers) }
      try writer.synchronizeFolders()
      try operations.rename(beside, to: path)
    } catch {
      try? FileManager.default.removeItem(atPath: beside)
      guard let error = error as? WriteError else { throw error }
      throw WriteError(path: path, action: error.action, code: error.code)
    }
    try operations.synchronizeFolder(PathParts(path).folder)
  }

  private func write(_ item: Item, with writer: inout ZarrFolderWriter, workers: Int) throws {
    let array = item.array
    let shape = item.isScalar ? [] : array.shape
    let chunk = item.isScalar ? [] : [item.rowsPerChunk] + shape.dropFirst().map { max(1, $0) }
    let document = """
      {
          "chunks": \(chunk),
          "compressor": \(item.compressor.document),
          "dtype": "\(array.type.numpyName!)",
          "fill_value": 0,
          "filters": null,
          "order": "C",
          "shape": \(shape),
          "zarr_format": 2
      }

      """
    try writer.write(Data(document.utf8), to: "\(item.key)/\(ZarrOutline.arrayName)")
    guard array.rowSize > 0 else { return }
    let rest = Array(repeating: "0", count: array.shape.count - 1)
    let folder = writer
    let starts = Array(stride(from: 0, to: array.shape[0], by: item.rowsPerChunk))
    try forEachInParallel(starts.count, workers: workers) { number in
      var bytes = try array.bytes(of: starts[number]..<min(starts[number] + item.rowsPerChunk, array.shape[0]))
      // The last chunk is as long as the others, zeros behind its rows.
      bytes += [UInt8](repeating: 0, count: item.rowsPerChunk * array.rowSize - bytes.count)
      let name = (["\(number)"] + rest).joined(separator: ".")
      let encoded = item.compressor.encode(bytes, elementSize: array.type.byteCount)
      try folder.writeFile(Data(encoded), to: "\(item.key)/\(name)")
    }
  }
}
