/// A row-major array of numbers with value semantics.
///
/// A tensor is a window on shared memory: slices, transposes, broadcasts and reshapes of contiguous tensors copy
/// nothing, and a tensor copies its memory only when it is written to while somebody else looks at it.
/// A tensor of rank 0 holds one number.
public struct Tensor<Scalar: TensorScalar>: Sendable {
  package var storage: TensorStorage<Scalar>
  package var offset: Int
  public private(set) var shape: [Int]
  /// Distance in elements between neighbours along each axis; 0 along a broadcast axis.
  package private(set) var strides: [Int]

  /// A window on a storage. The caller has checked that it lies within.
  package init(storage: TensorStorage<Scalar>, offset: Int = 0, shape: [Int], strides: [Int]? = nil) {
    self.storage = storage
    self.offset = offset
    self.shape = shape
    self.strides = strides ?? Self.contiguousStrides(shape)
  }

  public var rank: Int { shape.count }
  /// The number of elements.
  public var count: Int { shape.reduce(1, *) }
  /// Length of the first axis; 1 for a single number.
  public var rows: Int { shape.first ?? 1 }
  /// Length of the last axis; 1 for a single number.
  public var columns: Int { shape.last ?? 1 }

  package static func contiguousStrides(_ shape: [Int]) -> [Int] {
    var strides = shape
    var step = 1
    for axis in shape.indices.reversed() {
      strides[axis] = step
      step *= shape[axis]
    }
    return strides
  }

  /// Whether the elements stand in memory one after another in row-major order.
  public var isContiguous: Bool {
    if count == 0 { return true }
    var step = 1
    for axis in shape.indices.reversed() where shape[axis] != 1 {
      if strides[axis] != step { return false }
      step *= shape[axis]
    }
    return true
  }

  /// The same numbers, contiguous; copies only when they are not.
  public func contiguous() -> Tensor {
    if isContiguous { return self }
    let result = Tensor(uninitialized: shape)
    copyElements(to: result.storage.pointer)
    return result
  }

  /// Writes the elements in row-major order.
  package func copyElements(to destination: UnsafeMutablePointer<Scalar>) {
    let source = storage.pointer + offset
    if isContiguous {
      destination.update(from: source, count: count)
      return
    }
    let inner = shape[rank - 1]
    let innerStride = strides[rank - 1]
    for (run, start) in offsets(alongFirst: rank - 1).enumerated() {
      Scalar.kernels.copyStrided(inner, source + start, innerStride, destination + run * inner)
    }
  }

  /// Where in memory, from `offset`, each entry along the first `axes` axes begins, in row-major order.
  package func offsets(alongFirst axes: Int) -> [Int] {
    if count == 0 { return [] }
    var offsets = [0]
    for axis in 0..<Swift.max(axes, 0) {
      offsets = offsets.flatMap { start in (0..<shape[axis]).map { start + $0 * strides[axis] } }
    }
    return offsets
  }
}

// MARK: Making tensors

extension Tensor {
  /// Memory with unspecified contents.
  package init(uninitialized shape: [Int]) {
    self.init(storage: TensorStorage(capacity: shape.reduce(1, *)), shape: shape)
  }

  public init(repeating value: Scalar, shape: [Int]) {
    self.init(uninitialized: shape)
    Scalar.kernels.fill(count, value, storage.pointer)
  }

  public static func zeros(_ shape: [Int]) -> Tensor { Tensor(repeating: 0, shape: shape) }
  public static func ones(_ shape: [Int]) -> Tensor { Tensor(repeating: 1, shape: shape) }

  /// One number, rank 0.
  public init(_ value: Scalar) { self.init(repeating: value, shape: []) }

  /// - Throws: `ShapeError` when the number of elements is not the product of the shape.
  public init(_ elements: [Scalar], shape: [Int]) throws(ShapeError) {
    guard elements.count == shape.reduce(1, *), shape.allSatisfy({ $0 >= 0 }) else {
      throw ShapeError("Tensor", expected: "\(elements.count) elements", found: shape)
    }
    self.init(uninitialized: shape)
    elements.withUnsafeBufferPointer { buffer in
      if let base = buffer.baseAddress { storage.pointer.update(from: base, count: buffer.count) }
    }
  }

  /// A vector.
  public init(_ elements: [Scalar]) {
    self.init(uninitialized: [elements.count])
    elements.withUnsafeBufferPointer { buffer in
      if let base = buffer.baseAddress { storage.pointer.update(from: base, count: buffer.count) }
    }
  }

  /// A matrix from its rows.
  /// - Throws: `ShapeError` when the rows differ in length.
  public init(rows: [[Scalar]]) throws(ShapeError) {
    let width = rows.first?.count ?? 0
    for row in rows where row.count != width {
      throw ShapeError("Tensor(rows:)", expected: "rows of \(width) numbers", found: [row.count])
    }
    try self.init(rows.flatMap { $0 }, shape: [rows.count, width])
  }

