import Experiments
import Reweighting
import Statistics
import Storage
import Tensors

/// What two domains' actions say of their gap: the overlap of the sets as they are, and of pairs under noise.
///
/// Coordinates are measured in standard deviations of the real actions, as policies see them and so that metres, radians and
/// grippers count alike; one that real actions keep constant, in those of both domains together.
public struct ActionOverlap: Sendable {
  /// Two domains' actions, and what is known of their rows.
  public struct Actions: Sendable {
    /// `[n, d]` and `[m, d]`
    public let real: Tensor<Double>
    public let sim: Tensor<Double>
    /// One number a row; empty where no episodes are known.
    public let episodes: (real: [Int], sim: [Int])
    /// `[n, s]` and `[m, s]`
    public let states: (real: Tensor<Double>, sim: Tensor<Double>)?

    public init(
      real: Tensor<Double>, sim: Tensor<Double>, episodes: (real: [Int], sim: [Int]) = ([], []),
      states: (real: Tensor<Double>, sim: Tensor<Double>)? = nil
    ) {
      (self.real, self.sim, self.episodes, self.states) = (real, sim, episodes, states)
    }
  }

  public let estimator: OverlapEstimator
  /// The Bhattacharyya coefficient of the two sets; nil where the estimator has no answer.
  public let overlap: Estimate?
  /// The same between halves of the real episodes, mean of ten splits: what equal domains come to, somewhat low for half
  /// the rows. nil without an overlap, with fewer than four episodes, or where the halves lie apart.
  public let floor: Double?
  /// Why there is no overlap.
  public let flaw: String?
  public let gap: ActionGap
  public let noiseAtHalf: (realSim: Estimate, realReal: Estimate, excess: Estimate)
  public let normalizedDistance: Estimate
  public let rows: (real: Int, sim: Int)
  /// What a reader should know: coordinates left out.
  public let notes: [String]

  /// - Parameters:
  ///   - estimator: nil: a kernel density up to four coordinates, beyond them the Gaussian fit.
  ///   - seed: deals episodes to folds, and draws pairs where no states are known.
  /// - Throws: what `ActionGap` throws.
  public init(_ actions: Actions, estimator: OverlapEstimator? = nil, seed: Int = 0) throws {
    let (varyingReal, varyingSim, notes) = try Self.varying(actions.real, actions.sim)
    let (real, sim) = try Self.scaled(varyingReal, varyingSim)
    self.notes = notes
    rows = (real.rows, sim.rows)
    self.estimator =
      estimator ?? (real.columns <= OverlapEstimator.widestKernelDensity ? .kernelDensity : .gaussian)
    (overlap, flaw) = try Self.overlap(real, sim, actions.episodes, self.estimator, seed: seed)
    // Half the rows may be too few for a density where all of them are not.
    floor = overlap == nil ? nil : try? Self.floor(real, actions.episodes.real, self.estimator, seed: seed)
    gap = try ActionGap(
      target: real, source: sim, episodes: actions.episodes.real,
      states: actions.states.map { ($0.real, $0.sim) }, seed: UInt64(seed))
    noiseAtHalf = (
      try gap.noiseShareAtHalf(.acrossDomains), try gap.noiseShareAtHalf(.withinTarget), try gap.noiseShareExcess()
    )
    normalizedDistance = try gap.normalizedDistance()
  }

  /// The coefficient with its interval, or why the estimator has no answer.
  private static func overlap(
    _ real: Tensor<Double>, _ sim: Tensor<Double>, _ episodes: (real: [Int], sim: [Int]),
    _ estimator: OverlapEstimator, seed: Int
  ) throws -> (Estimate?, String?) {
    do {
      return (try estimator.estimate(real, sim, groups: (episodes.real, episodes.sim), seed: UInt64(seed)), nil)
    } catch let error as SampleError {
      return (nil, "\(error)")
    } catch let error as FactorizationError {
      return (nil, "\(error)")
    }
  }

