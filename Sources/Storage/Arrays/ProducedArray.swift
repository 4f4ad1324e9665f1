import Tensors

/// An array that is to be written and need not be in memory: its rows are made when a writer asks for them.
///
/// A writer asks for each row once, for blocks of rows in any order and from several threads.
public struct ProducedArray: Sendable {
  /// At least one axis, rows first.
  public let shape: [Int]
  public let type: ElementType
  /// Writes the elements of some rows in row-major order and the machine's byte order.
  public let produce: @Sendable (Range<Int>, UnsafeMutableRawBufferPointer) throws -> Void

  /// - Parameter produce: given a range of rows and exactly as many bytes as these take.
  /// - Precondition: one axis or more, and a size that fits a machine word.
  public init(
    shape: [Int], type: ElementType,
    produce: @escaping @Sendable (Range<Int>, UnsafeMutableRawBufferPointer) throws -> Void
  ) {
    precondition(!shape.isEmpty && type.byteCount(of: shape) != nil, "no rows of the shape \(shape)")
    self.shape = shape
    self.type = type
    self.produce = produce
  }

  /// A tensor of one axis or more, every bit kept.
  public init<Scalar: TensorScalar>(_ tensor: Tensor<Scalar>) {
    let rows = tensor.contiguous()
    let rowSize = rows.shape.dropFirst().reduce(MemoryLayout<Scalar>.size, *)
    self.init(shape: rows.shape, type: Scalar.self == Float.self ? .float32 : .float64) { range, target in
      rows.withUnsafeBuffer { numbers in
        let bytes = UnsafeRawBufferPointer(numbers)
        target.copyMemory(
          from: UnsafeRawBufferPointer(rebasing: bytes[range.lowerBound * rowSize..<range.upperBound * rowSize]))
      }
    }
  }

  /// The rows of an array in a file, read when they are asked for.
  /// - Precondition: it has an axis.
  public init(_ array: StoredArray) {
    self.init(shape: array.shape, type: array.type) { rows, target in try array.source.read(rows: rows, into: target) }
  }

  /// Whole numbers, as int64.
  public init(_ integers: [Int]) {
    self.init(shape: [integers.count], type: .signed64) { range, target in
      integers.withUnsafeBytes { bytes in
        target.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[range.lowerBound * 8..<range.upperBound * 8]))
      }
    }
  }

  /// Bytes that a row takes.
  public var rowSize: Int { shape.dropFirst().reduce(type.byteCount, *) }

  /// The bytes of some rows.
  func bytes(of rows: Range<Int>) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: rows.count * rowSize)
    try bytes.withUnsafeMutableBytes { memory in
      if !memory.isEmpty { try produce(rows, memory) }
    }
    return bytes
  }
}
