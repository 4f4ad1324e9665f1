import Foundation
import Statistics
import Tensors

extension ResultsTable {
  /// How the factors and their interactions share R², by Shapley's value: each term's gain in R², averaged over all orders
  /// in which the terms can enter a linear regression,
  ///
  ///     share_i = Σ_{S ∌ i} |S|! (p − |S| − 1)! / p! · (R²(S ∪ i) − R²(S)),    Σ share_i = R²(all)
  ///
  /// A categorical factor of L levels has L − 1 columns that add up to 0 over levels, a numeric one a centred column; an
  /// interaction has their products. On a balanced table of categorical factors the terms are orthogonal and a share is
  /// the analysis of variance's η². Where factors are correlated (a measured alignment depends on the mixing ratio), what
  /// they explain together is split evenly; no regression could say whose it is.
  ///
  /// The last entry is the residual, 1 − R²(all).
  /// - Parameter interactions: whether every pair of factors has a term.
  /// - Complexity: 2^p regressions of n rows, p terms.
  /// - Throws: `SampleError` for more than 10 terms or a response that is the same everywhere.
  /// - Source: Shapley (1953); Lindeman, Merenda, Gold (1980) for R²; Owen and Prieur, SIAM/ASA J. UQ 5 (2017).
  public func shapleyShares(interactions: Bool = true) throws -> [VarianceShare] {
    let design = try ShapleyDesign(self, interactions: interactions)
    return zip(design.names, try design.shares(rows: Array(response.indices))).map {
      VarianceShare(term: $0, share: $1)
    }
  }

  /// The same with intervals over groups.
  ///
  /// Rows that are drawn twice fit themselves: with few rows a parameter (one row a cell and an interaction) bootstrap
  /// intervals mean nothing. Give the rows of several seeds, and the seeds as groups.
  /// - Throws: as `shapleyShares`, and for fewer than two groups.
  public func shapleyEstimates(
    interactions: Bool = true, interval: ShareInterval, level: Double = 0.95
  ) throws -> [(term: String, estimate: Estimate)] {
    let design = try ShapleyDesign(self, interactions: interactions)
    return try estimates(terms: design.names, interval: interval, level: level) { try design.shares(rows: $0) }
  }
}

/// The regression columns of every term, and R² of every set of terms.
private struct ShapleyDesign {
  static let mostTerms = 10

  let names: [String]
  private let response: Tensor<Double>
  /// `[n, columns]` a term.
  private let terms: [Tensor<Double>]

  init(_ table: ResultsTable, interactions: Bool) throws {
    let main = try table.factors.map(Self.columns)
    var (names, terms) = (table.factors.map(\.name), main)
    if interactions {
      for i in main.indices {
        for j in main.indices where i < j {
          names.append("\(table.factors[i].name) × \(table.factors[j].name)")
          let products = try (0..<main[i].columns).map { try main[i].slice($0..<$0 + 1, axis: 1) * main[j] }
          terms.append(try .concatenated(products, axis: 1))
        }
      }
    }
    guard terms.count <= Self.mostTerms else {
      throw SampleError.outOfRange(
        what: "terms of a decomposition", value: Double(terms.count),
        expected: "at most \(Self.mostTerms); leave out interactions or factors")
    }
    (self.names, self.terms) = (names + ["residual"], terms)
    response = try Tensor(table.response, shape: [table.response.count, 1])
  }

  private static func columns(_ factor: Factor) throws -> Tensor<Double> {
    switch factor.values {
    case .numeric(let numbers):
      let mean = numbers.reduce(0) { $0 + $1 / Double(numbers.count) }
      let largest = numbers.reduce(0) { max($0, abs($1 - mean)) }
      return try Tensor(numbers.map { ($0 - mean) / largest }, shape: [numbers.count, 1])
    case .categorical:
      let levels = factor.levels
      return Tensor(shape: [levels.ofRow.count, levels.count - 1]) { output in
        for (row, level) in levels.ofRow.enumerated() {
          for column in 0..<levels.count - 1 {
            output[row * (levels.count - 1) + column] = level == levels.count - 1 ? -1 : level == column ? 1 : 0
          }
        }
      }
    }
  }

  /// A share a term, then the residual.
  func shares(rows: [Int]) throws -> [Double] {
    let y = try response.gatherRows(rows)
    let centred = y - y.mean()
    let total = centred.squared().sum()
    guard total > 0 else { throw SampleError.constant(what: "response of a resample") }
    let columns = try terms.map { try $0.gatherRows(rows) }
    let explained = try (0..<(1 << terms.count)).map { set in
      let chosen = terms.indices.filter { set & (1 << $0) != 0 }
      if chosen.isEmpty { return 0.0 }
      let design = try Tensor.concatenated(chosen.map { columns[$0] } + [.ones([rows.count, 1])], axis: 1)
      let fit = try design.multiplied(by: design.leastSquares(centred).solution)
      return 1 - (try (centred - fit).squared().sum()) / total
    }
    let count = terms.count
    let factorials = (0...count).map { (1...max($0, 1)).reduce(1.0) { $0 * Double($1) } }
    let values = terms.indices.map { term in
      (0..<(1 << count)).filter { $0 & (1 << term) == 0 }.reduce(0.0) { sum, set in
        let size = set.nonzeroBitCount
        let weight = factorials[size] * factorials[count - size - 1] / factorials[count]
        return sum + weight * (explained[set | (1 << term)] - explained[set])
      }
    }
    return values + [1 - explained[(1 << count) - 1]]
  }
}
