import Tensors

/// The two domains' rows in one layer.
///
/// The rows are fetched when the layer's turn comes and let go afterwards, so a study of many layers holds one at a time.
public struct AlignmentLayer<Scalar: TensorScalar>: Sendable {
  public let name: String
  /// `[n, d]` real and `[m, d]` sim.
  public let load: @Sendable () throws -> (real: Tensor<Scalar>, sim: Tensor<Scalar>)

  public init(_ name: String, load: @escaping @Sendable () throws -> (real: Tensor<Scalar>, sim: Tensor<Scalar>)) {
    self.name = name
    self.load = load
  }

  public init(_ name: String, real: Tensor<Scalar>, sim: Tensor<Scalar>) {
    self.init(name) { (real, sim) }
  }
}

/// How many rows each episode has, in the order of the rows; the same in every layer.
public struct EpisodeLengths: Sendable, Hashable {
  public let real: [Int]
  public let sim: [Int]

  public init(real: [Int], sim: [Int]) {
    self.real = real
    self.sim = sim
  }
}
