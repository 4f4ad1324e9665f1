import Foundation
import Kernels
import Statistics
import Synchronization
import Tensors

/// How much the queries lean on each demonstration, and which way it pulls them, averaged over queries and noise levels.
///
/// - mass: mean of g_k. The masses of all demonstrations add up to 1.
/// - pull: mean of g_k (a_k − x̂₀)·(a − x̂₀), with a the query's own action: the derivative of −½‖x̂₀ − a‖² by ln w_k.
///   Positive demonstrations bring the answer closer to the query's action, negative ones pull against it. The pulls of
///   all demonstrations add up to 0. First order: leaving k out changes −½‖x̂₀ − a‖² by
///   −pull_k/(1 − g_k) − ½(g_k/(1 − g_k))² ‖a_k − x̂₀‖² for one query and noise level.
/// - agreement: mean of g_k cos(α a_k − x_t, α a − x_t) over mean of g_k, in [−1, 1]: whether the demonstration denoises
///   in the direction of the query's own action. NaN for a demonstration without any mass.
public struct DemonstrationInfluence: Sendable {
  /// The domain and, within it, the number of each demonstration or group.
  public let domains: [Int]
  public let members: [Int]
  public let mass: [Double]
  public let pull: [Double]
  public let agreement: [Double]

  /// Places in the arrays, those of one domain leaned on most first; equals by their order.
  public func leanedOn(domain: Int) -> [Int] { ranked(domain) { mass[$0] > mass[$1] } }

  /// Places in the arrays, those of one domain that pull hardest against the queries first; only negative pulls.
  public func pullingAgainst(domain: Int) -> [Int] { ranked(domain) { pull[$0] < pull[$1] }.filter { pull[$0] < 0 } }

  private func ranked(_ domain: Int, _ precedes: (Int, Int) -> Bool) -> [Int] {
    domains.indices.filter { domains[$0] == domain }.sorted { precedes($0, $1) || (!precedes($1, $0) && $0 < $1) }
  }

  /// Sums over groups of demonstrations (windows of an episode): masses and pulls add, agreements average by mass.
  /// `members` are then the groups' numbers, in order of first appearance within a domain.
  /// - Parameter groups: one array a domain, one number a demonstration.
  /// - Throws: `SampleError` unless every demonstration has a group.
  public func summed(over groups: [[Int]]) throws -> DemonstrationInfluence {
    var places: [[Int]: Int] = [:]
    var sums: [(domain: Int, group: Int, mass: Double, pull: Double, agreement: Double)] = []
    for index in domains.indices {
      let domain = domains[index]
      guard domain < groups.count, members[index] < groups[domain].count else {
        throw SampleError.tooFew(
          what: "groups of domain \(domain)", found: domain < groups.count ? groups[domain].count : 0,
          needed: members[index] + 1)
      }
      let group = groups[domain][members[index]]
      let place = places[[domain, group]] ?? sums.count
      if place == sums.count {
        places[[domain, group]] = place
        sums.append((domain, group, 0, 0, 0))
      }
      sums[place].mass += mass[index]
      sums[place].pull += pull[index]
      if mass[index] > 0 { sums[place].agreement += mass[index] * agreement[index] }
    }
    return DemonstrationInfluence(
      domains: sums.map(\.domain), members: sums.map(\.group), mass: sums.map(\.mass), pull: sums.map(\.pull),
      agreement: sums.map { $0.agreement / $0.mass })
  }
}

extension KernelOptimum {
  /// What every demonstration does to a set of queries with known actions, at this optimum's shares.
  ///
  /// A second pass over the tiles of `posteriors`, which give the softmax its denominator. The result does not depend on
  /// the number of workers.
  /// - Complexity: as `posteriors`, with three products in place of two and a root a pair.
  /// - Throws: `SampleError` when the queries' actions are not known or no demonstration is near a query, `ShapeError`
  ///   when widths differ.
  public func influence(on queries: NoisyQueries, workers: Int = 1) throws -> DemonstrationInfluence {
    _ = try ownActions(of: queries)
    return try influence(
      on: queries, shares: domains.map(\.share), posteriors: posteriors(queries, workers: workers), workers: workers)
  }

  private func ownActions(of queries: NoisyQueries) throws(SampleError) -> Tensor<Double> {
    guard let own = queries.actions else {
      throw .degenerate(
        what: "influence of demonstrations on queries whose actions are not known",
        remedy: "make the queries with NoisyQueries(corrupting:)")
    }
    return own
  }

