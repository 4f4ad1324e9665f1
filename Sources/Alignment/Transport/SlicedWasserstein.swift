import Foundation
import Statistics
import Tensors

/// Sliced Wasserstein distance: the one-dimensional distance averaged over random directions.
///
///     SW_p = (1/L Σ_l W_p(θ_lᵀx, θ_lᵀy)ᵖ)^{1/p},   θ_l uniform on the unit sphere of Rᵈ
///
/// A metric for any fixed set of directions. Between standard normals it falls with d: a direction sees 1/√d of a gap.
/// - Complexity: preparing O(L N d); a value O(L N), so permutations are cheap.
/// - Source: Bonneel, Rabin, Peyré, Pfister, JMIV 51 (2015); the mean inside the root as POT takes it.
public struct SlicedWasserstein: UnpairedMeasure {
  /// p, 1 or 2.
  public let power: Int
  /// L. The Monte Carlo error of SWᵖ is about √(2/L) of it at most; 500 leave under 5 %, the same in every value that is
  /// compared, because the directions stay.
  public let directionCount: Int
  public let seed: UInt64

  public init(power: Int, directionCount: Int = 500, seed: UInt64 = 0) {
    precondition(power == 1 || power == 2, "the power is 1 or 2")
    precondition(directionCount > 0, "at least one direction is needed")
    self.power = power
    self.directionCount = directionCount
    self.seed = seed
  }

  public var declaration: MeasureDeclaration {
    MeasureDeclaration(
      name: "sliced-w\(power)", title: "Sliced Wasserstein-\(power) distance", pairing: .unpaired,
      direction: .smallerIsCloser, invariances: [.translation],
      properties: [.symmetry, .identity, .triangleInequality, .nonNegative],
      bias: "upwards, O(n^(-1/2)) whatever d", cost: "O(L n (d + log n)), L = \(directionCount) directions",
      source: "Bonneel, Rabin, Peyré, Pfister, JMIV 51 (2015)", rowLimit: 20_000)
  }

  public func evaluationCost(_ n: Int, _ m: Int) -> Double { 1.5 * Double(directionCount * (n + m)) }

  public func prepare<Scalar: TensorScalar>(_ rows: GroupedRows<Scalar>, workers: Int) throws -> any PreparedMeasure {
    let directions = Self.directions(directionCount, width: rows.rows.columns, seed: seed)
    return PreparedSlicedWasserstein(
      projections: try SortedProjections(of: rows, along: directions, workers: workers), power: Double(power))
  }

  /// Unit vectors, `[L, d]`, uniform on the sphere.
  static func directions(_ count: Int, width: Int, seed: UInt64) -> Tensor<Double> {
    var stream = RandomStream(seed: seed, purpose: "sliced directions")
    var directions = Tensor<Double>.normal([count, width], from: &stream)
    directions.withUnsafeMutableBuffer { buffer in
      for line in 0..<count {
        let range = (line * width)..<((line + 1) * width)
        let length = buffer[range].reduce(0) { $0 + $1 * $1 }.squareRoot()
        for place in range { buffer[place] /= length }
      }
    }
    return directions
  }
}

extension SlicedWasserstein {
  /// The distance along given directions.
  /// - Parameters: x: `[n, d]`.   - y: `[m, d]`.   - directions: `[L, d]`, of length 1.
  /// - Throws: `ShapeError` when widths differ, `SampleError` for an empty sample or a value that is not finite.
  public static func distance<Scalar: TensorScalar>(
    between x: Tensor<Scalar>, and y: Tensor<Scalar>, along directions: Tensor<Double>, power: Int, workers: Int = 1
  ) throws -> Double {
    let pooled = try GroupedRows.pooling([(x, [x.rows]), (y, [y.rows])])
    guard directions.rank == 2, directions.columns == x.columns, directions.rows > 0 else {
      throw ShapeError("sliced distance", expected: "directions [L, \(x.columns)]", found: directions.shape)
    }
    let prepared = PreparedSlicedWasserstein(
      projections: try SortedProjections(of: pooled.rows, along: directions, workers: workers), power: Double(power))
    return try prepared.value(between: pooled.groups[0], and: pooled.groups[1]).value
  }
}

private struct PreparedSlicedWasserstein: PreparedMeasure {
  let projections: SortedProjections
  let power: Double

  func value(between first: [Int], and second: [Int]) throws -> MeasuredValue {
    let costs = projections.costs(between: first, and: second, power: power)
    return MeasuredValue(pow(costs.reduce(0, +) / Double(costs.count), 1 / power))
  }
}
