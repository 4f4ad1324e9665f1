import Alignment
import Synchronization
import Tensors

/// The distance of the means, |x̄ − ȳ|: a metric, as plain as one can be.
struct MeanDistance: UnpairedMeasure {
  /// Said, not spent.
  var cost = 1.0

  var declaration: MeasureDeclaration {
    MeasureDeclaration(
      name: "mean-distance", title: "distance of means", pairing: .unpaired, direction: .smallerIsCloser,
      invariances: [.translation, .rotation], properties: [.symmetry, .identity, .nonNegative, .triangleInequality],
      bias: "O(1/√n), upward", cost: "O(n d)", source: "elementary")
  }

  func evaluationCost(_ n: Int, _ m: Int) -> Double { cost }

  func prepare<Scalar: TensorScalar>(_ rows: GroupedRows<Scalar>, workers: Int) throws -> any PreparedMeasure {
    Prepared(rows: try GroupedRows(rows.rows.converted(to: Double.self), counts: rows.groups.map(\.count)))
  }

  private struct Prepared: PreparedMeasure {
    let rows: GroupedRows<Double>

    func value(between first: [Int], and second: [Int]) throws -> MeasuredValue {
      let difference = try rows.rows(of: first).mean(axis: 0) - rows.rows(of: second).mean(axis: 0)
      return MeasuredValue(difference.squared().sum().squareRoot())
    }
  }
}

/// What a monitor was told.
final class Calls: Sendable {
  private let calls = Mutex([(Int, Int)]())
  func add(_ finished: Int, _ total: Int) { calls.withLock { $0.append((finished, total)) } }
  var all: [(Int, Int)] { calls.withLock { $0 } }
}
