import Foundation
import Tensors

/// What is to be written to a zarr store: arrays by their keys.
///
/// The store is a folder of version 2. A chunk holds whole rows; equal contents have equal bytes (with the same versions
/// of the compressors).
public struct ZarrContents: Sendable {
  /// Bytes that a chunk is to take, uncompressed, where nothing else is asked for.
  private static let chunkSize = 1 << 20

  private struct Item {
    let key: String
    let shape: [Int]
    /// As numpy writes it, without the byte order: "f4".
    let type: String
    let elementSize: Int
    let rowsPerChunk: Int
    let compressor: ZarrCompressor
    let bytes: Data
  }

  private var items: [Item] = []

  public init() {}

  /// Adds an array. Every bit is kept, that of a NaN included.
  /// - Parameters:
  ///   - key: its path in the store, such as "data/action".
  ///   - rowsPerChunk: as many as make a MiB unless given.
  /// - Precondition: the key is new, no part of it is empty or begins with a dot, and no other array stands above it.
  public mutating func add<Scalar: TensorScalar>(
    _ key: String, _ tensor: Tensor<Scalar>, rowsPerChunk: Int? = nil, compressor: ZarrCompressor = .blosc()
  ) {
    let size = MemoryLayout<Scalar>.size
    let bytes = tensor.contiguous().withUnsafeBuffer { Data(buffer: $0) }
    add(key, tensor.shape, "f\(size)", size, rowsPerChunk, compressor, bytes)
  }

  /// Adds whole numbers, as int64.
  public mutating func add(_ key: String, _ integers: [Int], compressor: ZarrCompressor = .blosc()) {
    add(key, [integers.count], "i8", 8, nil, compressor, integers.withUnsafeBufferPointer { Data(buffer: $0) })
  }

  private mutating func add(
    _ key: String, _ shape: [Int], _ type: String, _ elementSize: Int, _ rowsPerChunk: Int?,
    _ compressor: ZarrCompressor, _ bytes: Data
  ) {
    let parts = key.split(separator: "/", omittingEmptySubsequences: false)
    precondition(parts.allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") }, "'\(key)' is no key")
    precondition(
      !items.contains { $0.key == key || $0.key.hasPrefix(key + "/") || key.hasPrefix($0.key + "/") },
      "'\(key)' stands where another array does")
    let rowSize = max(1, shape.dropFirst().reduce(elementSize, *))
    let rows = rowsPerChunk ?? min(shape.first ?? 1, Self.chunkSize / rowSize)
    items.append(
      Item(
        key: key, shape: shape, type: type, elementSize: elementSize, rowsPerChunk: max(1, rows),
        compressor: compressor,
        bytes: bytes))
  }

  /// Writes the store, whole or not at all: beside its final name, to disk, then renamed as one.
  /// - Throws: `WriteError`, with the path that was asked for; also when something of that name is there.
  public func write(
    to path: String, with operations: any FileOperations = SystemFileOperations()
  ) throws(WriteError) {
    var status = stat()
    guard lstat(path, &status) != 0 else { throw WriteError(path: path, action: .rename, code: EEXIST) }
    let beside = AtomicFileWriter.unfinishedName(beside: path)
    do {
      var writer = ZarrFolderWriter(beside, operations: operations)
      try writer.open()
      for item in items { try write(item, with: &writer) }
      try writer.synchronizeFolders()
      try operations.rename(beside, to: path)
    } catch {
      try? FileManager.default.removeItem(atPath: beside)
      throw WriteError(path: path, action: error.action, code: error.code)
    }
    try operations.synchronizeFolder(PathParts(path).folder)
  }

  private func write(_ item: Item, with writer: inout ZarrFolderWriter) throws(WriteError) {
    let chunk = item.shape.isEmpty ? [] : [item.rowsPerChunk] + item.shape.dropFirst().map { max(1, $0) }
    let order = item.elementSize == 1 ? "|" : 1.bigEndian == 1 ? ">" : "<"
    let document = """
      {
          "chunks": \(chunk),
          "compressor": \(item.compressor.document),
          "dtype": "\(order)\(item.type)",
          "fill_value": 0,
          "filters": null,
          "order": "C",
          "shape": \(item.shape),
          "zarr_format": 2
      }

      """
    try writer.write(Data(document.utf8), to: "\(item.key)/\(ZarrOutline.arrayName)")
    // The last chunk is as long as the others, zeros behind its rows.
    let byteCount = chunk.reduce(item.elementSize, *)
    let rest = Array(repeating: "0", count: max(0, item.shape.count - 1))
    for (number, start) in stride(from: 0, to: item.bytes.count, by: byteCount).enumerated() {
      var bytes = [UInt8](item.bytes[start..<min(start + byteCount, item.bytes.count)])
      bytes += [UInt8](repeating: 0, count: byteCount - bytes.count)
      let name = (["\(number)"] + rest).joined(separator: ".")
      let encoded = item.compressor.encode(bytes, elementSize: item.elementSize)
      try writer.write(Data(encoded), to: "\(item.key)/\(name)")
    }
  }
}
