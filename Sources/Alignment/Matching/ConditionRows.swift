import Statistics
import Tensors

/// What both domains' rows are matched on, such as states, actions or the step of the episode: never the layer that is
/// measured, or the match would make the similarity it is to find.
public struct ConditionRows: Sendable {
  /// The word for the remarks: "states".
  public let name: String
  /// `[n, c]` and `[m, c]`, every column divided by its deviation over both domains; columns that never change are 0.
  let real: Tensor<Double>
  let sim: Tensor<Double>

  /// - Throws: `ShapeError` unless both are matrices of one width, `SampleError` for an empty one or a value that is not
  ///   finite.
  public init(_ name: String, real: Tensor<Double>, sim: Tensor<Double>) throws {
    guard real.rank == 2, sim.rank == 2, real.columns == sim.columns else {
      throw ShapeError(name, expected: "two matrices of one width, rows first", found: real.shape, sim.shape)
    }
    for (domain, rows) in [("real", real), ("sim", sim)] {
      if rows.count == 0 { throw SampleError.tooFew(what: "\(name) of \(domain)", found: 0, needed: 1) }
      if let index = rows.firstNonFinite {
        throw SampleError.notFinite(what: "\(name) of \(domain)", index: index)
      }
    }
    self.name = name
    let pooled = try Tensor.concatenated([real, sim])
    let mean = try pooled.mean(axis: 0)
    let deviations = try (pooled - mean).squared().mean(axis: 0).squareRoot()
    let magnitudes = try pooled.absolute().mean(axis: 0)
    let factors = try Tensor(
      zip(deviations.elements, magnitudes.elements).map { $0 > 1e-12 * $1 ? 1 / $0 : 0 }, shape: [1, real.columns])
    self.real = try (real - mean) * factors
    self.sim = try (sim - mean) * factors
  }

  /// Rows that are in units of their deviations already.
  init(standardised name: String, real: Tensor<Double>, sim: Tensor<Double>) {
    self.name = name
    self.real = real
    self.sim = sim
  }
}
