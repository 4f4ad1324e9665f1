import Foundation
import Tensors

/// What is to be written to an npy file: one array.
///
/// The bytes are those of numpy's `save` for the same array in row-major order.
public struct NpyContents: Sendable {
  /// The whole file.
  public let data: Data

  /// Every bit is kept, that of a NaN included.
  public init<Scalar: TensorScalar>(_ tensor: Tensor<Scalar>) {
    data =
      Self.header(descr: Scalar.self == Float.self ? "<f4" : "<f8", shape: tensor.shape)
      + tensor.withUnsafeBuffer { Data(buffer: $0) }
  }

  /// Whole numbers, as int64: what `episodes` and `steps` are.
  public init(_ integers: [Int]) {
    data = Self.header(descr: "<i8", shape: [integers.count]) + integers.withUnsafeBufferPointer { Data(buffer: $0) }
  }

  /// Writes the file, whole or not at all.
  public func write(to path: String, with writer: AtomicFileWriter = AtomicFileWriter()) throws(WriteError) {
    try writer.write(data, to: path)
  }

  static func header(descr: String, shape: [Int]) -> Data {
    let lengths = shape.map(String.init)
    let tuple = lengths.count == 1 ? "(\(lengths[0]),)" : "(\(lengths.joined(separator: ", ")))"
    var text = "{'descr': '\(descr)', 'fortran_order': False, 'shape': \(tuple), }"
    // numpy leaves room for the first length to grow to 21 digits, and aligns the numbers to 64 bytes.
    if let first = lengths.first { text += String(repeating: " ", count: 21 - first.count) }
    let prefixCount = 10
    text += String(repeating: " ", count: 64 - (prefixCount + text.utf8.count + 1) % 64) + "\n"
    var bytes = NpyHeader.magic + [1, 0]
    bytes.append(littleEndian: UInt16(text.utf8.count))
    return Data(bytes) + Data(text.utf8)
  }
}
