import Foundation

/// A file of arrays that cannot be read: which file, which array, and why.
public struct ArrayFileError: Error, Equatable, Sendable {
  public enum Reason: Error, Equatable, Sendable {
    /// The system's error number, such as `ENOENT`.
    case unreadable(code: Int32)
    /// None of the formats that are read.
    case unrecognized(found: String)
    /// What the file says contradicts itself or its size; the text says what and where.
    case damaged(String)
    /// The file is sound, but this is not read; the text says what and what to do instead.
    case unsupported(String)
    /// Reading it would take more memory than is allowed.
    case tooLarge(bytes: Int, limit: Int)
    case noSuchKey(known: [String])
  }

  public let path: String
  /// The array or entry at fault, where it is one.
  public let key: String?
  public let reason: Reason

  public init(path: String, key: String? = nil, _ reason: Reason) {
    self.path = path
    self.key = key
    self.reason = reason
  }
}

extension ArrayFileError: CustomStringConvertible {
  public var description: String {
    // A damaged file may have a name of millions of characters.
    let place = key.map { "'\(path)', array '\($0.prefix(200))'" } ?? "'\(path)'"
    return "cannot read \(place): \(reason)"
  }
}

extension ArrayFileError.Reason: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unreadable(let code): "\(String(cString: strerror(code))); check the path"
    case .unrecognized(let found):
      "\(found); npy, npz, safetensors, HDF5 and zarr (version 2) are read"
    case .damaged(let what), .unsupported(let what): what
    case .tooLarge(let bytes, let limit): "it would take \(bytes) bytes, above the limit of \(limit)"
    case .noSuchKey(let known):
      "there is no such array; the file has \(known.count)"
        + (known.isEmpty ? "" : ": " + known.prefix(10).joined(separator: ", ") + (known.count > 10 ? ", …" : ""))
    }
  }
}
