import Tensors

/// Records a computation on tensors and differentiates it backwards (reverse mode).
///
/// A step reads: build variables with the tape's operations, `backward(from:)` the loss, `reset()`. The tape owns the
/// memory of every intermediate value and gradient and uses it again after `reset()`. A tensor taken from a variable
/// keeps its value beyond that: its memory is then left to it.
public final class Tape<Scalar: TensorScalar> {
  /// One value of the computation and how its gradient flows on.
  package final class Node {
    package let value: Tensor<Scalar>
    let needsGradient: Bool
    var gradient: Tensor<Scalar>?
    /// Sends the gradient of this node to the nodes it was made from; may overwrite it on the way.
    fileprivate(set) var backward: ((Tape, Tensor<Scalar>) -> Void)?
    /// Where the gradient of a parameter accumulates.
    let parameter: (set: Parameters<Scalar>, slot: Parameters<Scalar>.Slot)?

    init(
      value: Tensor<Scalar>, needsGradient: Bool, backward: ((Tape, Tensor<Scalar>) -> Void)? = nil,
      parameter: (set: Parameters<Scalar>, slot: Parameters<Scalar>.Slot)? = nil
    ) {
      self.value = value
      self.needsGradient = needsGradient
      self.backward = backward
      self.parameter = parameter
    }
  }

  /// Whether operations remember how to go backwards. Inference needs no record.
  public let isRecording: Bool
  private var nodes: [Node] = []
  private var pool = BufferPool<Scalar>()
  /// Gradients of parameters that are kept here until `collectGradients`, by set; nil when they go to the set at once.
  private var ownGradients: [ObjectIdentifier: Tensor<Scalar>]?

  /// - Parameter gradientsApart: keeps parameters' gradients on this tape until they are collected, so that several
  ///   tapes can go backwards at the same time through the same parameters.
  public init(recording: Bool = true, gradientsApart: Bool = false) {
    isRecording = recording
    ownGradients = gradientsApart ? [:] : nil
  }

  /// A value that is not differentiated.
  public func constant(_ value: Tensor<Scalar>) -> Variable<Scalar> {
    Variable(node: Node(value: value, needsGradient: false), tape: self)
  }

  /// A value whose gradient can be read after the backward pass.
  public func input(_ value: Tensor<Scalar>) -> Variable<Scalar> {
    add(Node(value: value, needsGradient: isRecording))
  }

  /// A parameter; the backward pass adds to its set's gradients.
  public func parameter(_ slot: Parameters<Scalar>.Slot, of set: Parameters<Scalar>) -> Variable<Scalar> {
    add(Node(value: set[slot], needsGradient: isRecording, parameter: (set, slot)))
  }

  /// Forgets the computation and takes its memory back.
  @_specialize(where Scalar == Float)
  public func reset() {
    // A variable somebody still holds must not hold the whole computation, parameters included.
    for node in nodes { node.backward = nil }
    nodes.removeAll(keepingCapacity: true)
    pool.reclaim()
  }

  /// Adds the gradient of a scalar with respect to every parameter to its set, and keeps that of every `input`.
  /// - Throws: `ShapeError` unless the variable is one number.
  @_specialize(where Scalar == Float)
  public func backward(from loss: Variable<Scalar>) throws(ShapeError) {
    guard loss.value.count == 1 else {
      throw ShapeError("backward", expected: "a loss of one number", found: loss.value.shape)
    }
    precondition(isRecording, "a tape that does not record cannot go backwards")
    let seed = take(loss.value.shape)
    Scalar.kernels.fill(1, 1, seed.storage.pointer)
    loss.node.gradient = seed
    for node in nodes.reversed() {
      guard let backward = node.backward, let gradient = node.gradient else { continue }
      backward(self, gradient)
      node.gradient = nil
    }
  }

  /// Adds the gradients kept apart to a set's own, and sets those here to zero.
  public func collectGradients(of set: Parameters<Scalar>) {
    ownGradients?[ObjectIdentifier(set)]?.withUnsafeMutableBuffer { own in
      set.gradients.withUnsafeMutableBuffer { Scalar.kernels.addScaled($0.count, 1, own.baseAddress, $0.baseAddress) }
      Scalar.kernels.fill(own.count, 0, own.baseAddress)
    }
  }

  deinit {
    // Node by node: released as a chain, a long computation would exhaust the stack.
    for node in nodes { node.backward = nil }
  }

  // MARK: For operations

  /// A tensor of the tape's own memory, contents unspecified.
  package func take(_ shape: [Int]) -> Tensor<Scalar> { pool.take(shape) }

  /// The same numbers, contiguous, in the tape's memory where they have to be copied.
  package func contiguous(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    if x.isContiguous { return x }
    let copy = take(x.shape)
    x.copyElements(to: copy.storage.pointer)
    return copy
  }

  private func add(_ node: Node) -> Variable<Scalar> {
    if node.needsGradient { nodes.append(node) }
    return Variable(node: node, tape: self)
  }

  /// Records a value made from `sources`. `backward` is kept only when one of them needs a gradient.
  package func record(
    _ value: Tensor<Scalar>, from sources: Variable<Scalar>..., backward: @escaping (Tape, Tensor<Scalar>) -> Void
  ) -> Variable<Scalar> {
    let needed = isRecording && sources.contains { $0.node.needsGradient }
    return add(Node(value: value, needsGradient: needed, backward: needed ? backward : nil))
  }

  /// Hands `write` the memory of a node's gradient, and whether to add to it (true) or to overwrite it (false).
  package func contribute(to target: Variable<Scalar>, _ write: (UnsafeMutablePointer<Scalar>, Bool) -> Void) {
    let node = target.node
    guard node.needsGradient else { return }
    if let (set, slot) = node.parameter {
      if ownGradients != nil {
        ownGradients![ObjectIdentifier(set), default: .zeros([set.count])].withUnsafeMutableBuffer {
          write($0.baseAddress! + slot.offset, true)
        }
        return
      }
      set.gradients.withUnsafeMutableBuffer { write($0.baseAddress! + slot.offset, true) }
    } else if let gradient = node.gradient {
      write(gradient.storage.pointer, true)
    } else {
      let gradient = take(node.value.shape)
      write(gradient.storage.pointer, false)
      node.gradient = gradient
    }
  }

  /// As `contribute`, for loops that can only add.
  package func contributeAdding(to target: Variable<Scalar>, _ add: (UnsafeMutablePointer<Scalar>) -> Void) {
    contribute(to: target) { memory, accumulates in
      if !accumulates { Scalar.kernels.fill(target.value.count, 0, memory) }
      add(memory)
    }
  }
}

/// A value on a tape, which must outlive it.
public struct Variable<Scalar: TensorScalar> {
  package let node: Tape<Scalar>.Node
  package unowned let tape: Tape<Scalar>

  public var value: Tensor<Scalar> { node.value }
  public var shape: [Int] { node.value.shape }
  /// After the backward pass, the gradient of an `input`.
  public var gradient: Tensor<Scalar>? { node.gradient }

  /// The same value, cut off from what it was computed from.
  public func detached() -> Variable { tape.constant(value) }
}
