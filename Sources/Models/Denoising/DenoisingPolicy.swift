import Tensors

/// A policy that turns noise into actions: a multi-layer perceptron on (noisy action, time, observation), plain or of
/// residual blocks, predicts the target of a noise path, and the path's sampler integrates it.
public final class DenoisingPolicy<Scalar: TensorScalar>: RowwisePolicy {
  /// The network's form.
  public struct Architecture: Codable, Sendable, Equatable {
    public var observationWidth: Int
    public var actionWidth: Int
    /// Widths of the hidden layers.
    public var hidden: [Int]
    public var activation: Activation
    public var timeEmbedding: TimeEmbedding
    /// The hidden layer, counted from 0, whose output is the latent; the last when nil.
    public var latentLayer: Int?
    /// Whether every hidden layer after the first is a `ResidualBlock`. The first is then linear, and the last one's
    /// output is normalised before the output layer.
    public var residual: Bool

    public init(
      observationWidth: Int, actionWidth: Int, hidden: [Int], activation: Activation = .silu,
      timeEmbedding: TimeEmbedding = .scalar, latentLayer: Int? = nil, residual: Bool = false
    ) {
      precondition(!hidden.isEmpty, "the network has at least one hidden layer")
      precondition(!residual || Set(hidden).count == 1, "residual blocks have one width")
      precondition(latentLayer.map(hidden.indices.contains) ?? true, "the latent is one of the hidden layers")
      self.observationWidth = observationWidth
      self.actionWidth = actionWidth
      self.hidden = hidden
      self.activation = activation
      self.timeEmbedding = timeEmbedding
      self.latentLayer = latentLayer
      self.residual = residual
    }
  }

  /// What a hidden layer is.
  private enum Hidden {
    case linear(Linear<Scalar>)
    case residual(ResidualBlock<Scalar>)

    func callAsFunction(_ x: Variable<Scalar>) throws(ShapeError) -> Variable<Scalar> {
      switch self {
      case .linear(let layer): try layer(x)
      case .residual(let block): try block(x)
      }
    }
  }

  public let architecture: Architecture
  public let path: any NoisePath
  public let parameters: Parameters<Scalar>
  private let hidden: [Hidden]
  /// Of what comes out of residual blocks.
  private let norm: LayerNorm<Scalar>?
  private let output: Linear<Scalar>
  /// Inference keeps its own tape, whose memory lasts from call to call.
  private let inference = Tape<Scalar>(recording: false)

  /// - Parameter stream: draws the initial weights.
  public init(_ architecture: Architecture, path: any NoisePath, stream: inout RandomStream) {
    self.architecture = architecture
    self.path = path
    let parameters = Parameters<Scalar>()
    var width = architecture.actionWidth + architecture.timeEmbedding.width + architecture.observationWidth
    var hidden: [Hidden] = []
    for (index, outputs) in architecture.hidden.enumerated() {
      if architecture.residual && index > 0 {
        hidden.append(
          .residual(
            ResidualBlock(
              "hidden\(index)", width: outputs, activation: architecture.activation, in: parameters, stream: &stream)))
      } else {
        hidden.append(
          .linear(
            Linear(
              "hidden\(index)", inputs: width, outputs: outputs,
              activation: architecture.residual ? .identity : architecture.activation, in: parameters, stream: &stream))
        )
      }
      width = outputs
    }
    self.hidden = hidden
    norm = architecture.residual ? LayerNorm("norm", width: width, in: parameters) : nil
    output = Linear("output", inputs: width, outputs: architecture.actionWidth, in: parameters, stream: &stream)
    self.parameters = parameters
  }

  /// The network: the prediction `[n, action width]` and the output of every hidden layer.
  /// - Parameters:
  ///   - noisy: x_t, `[n, action width]`.   - times: `[n, time width]`, embedded.
  ///   - observations: `[n, observation width]`.
  public func forward(
    noisy: Variable<Scalar>, times: Variable<Scalar>, observations: Variable<Scalar>
  ) throws -> (prediction: Variable<Scalar>, hidden: [Variable<Scalar>]) {
    var x = try noisy.tape.concatenated([noisy, times, observations])
    var outputs: [Variable<Scalar>] = []
    for layer in hidden {
      x = try layer(x)
      outputs.append(x)
    }
    return (try output(norm.map { try $0(x) } ?? x), outputs)
  }

  @_specialize(where Scalar == Float)
  public func loss(
    of batch: Batch<Scalar>, on tape: Tape<Scalar>, stream: inout RandomStream
  ) throws -> PolicyLoss<Scalar> {
    let (prediction, target, hidden) = try corrupted(batch, on: tape, stream: &stream)
    return PolicyLoss(
      loss: try prediction.meanSquaredError(target, weights: batch.weights),
      latents: hidden[architecture.latentLayer ?? hidden.count - 1])
  }

  @_specialize(where Scalar == Float)
  public func rowLosses(
    of batch: Batch<Scalar>, on tape: Tape<Scalar>, stream: inout RandomStream
  ) throws -> Variable<Scalar> {
    let (prediction, target, _) = try corrupted(batch, on: tape, stream: &stream)
    return try (prediction - tape.constant(target)).squared().mean(axis: 1)
  }

