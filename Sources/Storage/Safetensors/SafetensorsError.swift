import Foundation

/// A safetensors file that cannot be read.
public struct SafetensorsError: Error, Equatable, Sendable {
  public enum Reason: Equatable, Sendable {
    /// The system's error number, such as `ENOENT`.
    case unreadable(code: Int32)
    /// Fewer than the 8 bytes that say how long the header is.
    case tooShort(bytes: Int)
    case headerTooLarge(bytes: UInt64, limit: Int)
    case headerBeyondFile(bytes: Int, available: Int)
    case headerNotUTF8
    /// The header is not the JSON object it has to be.
    case malformedHeader(byte: Int, expected: String)
    case duplicateKey
    case missingField(String)
    case unknownType(String)
    /// A length, a number of bytes or an offset does not fit a machine word.
    case sizeOverflow
    /// A tensor does not begin where the one before it ended.
    case misplaced(begin: Int, expected: Int)
    /// The bytes of a tensor are not as many as its type and shape need.
    case wrongSize(bytes: Int, needed: Int)
    /// The tensors do not fill the rest of the file.
    case wrongLength(tensors: Int, file: Int)
    case noSuchTensor(known: [String])
    /// The tensor is sound, but its type is not read.
    case unsupportedType(SafetensorsType)
    /// The file became shorter while it was read.
    case truncated
  }

  public let path: String
  /// The tensor or metadata entry at fault, where it is one.
  public let key: String?
  public let reason: Reason

  public init(path: String, key: String? = nil, _ reason: Reason) {
    self.path = path
    self.key = key
    self.reason = reason
  }
}

extension SafetensorsError: CustomStringConvertible {
  public var description: String {
    let place = key.map { "'\(path)', entry '\($0)'" } ?? "'\(path)'"
    return "cannot read \(place): \(reason)"
  }
}

extension SafetensorsError.Reason: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unreadable(let code):
      return "\(String(cString: strerror(code))); check the path"
    case .tooShort(let bytes):
      return "it has \(bytes) bytes, and a safetensors file begins with 8 that say how long its header is"
    case .headerTooLarge(let bytes, let limit):
      return "the header is said to have \(bytes) bytes, above the limit of \(limit); this is no safetensors file"
    case .headerBeyondFile(let bytes, let available):
      return "the header is said to have \(bytes) bytes where \(available) follow; the file was cut short"
    case .headerNotUTF8:
      return "the header is not UTF-8; this is no safetensors file"
    case .malformedHeader(let byte, let expected):
      return "byte \(byte) of the header: expected \(expected)"
    case .duplicateKey:
      return "the header has it twice; write the file again with distinct names"
    case .missingField(let field):
      return "the header does not give its \(field)"
    case .unknownType(let type):
      let known = SafetensorsType.allCases.map(\.rawValue).joined(separator: ", ")
      return "its type is '\(type)'; known are \(known)"
    case .sizeOverflow:
      return "its size does not fit 64 bits; the header is damaged"
    case .misplaced(let begin, let expected):
      return
        "it begins at byte \(begin) of the data, where \(expected) comes next; tensors neither overlap nor leave gaps"
    case .wrongSize(let bytes, let needed):
      return "it has \(bytes) bytes where its type and shape need \(needed)"
    case .wrongLength(let tensors, let file):
      return "its tensors take \(tensors) bytes where \(file) follow the header; the file was cut short or added to"
    case .noSuchTensor(let known):
      let names = known.prefix(10).joined(separator: ", ") + (known.count > 10 ? ", …" : "")
      return "there is no such tensor; the file has \(known.count)\(known.isEmpty ? "" : ": \(names)")"
    case .unsupportedType(let type):
      return "tensors of type \(type.rawValue) are not read; convert it to F32 or F64"
    case .truncated:
      return "the file became shorter while it was read"
    }
  }
}
