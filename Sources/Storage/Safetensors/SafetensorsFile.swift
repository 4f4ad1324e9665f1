import Foundation
import Tensors

/// A safetensors file, open for reading: named tensors and a few strings about them.
///
/// Opening reads and checks the header alone; a tensor's bytes are read when it is asked for, so a file may be larger
/// than memory. No memory is taken for a size that the file does not have. Safe to use from several threads.
/// - Source: the format of huggingface/safetensors, its types those of version 0.8.
public struct SafetensorsFile: ArrayFile {
  public let path: String
  /// The strings under `__metadata__`.
  public let metadata: [String: String]
  /// In the order of their bytes in the file.
  public let entries: [SafetensorsEntry]
  public let arrays: [StoredArray]
  public let unreadable: [ArrayFileError]

  /// - Throws: `ArrayFileError` naming the file, the entry and what is wrong with it.
  public init(_ path: String) throws(ArrayFileError) { try self.init(RegularFile(path)) }

  package init(_ file: RegularFile) throws(ArrayFileError) {
    let (header, start) = try Self.readHeader(file)
    path = file.path
    metadata = header.metadata
    entries = header.entries
    var arrays: [StoredArray] = []
    var unreadable: [ArrayFileError] = []
    for entry in entries {
      guard let type = entry.type.elementType else {
        unreadable.append(
          ArrayFileError(
            path: path, key: entry.name,
            .unsupported("tensors of type \(entry.type.rawValue) are not read; convert it to F16, BF16 or F32")))
        continue
      }
      let bytes = FileBytes(file, start + entry.bytes.lowerBound..<start + entry.bytes.upperBound, key: entry.name)
      let rows = PlainRows(bytes, start: 0, shape: entry.shape, type: type)
      arrays.append(StoredArray(path: path, key: entry.name, shape: entry.shape, type: type, source: rows))
    }
    self.arrays = arrays
    self.unreadable = unreadable
  }

  private static func readHeader(_ file: RegularFile) throws(ArrayFileError) -> (SafetensorsHeader, start: Int) {
    func flawed(_ flaw: SafetensorsFlaw) -> ArrayFileError { ArrayFileError(path: file.path, .safetensors(flaw)) }
    guard file.size >= 8 else { throw flawed(.tooShort(bytes: file.size)) }
    let length = try file.bytes(at: 0, count: 8).littleEndian(at: 0, as: UInt64.self)
    guard length <= UInt64(SafetensorsHeader.byteLimit) else {
      throw flawed(.headerTooLarge(bytes: length, limit: SafetensorsHeader.byteLimit))
    }
    let count = Int(length)
    guard count <= file.size - 8 else { throw flawed(.headerBeyondFile(bytes: count, available: file.size - 8)) }
    let bytes = try file.bytes(at: 8, count: count)
    return (try SafetensorsHeader(bytes, dataCount: file.size - 8 - count, path: file.path), 8 + count)
  }

  /// The tensor of a name, of whatever size. Exact where `Scalar` holds its numbers, else rounded to nearest.
  /// - Throws: `ArrayFileError` without such a tensor, or when its type is not read.
  public func tensor<Scalar: TensorScalar>(
    _ name: String, as scalar: Scalar.Type
  ) throws(ArrayFileError) -> Tensor<Scalar> {
    try array(named: name).tensor(as: scalar, byteLimit: .max)
  }
}