  /// The same at other shares, where the posteriors of these queries are there already.
  /// - Parameters:
  ///   - shares: one a domain, none negative, not all 0; their sum is made 1.   - posteriors: of the same queries.
  ///   - progress: as that of `posteriors`.
  public func influence(
    on queries: NoisyQueries, shares: [Double], posteriors: DomainPosteriors, workers: Int = 1,
    progress: @escaping @Sendable (Double) throws -> Void = { _ in }
  ) throws -> DemonstrationInfluence {
    let own = try ownActions(of: queries)
    let mixture = try posteriors.mixed(shares: shares)
    let tiles = try LogitTiles(self, queries)
    let pass = try InfluencePass(
      tiles: tiles, queries: queries, own: own, posteriors: posteriors, answers: mixture.answers,
      logWeights: zip(mixture.shares, tiles.domains).map { log($0 / mixture.shares.reduce(0, +) / Double($1.count)) })
    let thresholds = try (0..<tiles.queryTiles).map { try tiles.neighbourThresholds(rows: tiles.queryRows($0)) }
    let total = tiles.actions.rows
    var sums = [Double](repeating: 0, count: 3 * total)
    let sampleTiles = tiles.sampleTiles
    let done = Atomic<Int>(0)
    try sums.withUnsafeMutableBufferPointer { sums in
      // Every tile of demonstrations writes its own columns.
      nonisolated(unsafe) let sums = sums.baseAddress!
      try forEachInParallel(sampleTiles.count, workers: workers) { index in
        let (domain, samples) = sampleTiles[index]
        try pass.add(
          domain: domain, samples: samples, thresholds: thresholds, mass: sums + samples.lowerBound,
          pull: sums + total + samples.lowerBound, agreement: sums + 2 * total + samples.lowerBound)
        try progress(Double(done.wrappingAdd(1, ordering: .relaxed).newValue) / Double(sampleTiles.count))
      }
    }
    let scale = 1 / Double(queries.count * queries.times.count)
    let mass = sums[..<total].map { $0 * scale }
    return DemonstrationInfluence(
      domains: tiles.domains.enumerated().flatMap { index, range in range.map { _ in index } },
      members: tiles.domains.flatMap { range in range.map { $0 - range.lowerBound } }, mass: mass,
      pull: sums[total..<2 * total].map { $0 * scale },
      agreement: zip(sums[(2 * total)...], mass).map { $1 > 0 ? min(1, max(-1, $0 * scale / $1)) : .nan })
  }
}

/// The second pass: g_k from logits and known denominators, and column sums of g, g (a_k − x̂₀)·(a − x̂₀) and g cos.
///
/// A sum over queries is a matrix product: with r the residual a − x̂₀ of a query,
///
///     Σ_q g_qk (a_k − x̂₀)·r = a_k · Σ_q g_qk r − Σ_q g_qk x̂₀·r
///
/// and so for the cosines, with g over the distance in place of g. What single pairs need beside the logits is therefore
/// one root and one division.
private struct InfluencePass: Sendable {
  let tiles: LogitTiles
  let logWeights: [Double]
  /// ln of the softmax's denominator, `[times][queries]`.
  private let denominators: [[Double]]
  /// a − x̂₀ beside its product with x̂₀ − ā and 1, `[queries, d + 2]` a time.
  private let residuals: [Tensor<Double>]
  /// α times the unit vector e along α a − x_t, beside e·(x_t − α ā), `[queries, d + 1]` a time.
  private let directions: [Tensor<Double>]
  /// ‖x_t − α ā‖² a query and time.
  private let distances: [[Double]]

  init(
    tiles: LogitTiles, queries: NoisyQueries, own: Tensor<Double>, posteriors: DomainPosteriors,
    answers: [Tensor<Double>], logWeights: [Double]
  ) throws {
    self.tiles = tiles
    self.logWeights = logWeights
    let shares = Tensor(zip(logWeights, tiles.domains).map { $0 + log(Double($1.count)) })
    denominators = try tiles.levels.indices.map {
      try (posteriors.logEvidence.row(at: $0) + shares).logSumExp().elements
    }
    func dots(_ a: Tensor<Double>, _ b: Tensor<Double>) throws -> Tensor<Double> {
      try (a * b).sum(axis: 1, keepingAxis: true)
    }
    var (residuals, directions): ([Tensor<Double>], [Tensor<Double>]) = ([], [])
    var distances: [[Double]] = []
    for (index, level) in tiles.levels.enumerated() {
      let residual = try own - answers[index]
      residuals.append(
        try .concatenated(
          [residual, try dots(residual, answers[index] - tiles.centre), .ones([queries.count, 1])], axis: 1))
      let position = try queries.noisy[index] - tiles.centre * level.signal
      let way = try own * level.signal - queries.noisy[index]
      let lengths = try Tensor(dots(way, way).elements.map { $0 > 0 ? $0.squareRoot() : 1 }, shape: [queries.count, 1])
      let direction = try way / lengths
      directions.append(
        try .concatenated([direction * level.signal, try dots(direction, position)], axis: 1))
      distances.append(try dots(position, position).elements)
    }
    (self.residuals, self.directions, self.distances) = (residuals, directions, distances)
  }

