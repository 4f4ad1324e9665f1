import Statistics
import Tensors

/// Whether a mean over pairs of one sample counts the pairs of a row with itself.
public enum PairEstimator: String, Sendable, Codable {
  /// Pairs of different rows, a U-statistic: unbiased, and below 0 for some samples that do not differ.
  case unbiased
  /// All pairs, a V-statistic: never below 0, and above it by a term of order 1/n for samples that do not differ.
  case biased
}

/// The contrast that MMD² and the energy distance share, for f a kernel and its negative for f a distance:
///
///     E f(x, x′) + E f(y, y′) − 2 E f(x, y)
struct PairContrast: PreparedMeasure {
  let sums: PairSums
  let estimator: PairEstimator
  /// 1 for a kernel, −1 for a distance.
  let sign: Double
  /// Whether the contrast is divided by 2 E f(x, y).
  let isRelative: Bool

  func value(between first: [Int], and second: [Int]) throws -> MeasuredValue {
    // One order of summation for one partition, whichever side is named first, so that ties among permutations are ties.
    var (a, b) = (first.sorted(), second.sorted())
    if let i = a.first, let j = b.first, j < i { swap(&a, &b) }
    let between = try 2 * sums.meanBetween(a, b)
    let contrast = try sign * (sums.meanWithin(a, estimator) + sums.meanWithin(b, estimator) - between)
    return MeasuredValue(isRelative ? (between > 0 ? contrast / between : 0) : contrast)
  }
}

extension PairSums {
  /// The mean of f over pairs of rows, one from each choice of groups.
  func meanBetween(_ first: [Int], _ second: [Int]) throws -> Double {
    let pairs = try Double(rows(of: first, needed: 1)) * Double(rows(of: second, needed: 1))
    return total(first, second) / pairs
  }

  /// The mean of f over pairs of rows of one choice of groups.
  func meanWithin(_ chosen: [Int], _ estimator: PairEstimator) throws -> Double {
    switch estimator {
    case .unbiased:
      let n = try Double(rows(of: chosen, needed: 2))
      return total(chosen, chosen) / (n * (n - 1))
    case .biased:
      let n = try Double(rows(of: chosen, needed: 1))
      return (total(chosen, chosen) + n * function.atZero) / (n * n)
    }
  }

  private func total(_ first: [Int], _ second: [Int]) -> Double {
    sums.withUnsafeBufferPointer { sums in
      var total = 0.0
      for a in first {
        let line = a * counts.count
        for b in second { total += sums[line + b] }
      }
      return total
    }
  }

  private func rows(of chosen: [Int], needed: Int) throws -> Int {
    let found = chosen.reduce(0) { $0 + counts[$1] }
    guard found >= needed else { throw SampleError.tooFew(what: "rows of a sample", found: found, needed: needed) }
    return found
  }
}

extension PairContrast {
  /// Sums over groups, or, where there are too many groups for that, the same number from the rows at each question.
  static func preparing<Scalar: TensorScalar>(
    _ rows: GroupedRows<Scalar>, _ function: PairFunction, _ estimator: PairEstimator, sign: Double,
    isRelative: Bool = false, workers: Int
  ) throws -> any PreparedMeasure {
    if rows.groups.count <= PairSums.groupLimit {
      let sums = try PairSums(
        function, rows: ScaledRows(rows.rows, workers: workers), groups: rows.groups, workers: workers)
      return PairContrast(sums: sums, estimator: estimator, sign: sign, isRelative: isRelative)
    }
    return DirectMeasure(rows: rows) { x, y in
      let pooled = try GroupedRows.pooling([(x, [x.rows]), (y, [y.rows])]).rows
      let sums = try PairSums(
        function, rows: ScaledRows(pooled.rows, workers: workers), groups: pooled.groups, workers: workers)
      return try PairContrast(sums: sums, estimator: estimator, sign: sign, isRelative: isRelative)
        .value(between: [0], and: [1])
    }
  }
}
