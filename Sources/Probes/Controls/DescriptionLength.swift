import Foundation
import Statistics
import Tensors

/// How many bits it takes to tell somebody who has the rows which domain each is from, by an online code.
///
///     L = t₁ log₂ 2 − Σ over blocks Σ in block log₂ P(yᵢ | xᵢ; probe fitted on all earlier blocks)
///
/// Blocks end at the shares 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.25, 12.5, 25, 50 and 100 % of the rows, at whole episodes;
/// the first has an episode of each domain and is sent in t₁ bits. A layer from which the domain is read easily, from few
/// rows and with confidence, needs few bits. One that tells nothing needs about one bit a row, more when the probe is
/// confident without reason.
/// - Source: Voita and Titov, "Information-theoretic probing with minimum description length", EMNLP 2020, eq. 3.
public struct DescriptionLength: Sendable {
  /// L in bits, with an interval over episodes.
  public let bits: Estimate
  /// n, the length of the code that knows nothing.
  public let uniformBits: Double
  /// Ends of the blocks, in rows.
  public let blockEnds: [Int]

  /// n/L.
  public var compression: Double { bits.value > 0 ? uniformBits / bits.value : .infinity }

  static let shares = [0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.0625, 0.125, 0.25, 0.5, 1]

  /// - Parameters:
  ///   - seed: draws the order of the episodes and the probes' streams.
  ///   - finished: called as fits end, from any thread; throws to stop.
  /// - Throws: `SampleError` when a side has fewer than two episodes, and what the probe throws.
  public init(
    of sample: DomainSample, with probe: any Probe, seed: UInt64, workers: Int = 1,
    finished: @escaping @Sendable () throws -> Void = {}
  ) throws {
    let code = try OnlineCode(sample, seed: seed)
    let isSim = sample.isSim
    let tasks = code.blocks.dropFirst().enumerated().map { index, block in
      let train = Array(code.rowOrder[..<block.lowerBound])
      return ProbeTask(
        train: train, test: Array(code.rowOrder[block]), isSim: train.map { isSim[$0] }, index: index)
    }
    let runner = ProbeTaskRunner(
      probe: probe, rows: sample.rows.rows, seed: seed, workers: workers, finished: finished)
    var rowBits = [Double](repeating: 1, count: sample.rowCount)
    for (task, result) in zip(tasks, try runner.run(tasks, purpose: "description length")) {
      for (row, score) in zip(task.test, result.logOdds) { rowBits[row] = codeLength(of: isSim[row], logOdds: score) }
    }
    try self.init(rowBits: rowBits, sample: sample, blockEnds: code.blocks.map(\.upperBound))
  }

  private init(rowBits: [Double], sample: DomainSample, blockEnds: [Int]) throws {
    let spread = try EpisodeVariance(rowBits, isSim: sample.isSim, episodeOfRow: sample.episodeOfRow)
    let total = rowBits.reduce(0, +)
    bits = Estimate(
      value: total, interval: spread.interval(around: total, level: 0.95, floor: 0),
      count: spread.episodes.reduce(0, +), method: "t over episodes")
    uniformBits = Double(rowBits.count)
    self.blockEnds = blockEnds
  }

  /// The number of fits it takes.
  static func fitCount(_ sample: DomainSample, seed: UInt64) throws -> Int {
    try OnlineCode(sample, seed: seed).blocks.count - 1
  }
}

/// −log₂ P(label) at log odds of the label true.
public func codeLength(of label: Bool, logOdds: Double) -> Double {
  let against = label ? -logOdds : logOdds
  return (max(against, 0) + log1p(exp(-abs(against)))) / log(2)
}

/// The order in which rows are sent, and where blocks end.
struct OnlineCode: Sendable {
  let rowOrder: [Int]
  let blocks: [Range<Int>]

  /// Episodes in random order, after one of each domain, drawn at random.
  init(_ sample: DomainSample, seed: UInt64) throws(SampleError) {
    for (side, count) in [("real", sample.realEpisodes), ("sim", sample.simEpisodes)] where count < 2 {
      throw .tooFew(what: "\(side) episodes of a description length", found: count, needed: 2)
    }
    var stream = RandomStream(seed: seed, purpose: "description length")
    var order = stream.permutation(sample.rows.groups.count)
    let first = [
      order.first { $0 < sample.realEpisodes }!, order.first { $0 >= sample.realEpisodes }!,
    ]
    order = first + order.filter { !first.contains($0) }
    var rowOrder: [Int] = []
    var episodeEnds: [Int] = []
    for episode in order {
      rowOrder += sample.rows.groups[episode]
      episodeEnds.append(rowOrder.count)
    }
    let n = Double(rowOrder.count)
    var blocks: [Range<Int>] = []
    for share in DescriptionLength.shares {
      // At least the first two episodes, so that the first probe knows both domains.
      let end = episodeEnds[1...].first { Double($0) >= share * n } ?? rowOrder.count
      let start = blocks.last?.upperBound ?? 0
      if end > start { blocks.append(start..<end) }
    }
    self.rowOrder = rowOrder
    self.blocks = blocks
  }
}