  func add(
    domain: Int, samples: Range<Int>, thresholds: [[Double]], mass: UnsafeMutablePointer<Double>,
    pull: UnsafeMutablePointer<Double>, agreement: UnsafeMutablePointer<Double>
  ) throws {
    guard logWeights[domain] > -.infinity else { return }
    let (columns, width) = (samples.count, tiles.width)
    let capacity = LogitTiles.rows * columns
    // Σ g (r, (x̂₀ − ā)·r, 1) and Σ g/‖x_t − α a_k‖ (α e, e·(x_t − α ā)), a row a demonstration.
    var sums = [Double](repeating: 0, count: columns * (width + 2))
    var turns = [Double](repeating: 0, count: columns * (width + 1))
    try withUnsafeTemporaryAllocation(of: Double.self, capacity: 3 * capacity) { scratch in
      let priors = scratch.baseAddress!
      let (weights, inverses) = (priors + capacity, priors + 2 * capacity)
      for tile in 0..<tiles.queryTiles {
        let rows = tiles.queryRows(tile)
        try tiles.fillPriors(rows: rows, samples: samples, thresholds: thresholds[tile], into: priors)
        for (index, level) in tiles.levels.enumerated() {
          try tiles.fillLogits(level, rows: rows, samples: samples, priors: priors, into: weights)
          for (place, row) in rows.enumerated() {
            weigh(
              columns, level: level, distance: distances[index][row],
              shift: logWeights[domain] - denominators[index][row], priors: priors + place * columns,
              weights: weights + place * columns, inverses: inverses + place * columns)
          }
          try Self.addProduct(weights, residuals[index].rows(rows), columns: columns, to: &sums)
          try Self.addProduct(inverses, directions[index].rows(rows), columns: columns, to: &turns)
        }
      }
    }
    let actions = try tiles.actions.rows(samples).contiguous()
    actions.withUnsafeBuffer { points in
      for column in 0..<columns {
        let (own, turn) = (column * (width + 2), column * (width + 1))
        var (towards, along) = (-sums[own + width], -turns[turn + width])
        for axis in 0..<width {
          towards += points[column * width + axis] * sums[own + axis]
          along += points[column * width + axis] * turns[turn + axis]
        }
        mass[column] = sums[own + width + 1]
        pull[column] = towards
        agreement[column] = along
      }
    }
  }

  /// A row's logits become g, and `inverses` g/‖x_t − α a_k‖; 0 where the two are equal.
  private func weigh(
    _ columns: Int, level: LogitTiles.Level, distance: Double, shift: Double, priors: UnsafePointer<Double>,
    weights: UnsafeMutablePointer<Double>, inverses: UnsafeMutablePointer<Double>
  ) {
    // ‖x_t − α a_k‖² = ‖x_t − α ā‖² − 2σ² (logit − ln K), before the logit is overwritten. Where ln K is −∞ this is not
    // a number, and g is 0.
    let scale = -2 * level.noise * level.noise
    for column in 0..<columns { inverses[column] = distance + scale * (weights[column] - priors[column]) }
    Double.kernels.affine(columns, weights, 1, shift, weights)
    Double.kernels.unary(Int32(KERNEL_EXPONENTIAL), columns, weights, weights)
    for column in 0..<columns {
      let squared = inverses[column]
      inverses[column] = squared > 0 ? weights[column] / squared.squareRoot() : 0
    }
  }

  /// sums `[columns, m]` += Gᵀ B, with G `[rows, columns]` and B `[rows, m]`.
  private static func addProduct(
    _ weights: UnsafePointer<Double>, _ factor: Tensor<Double>, columns: Int, to sums: inout [Double]
  ) {
    let width = factor.columns
    factor.contiguous().withUnsafeBuffer {
      Double.multiplyMatrices(
        transposeA: true, transposeB: false, rows: columns, columns: width, inner: factor.rows, alpha: 1, a: weights,
        lda: columns, b: $0.baseAddress!, ldb: width, beta: 1, c: &sums, ldc: width)
    }
  }
}
