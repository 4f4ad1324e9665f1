import Foundation
import Kernels
import Statistics
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
  /// - Complexity: as `posteriors`, with three products in place of two.
  /// - Throws: `SampleError` when the queries' actions are not known or no demonstration is near a query, `ShapeError`
  ///   when widths differ.
  public func influence(on queries: NoisyQueries, workers: Int = 1) throws -> DemonstrationInfluence {
    guard let own = queries.actions else {
      throw SampleError.degenerate(
        what: "influence of demonstrations on queries whose actions are not known",
        remedy: "make the queries with NoisyQueries(corrupting:)")
    }
    let posteriors = try posteriors(queries, workers: workers)
    let mixture = try posteriors.mixed(shares: domains.map(\.share))
    let tiles = try LogitTiles(self, queries)
    let pass = try InfluencePass(
      tiles: tiles, queries: queries, own: own, posteriors: posteriors, answers: mixture.answers,
      logWeights: zip(mixture.shares, tiles.domains).map { log($0 / mixture.shares.reduce(0, +) / Double($1.count)) })
    let thresholds = try (0..<tiles.queryTiles).map { try tiles.neighbourThresholds(rows: tiles.queryRows($0)) }
    let total = tiles.actions.rows
    var sums = [Double](repeating: 0, count: 3 * total)
    let sampleTiles = tiles.sampleTiles
    try sums.withUnsafeMutableBufferPointer { sums in
      // Every tile of demonstrations writes its own columns.
      nonisolated(unsafe) let sums = sums.baseAddress!
      try forEachInParallel(sampleTiles.count, workers: workers) { index in
        let (domain, samples) = sampleTiles[index]
        try pass.add(
          domain: domain, samples: samples, thresholds: thresholds, mass: sums + samples.lowerBound,
          pull: sums + total + samples.lowerBound, agreement: sums + 2 * total + samples.lowerBound)
      }
    }
    let scale = 1 / Double(queries.count * queries.times.count)
    let mass = sums[..<total].map { $0 * scale }
    return DemonstrationInfluence(
      domains: tiles.domains.enumerated().flatMap { index, range in range.map { _ in index } },
      members: tiles.domains.flatMap { range in range.map { $0 - range.lowerBound } }, mass: mass,
      pull: sums[total..<2 * total].map { $0 * scale },
      agreement: zip(sums[(2 * total)...], mass).map { $0 * scale / $1 })
  }
}

/// The second pass: g_k from logits and known denominators, column sums of g, g (a_k − x̂₀)·(a − x̂₀) and g cos.
private struct InfluencePass: Sendable {
  let tiles: LogitTiles
  let logWeights: [Double]
  /// ln of the softmax's denominator, `[times][queries]`.
  private let denominators: [[Double]]
  /// a − x̂₀ `[queries, d]` a time, and its product with x̂₀ − ā.
  private let residuals: [Tensor<Double>]
  private let offsets: [[Double]]
  /// The unit vector along α a − x_t, `[queries, d]` a time, and its product with x_t − α ā.
  private let directions: [Tensor<Double>]
  private let directionOffsets: [[Double]]
  /// ‖x_t − α ā‖² a query and time; ‖a_k − ā‖² a demonstration.
  private let distances: [[Double]]
  private let squaredNorms: [Double]

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
    func dots(_ a: Tensor<Double>, _ b: Tensor<Double>) throws -> [Double] { try (a * b).sum(axis: 1).elements }
    var (residuals, offsets, directions): ([Tensor<Double>], [[Double]], [Tensor<Double>]) = ([], [], [])
    var (directionOffsets, distances): ([[Double]], [[Double]]) = ([], [])
    for (index, level) in tiles.levels.enumerated() {
      let residual = try own - answers[index]
      residuals.append(residual)
      offsets.append(try dots(residual, answers[index] - tiles.centre))
      let position = try queries.noisy[index] - tiles.centre * level.signal
      let way = try own * level.signal - queries.noisy[index]
      let lengths = try Tensor(dots(way, way).map { $0 > 0 ? $0.squareRoot() : 1 }, shape: [queries.count, 1])
      directions.append(try way / lengths)
      directionOffsets.append(try dots(directions[index], position))
      distances.append(try dots(position, position))
    }
    (self.residuals, self.offsets, self.directions) = (residuals, offsets, directions)
    (self.directionOffsets, self.distances) = (directionOffsets, distances)
    squaredNorms = try dots(tiles.actions, tiles.actions)
  }

  func add(
    domain: Int, samples: Range<Int>, thresholds: [[Double]], mass: UnsafeMutablePointer<Double>,
    pull: UnsafeMutablePointer<Double>, agreement: UnsafeMutablePointer<Double>
  ) throws {
    guard logWeights[domain] > -.infinity else { return }
    let columns = samples.count
    let capacity = LogitTiles.rows * columns
    let actions = try tiles.actions.rows(samples).transposed()
    try withUnsafeTemporaryAllocation(of: Double.self, capacity: 5 * capacity) { scratch in
      let priors = scratch.baseAddress!
      let (weights, products) = (priors + capacity, priors + 2 * capacity)
      let (cosines, positions) = (priors + 3 * capacity, priors + 4 * capacity)
      for tile in 0..<tiles.queryTiles {
        let rows = tiles.queryRows(tile)
        try tiles.fillPriors(rows: rows, samples: samples, thresholds: thresholds[tile], into: priors)
        for (index, level) in tiles.levels.enumerated() {
          try tiles.fillLogits(level, rows: rows, samples: samples, priors: priors, into: weights)
          Tensor.multiply(try residuals[index].rows(rows), actions, alpha: 1, into: products, beta: 0)
          Tensor.multiply(try directions[index].rows(rows), actions, alpha: level.signal, into: cosines, beta: 0)
          // α a_k·(x_t − α ā) = σ² · (α/σ²)(x_t − α ā)·a_k
          Tensor.multiply(
            try level.noisy.rows(rows), actions, alpha: level.noise * level.noise, into: positions, beta: 0)
          for (place, row) in rows.enumerated() {
            let start = place * columns
            let g = weights + start
            Double.kernels.affine(columns, g, 1, logWeights[domain] - denominators[index][row], g)
            Double.kernels.unary(Int32(KERNEL_EXPONENTIAL), columns, g, g)
            Double.kernels.addScaled(columns, 1, g, mass)
            let (offset, directionOffset) = (offsets[index][row], directionOffsets[index][row])
            let (distance, signal) = (distances[index][row], level.signal * level.signal)
            for column in 0..<columns {
              pull[column] += g[column] * (products[start + column] - offset)
              let length = distance - 2 * positions[start + column] + signal * squaredNorms[samples.lowerBound + column]
              if length > 0 {
                let cosine = (cosines[start + column] - directionOffset) / length.squareRoot()
                agreement[column] += g[column] * min(1, max(-1, cosine))
              }
            }
          }
        }
      }
    }
  }
}
