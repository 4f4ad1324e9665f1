import Foundation
import Tensors

/// What is to be written to a safetensors file: named tensors and a few strings about them.
///
/// The bytes are those of huggingface/safetensors for the same tensors: wide types first, then by name, the header
/// padded with spaces to a multiple of 8 bytes. Strings are sorted by their keys, so equal contents have equal bytes.
public struct SafetensorsContents: Sendable {
  private struct Item {
    let name: String
    let type: SafetensorsType
    let shape: [Int]
    let bytes: Data
  }

  private let metadata: [String: String]
  private var items: [Item] = []

  /// - Parameter metadata: the strings under `__metadata__`.
  public init(metadata: [String: String] = [:]) { self.metadata = metadata }

  /// Adds a tensor. Every bit is kept, that of a NaN included.
  /// - Precondition: the name is new and not `__metadata__`.
  public mutating func add<Scalar: TensorScalar>(_ name: String, _ tensor: Tensor<Scalar>) {
    add(name, SafetensorsType(of: Scalar.self), tensor.shape, tensor.withUnsafeBuffer { Data(buffer: $0) })
  }

  /// Adds whole numbers, as int64.
  public mutating func add(_ name: String, _ integers: [Int]) {
    add(name, .signed64, [integers.count], integers.withUnsafeBufferPointer { Data(buffer: $0) })
  }

  private mutating func add(_ name: String, _ type: SafetensorsType, _ shape: [Int], _ bytes: Data) {
    precondition(name != "__metadata__", "__metadata__ is no name for a tensor")
    precondition(!items.contains { $0.name == name }, "there is a tensor \(name) already")
    items.append(Item(name: name, type: type, shape: shape, bytes: bytes))
  }

  /// The whole file.
  public var data: Data {
    let ordered = items.sorted { a, b in
      a.type == b.type ? Array(a.name.utf8).lexicographicallyPrecedes(Array(b.name.utf8)) : a.type.rank > b.type.rank
    }
    var members: [String] = []
    if !metadata.isEmpty {
      let strings = metadata.sorted { $0.key < $1.key }.map { "\(Self.quoted($0.key)):\(Self.quoted($0.value))" }
      members.append("\"__metadata__\":{\(strings.joined(separator: ","))}")
    }
    var offset = 0
    for item in ordered {
      let shape = item.shape.map(String.init).joined(separator: ",")
      let end = offset + item.bytes.count
      members.append(
        "\(Self.quoted(item.name)):{\"dtype\":\"\(item.type.rawValue)\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(offset),\(end)]}")
      offset = end
    }
    var header = Data("{\(members.joined(separator: ","))}".utf8)
    header.append(Data(repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8))
    var data = Data(capacity: 8 + header.count + offset)
    withUnsafeBytes(of: UInt64(header.count).littleEndian) { data.append(contentsOf: $0) }
    data.append(header)
    for item in ordered { data.append(item.bytes) }
    return data
  }

  /// Writes the file, whole or not at all.
  public func write(to path: String, with writer: AtomicFileWriter = AtomicFileWriter()) throws(WriteError) {
    try writer.write(data, to: path)
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\u{8}": result += "\\b"
      case "\u{C}": result += "\\f"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case ..<" ": result += String(format: "\\u%04x", scalar.value)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
