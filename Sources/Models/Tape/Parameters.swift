import Tensors

/// A network's trainable numbers: one flat vector of values and one of gradients, cut into named tensors.
///
/// Flat, so that an optimiser step, an average or a checkpoint is one loop over one vector.
public final class Parameters<Scalar: TensorScalar> {
  /// A named tensor within the flat vector.
  public struct Slot: Sendable, Equatable {
    public let name: String
    public let shape: [Int]
    public let offset: Int
    public var count: Int { shape.reduce(1, *) }
  }

  public private(set) var slots: [Slot] = []
  /// All values, `[count]`.
  public var values: Tensor<Scalar>
  /// All gradients, `[count]`. A backward pass adds to them.
  public var gradients: Tensor<Scalar>

  public var count: Int { values.count }

  public init() {
    values = .zeros([0])
    gradients = .zeros([0])
  }

  /// Adds a tensor with its initial values.
  /// - Precondition: the name is new.
  @discardableResult
  public func add(_ name: String, _ initial: Tensor<Scalar>) -> Slot {
    precondition(!slots.contains { $0.name == name }, "there is a parameter \(name) already")
    let slot = Slot(name: name, shape: initial.shape, offset: count)
    slots.append(slot)
    values = Tensor(values.elements + initial.elements)
    gradients = .zeros([count])
    return slot
  }

  /// The named tensor, a copy on write.
  public subscript(slot: Slot) -> Tensor<Scalar> {
    Tensor(storage: values.storage, offset: values.offset + slot.offset, shape: slot.shape)
  }

  /// The gradient of a named tensor, a copy on write.
  public func gradient(of slot: Slot) -> Tensor<Scalar> {
    Tensor(storage: gradients.storage, offset: gradients.offset + slot.offset, shape: slot.shape)
  }

  /// Sets every gradient to zero.
  public func clearGradients() {
    gradients.withUnsafeMutableBuffer { Scalar.kernels.fill($0.count, 0, $0.baseAddress) }
  }

  /// Runs `body` with other values in place of the trained ones, as when the averaged weights are evaluated.
  public func withValues<R>(_ other: Tensor<Scalar>, _ body: () throws -> R) rethrows -> R {
    precondition(other.shape == values.shape, "\(other.shape) values for parameters of \(values.shape)")
    let trained = values
    values = other
    defer { values = trained }
    return try body()
  }
}
