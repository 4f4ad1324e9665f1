import Foundation
import Tensors

/// A safetensors file, open for reading: named tensors and a few strings about them.
///
/// Opening reads and checks the header alone; a tensor's bytes are read when it is asked for, so a file may be larger
/// than memory. No memory is taken for a size that the file does not have. Safe to use from several threads.
/// - Source: the format of huggingface/safetensors, version 0.4.
public final class SafetensorsFile: Sendable {
  public let path: String
  /// The strings under `__metadata__`.
  public let metadata: [String: String]
  /// In the order of their bytes in the file.
  public let entries: [SafetensorsEntry]
  private let descriptor: Int32
  /// Where the data begin in the file.
  private let start: Int

  /// - Throws: `SafetensorsError` naming the file, the entry and what is wrong with it.
  public init(_ path: String) throws(SafetensorsError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SafetensorsError(path: path, .unreadable(code: errno)) }
    do {
      let header: SafetensorsHeader
      (header, start) = try Self.readHeader(descriptor, path: path)
      metadata = header.metadata
      entries = header.entries
    } catch {
      close(descriptor)
      throw error
    }
    self.path = path
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  private static func readHeader(
    _ descriptor: Int32, path: String
  ) throws(SafetensorsError) -> (SafetensorsHeader, start: Int) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw SafetensorsError(path: path, .unreadable(code: errno)) }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw SafetensorsError(path: path, .unreadable(code: EISDIR)) }
    let size = Int(status.st_size)
    guard size >= 8 else { throw SafetensorsError(path: path, .tooShort(bytes: size)) }

    var prefix: UInt64 = 0
    try withUnsafeMutableBytes(of: &prefix) { (memory) throws(SafetensorsError) in
      try read(into: memory, from: descriptor, at: 0, path: path)
    }
    let length = UInt64(littleEndian: prefix)
    guard length <= UInt64(SafetensorsHeader.byteLimit) else {
      throw SafetensorsError(path: path, .headerTooLarge(bytes: length, limit: SafetensorsHeader.byteLimit))
    }
    let count = Int(length)
    guard count <= size - 8 else {
      throw SafetensorsError(path: path, .headerBeyondFile(bytes: count, available: size - 8))
    }
    var bytes = [UInt8](repeating: 0, count: count)
    try bytes.withUnsafeMutableBufferPointer { (memory) throws(SafetensorsError) in
      try read(into: UnsafeMutableRawBufferPointer(memory), from: descriptor, at: 8, path: path)
    }
    return (try SafetensorsHeader(bytes, dataCount: size - 8 - count, path: path), 8 + count)
  }

  private static func read(
    into memory: UnsafeMutableRawBufferPointer, from descriptor: Int32, at offset: Int, path: String
  ) throws(SafetensorsError) {
    var done = 0
    while done < memory.count {
      let count = pread(descriptor, memory.baseAddress! + done, memory.count - done, off_t(offset + done))
      if count == 0 { throw SafetensorsError(path: path, .truncated) }
      if count < 0, errno != EINTR { throw SafetensorsError(path: path, .unreadable(code: errno)) }
      done += max(count, 0)
    }
  }
}

// MARK: Tensors

extension SafetensorsFile {
  public func entry(named name: String) throws(SafetensorsError) -> SafetensorsEntry {
    guard let entry = entries.first(where: { $0.name == name }) else {
      throw SafetensorsError(path: path, key: name, .noSuchTensor(known: entries.map(\.name)))
    }
    return entry
  }

  /// The tensor of a name. Exact when the file holds `Scalar`; F64 read as `Float` is rounded.
  /// - Throws: `SafetensorsError` without such a tensor, or when its type is neither F32 nor F64.
  public func tensor<Scalar: TensorScalar>(
    _ name: String, as scalar: Scalar.Type
  ) throws(SafetensorsError) -> Tensor<Scalar> {
    let entry = try entry(named: name)
    switch entry.type {
    case .float32: return try stored(entry, as: Float.self).converted(ifNeededTo: scalar)
    case .float64: return try stored(entry, as: Double.self).converted(ifNeededTo: scalar)
    default: throw SafetensorsError(path: path, key: name, .unsupportedType(entry.type))
    }
  }

  /// The tensor in the type in which it stands in the file.
  private func stored<Stored: TensorScalar>(
    _ entry: SafetensorsEntry, as type: Stored.Type
  ) throws(SafetensorsError) -> Tensor<Stored> {
    let tensor = Tensor<Stored>(uninitialized: entry.shape)
    let memory = UnsafeMutableRawBufferPointer(start: tensor.storage.pointer, count: entry.bytes.count)
    try Self.read(into: memory, from: descriptor, at: start + entry.bytes.lowerBound, path: path)
    return tensor
  }
}

extension Tensor {
  fileprivate func converted<Other: TensorScalar>(ifNeededTo type: Other.Type) -> Tensor<Other> {
    self as? Tensor<Other> ?? converted(to: type)
  }
}
