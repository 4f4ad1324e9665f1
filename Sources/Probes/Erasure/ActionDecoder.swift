import Models
import Statistics
import Tensors
import Training

/// A regression of the actions on a layer.
public protocol ActionDecoder: Sendable {
  var name: String { get }

  /// - Parameters:
  ///   - rows: `[n, d]`.   - actions: `[n, a]`.   - others: `[m, d]`.
  /// - Returns: the decoded actions of `others`, `[m, a]`.
  func decode(
    _ rows: Tensor<Float>, actions: Tensor<Float>, others: Tensor<Float>, stream: RandomStream
  ) throws -> Tensor<Float>
}

/// Ridge regression on standardised columns:
///
///     min over W   |Y − X W|² + α |W|²,   X and Y centred
///
/// - Complexity: O(n d² + d³).
/// - Source: Hoerl and Kennard, Technometrics 12 (1970); scikit-learn's `Ridge(alpha)`.
public struct RidgeDecoder: ActionDecoder {
  public let name = "ridge"
  /// α
  public var penalty: Double
  public var standardizes: Bool

  public init(penalty: Double = 1, standardizes: Bool = true) {
    self.penalty = penalty
    self.standardizes = standardizes
  }

  public func decode(
    _ rows: Tensor<Float>, actions: Tensor<Float>, others: Tensor<Float>, stream: RandomStream
  ) throws -> Tensor<Float> {
    guard penalty > 0, penalty.isFinite else {
      throw SampleError.outOfRange(what: "the ridge's α", value: penalty, expected: "a positive number")
    }
    let columns = try ColumnScaling(fittedTo: rows, toUnitDeviation: standardizes)
    let center = try ColumnScaling(fittedTo: actions).mean
    let d = rows.columns
    var gram = Tensor<Double>.identity(d) * penalty
    var cross = Tensor<Double>.zeros([d, actions.columns])
    for start in stride(from: 0, to: rows.rows, by: 256) {
      let range = start..<min(start + 256, rows.rows)
      let x = try (rows.rows(range).converted(to: Double.self) - columns.mean) * columns.scale
      let y = try actions.rows(range).converted(to: Double.self) - center
      gram.withUnsafeMutableBuffer { Tensor.multiply(x.matrixTransposed, x, into: $0.baseAddress!, beta: 1) }
      cross.withUnsafeMutableBuffer { Tensor.multiply(x.matrixTransposed, y, into: $0.baseAddress!, beta: 1) }
    }
    let weights = try gram.cholesky().solve(cross)
    var parts: [Tensor<Float>] = []
    try others.forEachBlock { block in
      let x = try (block - columns.mean) * columns.scale
      parts.append(try (x.multiplied(by: weights) + center).converted(to: Float.self))
    }
    return try Tensor.concatenated(parts)
  }
}

/// A multi-layer perceptron of standardised columns, trained on the mean squared error of standardised actions.
public struct NetworkDecoder: ActionDecoder {
  public let name = "mlp"
  public var training: NetworkTraining

  public init(training: NetworkTraining = NetworkTraining(hidden: [128])) { self.training = training }

  public func decode(
    _ rows: Tensor<Float>, actions: Tensor<Float>, others: Tensor<Float>, stream: RandomStream
  ) throws -> Tensor<Float> {
    let scaling = try ColumnScaling(fittedTo: rows)
    let targets = try ColumnScaling(fittedTo: actions)
    let (network, trainer) = try training.trainer(
      on: scaling.apply(rows), targets: targets.apply(actions), objective: .numbers, stream: stream)
    try trainer.run()
    let outputs = try network.outputs(for: scaling.apply(others)).converted(to: Double.self)
    let deviation = Tensor(targets.scale.elements.map { $0 == 0 ? 0 : 1 / $0 })
    return try (outputs * deviation + targets.mean).converted(to: Float.self)
  }
}