  /// Draws a noise and a time for each row, and asks the network at the corrupted actions.
  @_specialize(where Scalar == Float)
  private func corrupted(
    _ batch: Batch<Scalar>, on tape: Tape<Scalar>, stream: inout RandomStream
  ) throws -> (prediction: Variable<Scalar>, target: Tensor<Scalar>, hidden: [Variable<Scalar>]) {
    let rows = batch.actions.rows
    let width = architecture.actionWidth
    let observed = architecture.observationWidth
    guard batch.actions.shape == [rows, width], batch.observations.shape == [rows, observed] else {
      throw ShapeError(
        "DenoisingPolicy.loss", expected: "actions [n, \(width)] and observations [n, \(observed)]",
        found: batch.actions.shape, batch.observations.shape)
    }
    let kernels = Scalar.kernels

    let uniform = tape.take([rows])
    Scalar.fill(uniform: UnsafeMutableBufferPointer(start: uniform.storage.pointer, count: rows), from: &stream)
    let noise = tape.take([rows, width])
    Scalar.fill(normal: UnsafeMutableBufferPointer(start: noise.storage.pointer, count: rows * width), from: &stream)

    let times = (0..<rows).map { path.trainingTime(Double(uniform.storage.pointer[$0])) }
    let embedded = tape.take([rows, architecture.timeEmbedding.width])
    architecture.timeEmbedding.write(times, into: embedded.storage.pointer)

    let actions = tape.contiguous(batch.actions)
    let signalWeight = tape.take([rows])
    let noiseWeight = tape.take([rows])
    let combine = { (coefficients: (Double) -> PathCoefficients) in
      for (row, time) in times.enumerated() {
        let c = coefficients(time)
        signalWeight.storage.pointer[row] = Scalar(c.signal)
        noiseWeight.storage.pointer[row] = Scalar(c.noise)
      }
      let result = tape.take([rows, width])
      kernels.combineRows(
        rows, width, signalWeight.storage.pointer, actions.storage.pointer + actions.offset,
        noiseWeight.storage.pointer, noise.storage.pointer, result.storage.pointer)
      return result
    }
    let noisy = combine(path.corruption)
    let target = combine(path.target)

    let (prediction, hidden) = try forward(
      noisy: tape.constant(noisy), times: tape.constant(embedded), observations: tape.constant(batch.observations))
    return (prediction, target, hidden)
  }

  /// The prediction at x_t and the outputs of the hidden layers, without a record.
  /// - Parameters:
  ///   - noisy: `[n, action width]`.   - time: one time for all rows.   - observations: `[n, observation width]`.
  public func activations(
    noisy: Tensor<Scalar>, time: Double, observations: Tensor<Scalar>
  ) throws -> (prediction: Tensor<Scalar>, hidden: [Tensor<Scalar>]) {
    defer { inference.reset() }
    let (prediction, hidden) = try infer(noisy: noisy, time: time, observations: observations)
    return (prediction.value, hidden.map(\.value))
  }

  @_specialize(where Scalar == Float)
  private func infer(
    noisy: Tensor<Scalar>, time: Double, observations: Tensor<Scalar>
  ) throws -> (prediction: Variable<Scalar>, hidden: [Variable<Scalar>]) {
    let width = architecture.timeEmbedding.width
    let embedded = inference.take([noisy.rows, width])
    for (column, value) in architecture.timeEmbedding(time).enumerated() {
      for row in 0..<noisy.rows { embedded.storage.pointer[row * width + column] = Scalar(value) }
    }
    return try forward(
      noisy: inference.constant(noisy), times: inference.constant(embedded),
      observations: inference.constant(observations))
  }

  /// Rows that go through the network together: their activations stay in the cache.
  private static var chunk: Int { 512 }

  public func act(on observations: Tensor<Scalar>, stream: inout RandomStream) throws -> Tensor<Scalar> {
    let noise = Tensor<Scalar>.normal([observations.rows, architecture.actionWidth], from: &stream)
    return try act(on: observations, noise: noise, stream: &stream)
  }

  /// As `act(on:stream:)`, from given noise `[n, action width]`.
  public func act(
    on observations: Tensor<Scalar>, noise: Tensor<Scalar>, stream: inout RandomStream
  ) throws -> Tensor<Scalar> {
    let expected = [observations.rows, architecture.actionWidth]
    guard noise.shape == expected else {
      throw ShapeError("DenoisingPolicy.act", expected: "noise \(expected)", found: noise.shape)
    }
    guard observations.rows > 0 else { return noise }
    var parts: [Tensor<Scalar>] = []
    for start in stride(from: 0, to: observations.rows, by: Self.chunk) {
      let rows = start..<min(start + Self.chunk, observations.rows)
      let condition = try observations.rows(rows)
      parts.append(
        try path.sample(from: noise.rows(rows), stream: &stream) { noisy, time in
          inference.reset()
          return try infer(noisy: noisy, time: time, observations: condition).prediction.value
        })
    }
    inference.reset()
    return try .concatenated(parts)
  }
}
