import Statistics
import Synchronization
import Tensors

/// Which row of the real matrix and which of the sim matrix are taken for the same observation.
public struct RowPairs: Sendable, Hashable {
  public let real: [Int]
  public let sim: [Int]
  /// Pairs of each real episode, which stand together, in order; nil when the rows have no episodes.
  public let episodes: [Int]?
  /// How the pairs came about, how many there are and how far apart they are on average.
  public let description: String
  /// The mean distance of what was matched on; nil when the rows are the same observations.
  public let meanMismatch: Double?

  public var count: Int { real.count }

  /// Row i with row i: the same observations through two networks, layers or checkpoints.
  /// - Parameter episodes: rows of each episode, adding up to `rows`.
  public init(sameObservations rows: Int, episodes: [Int]? = nil) {
    precondition(episodes.map { $0.reduce(0, +) == rows } ?? true, "episodes fill the rows")
    self.init(
      real: Array(0..<rows), sim: Array(0..<rows), episodes: episodes?.filter { $0 > 0 },
      description: "\(rows) rows of the same observations", meanMismatch: nil)
  }

  /// The pairs of a matching by state.
  /// - Parameter episodes: rows of each real episode.
  public init(_ matching: RowMatching, episodes: [Int]? = nil) {
    var counts: [Int]?
    if let episodes {
      let episodeOfRow = episodes.enumerated().flatMap { Array(repeating: $0.offset, count: $0.element) }
      var ofEpisode = [Int](repeating: 0, count: episodes.count)
      for pair in matching.pairs { ofEpisode[episodeOfRow[pair.real]] += 1 }
      counts = ofEpisode.filter { $0 > 0 }
    }
    self.init(
      real: matching.pairs.map(\.real), sim: matching.pairs.map(\.sim), episodes: counts,
      description: matching.description, meanMismatch: matching.meanMismatch)
  }

  /// Pairs by dynamic time warping of states or actions.
  ///
  /// Every real episode is warped onto every sim episode; episodes are then joined one to one, the pair of least mean cost
  /// first. On the path between two joined episodes a real row may meet several sim rows: it is paired with the nearest,
  /// so every row of a joined real episode is in one pair.
  /// - Parameter band: see `DynamicTimeWarping`.
  /// - Complexity: O(n m c) time in n and m rows of c conditions.
  /// - Throws: `SampleError` when a domain has no episode.
  public init(
    warping conditions: ConditionRows, episodes: EpisodeLengths, band: Int? = nil, workers: Int = 1
  ) throws {
    let real = Self.ranges(episodes.real)
    let sim = Self.ranges(episodes.sim)
    for (domain, ranges) in [("real", real), ("sim", sim)] where ranges.isEmpty {
      throw SampleError.tooFew(what: "episodes of \(domain) to be warped", found: 0, needed: 1)
    }
    let warpings = Mutex([Int: (meanCost: Double, path: [DynamicTimeWarping.Step])]())
    try forEachInParallel(real.count * sim.count, workers: workers) { index in
      let warping = try DynamicTimeWarping(
        conditions.real.rows(real[index / sim.count]), conditions.sim.rows(sim[index % sim.count]), band: band)
      warpings.withLock { $0[index] = (warping.meanCost, warping.path) }
    }
    let found = warpings.withLock { $0 }
    var partner = [Int: Int]()
    var taken = Set<Int>()
    for index in found.keys.sorted(by: { (found[$0]!.meanCost, $0) < (found[$1]!.meanCost, $1) }) {
      let (r, s) = (index / sim.count, index % sim.count)
      if partner[r] == nil, taken.insert(s).inserted { partner[r] = s }
    }
    var pairs: [(real: Int, sim: Int, mismatch: Double)] = []
    for r in partner.keys.sorted() {
      let s = partner[r]!
      let path = found[r * sim.count + s]!.path.map {
        let (i, j) = (real[r].lowerBound + $0.x, sim[s].lowerBound + $0.y)
        return (real: i, sim: j, mismatch: conditions.distance(i, j))
      }
      for step in path {
        if let last = pairs.last, last.real == step.real {
          if step.mismatch < last.mismatch { pairs[pairs.count - 1] = step }
        } else {
          pairs.append(step)
        }
      }
    }
    let mismatch = pairs.reduce(0) { $0 + $1.mismatch } / Double(pairs.count)
    let bandSaid = band.map { "band \($0)" } ?? "no band"
    self.init(
      real: pairs.map(\.real), sim: pairs.map(\.sim), episodes: partner.keys.sorted().map { real[$0].count },
      description:
        "paired by dynamic time warping of \(conditions.name) (\(bandSaid)): \(partner.count) of \(real.count) real "
        + "and of \(sim.count) sim episodes, \(pairs.count) pairs of rows, \(rounded(mismatch)) deviations apart on "
        + "average", meanMismatch: mismatch)
  }

  private init(real: [Int], sim: [Int], episodes: [Int]?, description: String, meanMismatch: Double?) {
    self.real = real
    self.sim = sim
    self.episodes = episodes
    self.description = description
    self.meanMismatch = meanMismatch
  }

  private static func ranges(_ lengths: [Int]) -> [Range<Int>] {
    var start = 0
    return lengths.map { length in
      defer { start += length }
      return start..<(start + length)
    }.filter { !$0.isEmpty }
  }
}

extension ConditionRows {
  fileprivate func distance(_ i: Int, _ j: Int) -> Double {
    zip(real.row(at: i).elements, sim.row(at: j).elements).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
  }
}