  private static func floor(
    _ real: Tensor<Double>, _ episodes: [Int], _ estimator: OverlapEstimator, seed: Int
  ) throws -> Double? {
    let members = Dictionary(grouping: 0..<real.rows) { episodes.isEmpty ? $0 : episodes[$0] }
    let names = members.keys.sorted()
    guard names.count >= 4 else { return nil }
    let splits = 10
    let values = try (0..<splits).map { split in
      var stream = RandomStream(seed: UInt64(seed), purpose: "overlap of halves", index: UInt64(split))
      let order = stream.permutation(names.count).map { names[$0] }
      func rows(_ part: ArraySlice<Int>) throws -> Tensor<Double> {
        try real.gatherRows(part.flatMap { members[$0]! }.sorted())
      }
      return try estimator.coefficient(rows(order[..<(names.count / 2)]), rows(order[(names.count / 2)...]))
    }
    let mean = values.reduce(0, +) / Double(splits)
    // Halves that lie apart say nothing of equal domains.
    return mean > 0.01 ? mean : nil
  }

  /// Without the coordinates that are the same number everywhere, which have no density.
  private static func varying(
    _ real: Tensor<Double>, _ sim: Tensor<Double>
  ) throws -> (real: Tensor<Double>, sim: Tensor<Double>, notes: [String]) {
    guard real.rank == 2, sim.rank == 2, real.columns == sim.columns, real.rows > 0, sim.rows > 0 else {
      return (real, sim, [])
    }
    let kept = (0..<real.columns).filter { column in
      (0..<real.rows).contains { real[$0, column] != real[0, column] }
        || (0..<sim.rows).contains { sim[$0, column] != real[0, column] }
    }
    guard kept.count < real.columns, !kept.isEmpty else { return (real, sim, []) }
    func chosen(_ actions: Tensor<Double>) throws -> Tensor<Double> {
      try .concatenated(kept.map { try actions.slice($0..<$0 + 1, axis: 1) }, axis: 1)
    }
    let left = real.columns - kept.count
    return (
      try chosen(real), try chosen(sim),
      ["\(left) of \(real.columns) action coordinates never change and are left out of the gap"]
    )
  }

  private static func scaled(
    _ real: Tensor<Double>, _ sim: Tensor<Double>
  ) throws -> (real: Tensor<Double>, sim: Tensor<Double>) {
    guard real.rank == 2, sim.rank == 2, real.columns == sim.columns, real.rows > 0, sim.rows > 0 else {
      return (real, sim)
    }
    func deviations(_ actions: Tensor<Double>) throws -> [Double] {
      try (actions - actions.mean(axis: 0)).squared().mean(axis: 0).squareRoot().elements
    }
    let own = try deviations(real)
    let both = try deviations(.concatenated([real, sim], axis: 0))
    let units = Tensor(zip(own, both).map { $0 > 0 ? 1 / $0 : $1 > 0 ? 1 / $1 : 1 })
    return (try real * units, try sim * units)
  }

  /// The rule by which actions were paired, in words.
  public var pairing: String {
    switch gap.pairing {
    case .matchedStates(let threshold):
      "at matching states, at most \(shortestDecimal((threshold * 1000).rounded() / 1000)) standard deviations apart"
    case .random: "at random, for want of states: other states visited count as gap"
    }
  }
}

extension OverlapEstimator {
  /// From "gaussian", "kernel-density" or "neighbours:K", as `name` prints it; nil for anything else.
  public init?(_ text: String) {
    switch text {
    case "gaussian": self = .gaussian
    case "kernel-density": self = .kernelDensity
    default:
      guard text.hasPrefix("neighbours:"), let count = Int(text.dropFirst(11)), count > 0 else { return nil }
      self = .nearestNeighbours(count: count)
    }
  }

  public var name: String {
    switch self {
    case .gaussian: "gaussian"
    case .kernelDensity: "kernel-density"
    case .nearestNeighbours(let count): "neighbours:\(count)"
    }
  }
}
