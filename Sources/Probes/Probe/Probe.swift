import Alignment
import Tensors

/// A classifier of domains that can be fitted to rows.
public protocol Probe: Sendable {
  /// The name a user types: lower case, hyphens.
  var name: String { get }

  /// - Parameters:
  ///   - rows: `[n, d]`, finite. Whatever is learnt of them, their scaling included, is learnt here, inside the fold.
  ///   - isSim: the label of each row; both labels occur.
  ///   - stream: the only source of randomness, so a fit depends on neither order nor threads.
  func fit(_ rows: Tensor<Float>, isSim: [Bool], stream: RandomStream) throws -> any FittedProbe
}

/// A probe ready to score rows.
public protocol FittedProbe: Sendable {
  /// ln P(sim | x)/P(real | x) of each row, under the shares of the rows the probe was fitted on.
  /// - Parameter rows: `[m, d]`.
  func logOdds(of rows: Tensor<Float>) throws -> [Double]

  var status: MeasuredValue.Status { get }
}