  /// A tensor whose contiguous memory the closure writes in full.
  public init(shape: [Int], _ write: (UnsafeMutableBufferPointer<Scalar>) throws -> Void) rethrows {
    self.init(uninitialized: shape)
    try write(UnsafeMutableBufferPointer(start: storage.pointer, count: count))
  }

  /// Standard normal numbers.
  public static func normal(_ shape: [Int], from stream: inout RandomStream) -> Tensor {
    let result = Tensor(uninitialized: shape)
    Scalar.fill(normal: UnsafeMutableBufferPointer(start: result.storage.pointer, count: result.count), from: &stream)
    return result
  }

  /// Uniform numbers on [0, 1).
  public static func uniform(_ shape: [Int], from stream: inout RandomStream) -> Tensor {
    let result = Tensor(uninitialized: shape)
    Scalar.fill(uniform: UnsafeMutableBufferPointer(start: result.storage.pointer, count: result.count), from: &stream)
    return result
  }

  public static func identity(_ size: Int) -> Tensor {
    let result = Tensor.zeros([size, size])
    for i in 0..<size { result.storage.pointer[i * size + i] = 1 }
    return result
  }
}

// MARK: Reading and writing

extension Tensor {
  /// Position in memory of an element. Indices are the programmer's own: out of range traps.
  private func position(_ indices: [Int]) -> Int {
    precondition(indices.count == rank, "a tensor of rank \(rank) takes \(rank) indices")
    var position = offset
    for (axis, index) in indices.enumerated() {
      precondition(index >= 0 && index < shape[axis], "index \(index) is outside axis \(axis) of \(shape)")
      position += index * strides[axis]
    }
    return position
  }

  public subscript(indices: Int...) -> Scalar {
    get { storage.pointer[position(indices)] }
    set {
      makeUnique()
      storage.pointer[position(indices)] = newValue
    }
  }

  /// The only element of a tensor that has one.
  public var scalar: Scalar {
    precondition(count == 1, "a tensor of shape \(shape) is not one number")
    return storage.pointer[offset]
  }

  /// The elements in row-major order.
  public var elements: [Scalar] {
    [Scalar](unsafeUninitializedCapacity: count) { buffer, initialized in
      if let base = buffer.baseAddress { copyElements(to: base) }
      initialized = count
    }
  }

  /// Contiguous read access.
  public func withUnsafeBuffer<R>(_ body: (UnsafeBufferPointer<Scalar>) throws -> R) rethrows -> R {
    let flat = contiguous()
    defer { withExtendedLifetime(flat) {} }
    return try body(UnsafeBufferPointer(start: flat.storage.pointer + flat.offset, count: flat.count))
  }

  /// Contiguous write access; copies first when the memory is shared or not contiguous.
  public mutating func withUnsafeMutableBuffer<R>(_ body: (UnsafeMutableBufferPointer<Scalar>) throws -> R) rethrows
    -> R
  {
    makeUnique()
    return try body(UnsafeMutableBufferPointer(start: storage.pointer + offset, count: count))
  }

  private mutating func makeUnique() {
    if isKnownUniquelyReferenced(&storage) && isContiguous { return }
    let copy = Tensor(uninitialized: shape)
    copyElements(to: copy.storage.pointer)
    self = copy
  }

  /// The same numbers in another precision.
  public func converted<Other: TensorScalar>(to type: Other.Type) -> Tensor<Other> {
    if let same = self as? Tensor<Other> { return same }
    // Of two different precisions one is Double.
    let result = Tensor<Other>(uninitialized: shape)
    withUnsafeBuffer { source in
      let target = UnsafeMutableRawPointer(result.storage.pointer)
      if Other.self == Double.self {
        Scalar.kernels.toDouble(source.count, source.baseAddress, target.assumingMemoryBound(to: Double.self))
      } else {
        let numbers = UnsafeRawPointer(source.baseAddress!).assumingMemoryBound(to: Double.self)
        Other.kernels.fromDouble(source.count, numbers, result.storage.pointer)
      }
    }
    return result
  }
}

extension Tensor: Equatable {
  public static func == (a: Tensor, b: Tensor) -> Bool { a.shape == b.shape && a.elements == b.elements }
}

extension Tensor: CustomStringConvertible {
  public var description: String {
    if rank == 0 { return "\(scalar)" }
    if rank == 1 { return "[" + elements.map { "\($0)" }.joined(separator: ", ") + "]" }
    let lines = (0..<rows).map { row(at: $0).description }
    return "[" + lines.joined(separator: ",\n ") + "]"
  }
}
