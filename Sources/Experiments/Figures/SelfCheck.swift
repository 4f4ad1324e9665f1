import Statistics
import Storage
import Tensors

/// Means of uniform random numbers: a figure that stands in no paper, costs nothing and uses every part of a run.
///
/// `cotrain reproduce self-check` shows within a second whether trials, resuming, pictures and claims work on a machine.
/// It is not part of `all`.
package struct SelfCheck: Figure {
  package static let id = "self-check"

  package struct Settings: Codable, Equatable, Sendable {
    /// Numbers that a mean is taken over, one point of the grid each.
    package var draws: [Int]
    package var seeds: [Int]
  }

  package struct Mean: Trial {
    package static let kind = "self-check"
    package static let version = 1
    package var draws: Int
    package var seed: Int

    package init(draws: Int, seed: Int) {
      self.draws = draws
      self.seed = seed
    }

    package var label: String { "draws=\(draws) seed=\(seed)" }

    package func run(_ progress: TrialProgress) throws -> Double {
      guard draws > 0 else {
        throw SampleError.tooFew(what: "mean of uniform numbers", found: draws, needed: 1)
      }
      var stream = RandomStream(seed: UInt64(seed), purpose: "self-check", index: UInt64(draws))
      var sum = 0.0
      let block = 1 << 20
      for first in stride(from: 0, to: draws, by: block) {
        for _ in first..<min(first + block, draws) { sum += stream.uniform() }
        try progress.report(Double(first) / Double(draws))
      }
      return sum / Double(draws)
    }
  }

  package init() {}

  private static let claim = Claim(
    id: "S1", statement: "uniform random numbers have the mean ½",
    statistic: "mean over seeds of the mean of the longest row of numbers", side: .within(0.45...0.55),
    published: Claim.Published("0.5", from: "definition"))

  package let description = FigureDescription(
    id: id, paper: .none, title: "Means of uniform random numbers: does everything work on this machine?",
    columns: [
      Column("draws", "numbers that the mean is taken over", unit: "numbers"),
      Column("seed", "seed of the numbers", unit: nil),
      Column("mean", "mean of numbers uniform on [0, 1)"),
    ],
    claims: [claim],
    costs: Dictionary(uniqueKeysWithValues: Preset.allCases.map { ($0, FigureDescription.Cost(minutes: 0)) }))

  package func settings(_ preset: Preset, seed: Int) -> Settings {
    let decades = preset == .smoke ? 3 : 5
    return Settings(
      draws: (2..<2 + decades).map { power in (0..<power).reduce(1) { product, _ in product * 10 } },
      seeds: trainingSeeds(5, of: seed))
  }

  package func trials(_ settings: Settings) throws -> [Mean] {
    guard settings.seeds.allSatisfy({ $0 >= 0 }) else { throw UsageError("key 'seeds': a seed is not negative") }
    return settings.draws.flatMap { draws in settings.seeds.map { Mean(draws: draws, seed: $0) } }
  }

  package func reduce(_ settings: Settings, _ trials: [Mean], _ outcomes: [Double]) throws -> FigureData {
    var table = CSVTable(columns: description.columns.map(\.name))
    for (trial, mean) in zip(trials, outcomes) {
      table.append([.integer(trial.draws), .integer(trial.seed), .number(mean)])
    }
    let longest = settings.draws.max() ?? 0
    let means = zip(trials, outcomes).filter { $0.0.draws == longest }.map(\.1)
    let verdict =
      means.count < 2
      ? Self.claim.undecidable(because: "a mean over seeds needs two seeds")
      : Self.claim.judged(try Estimate.mean(of: means), seeds: means.count)
    return FigureData(figure: table, claims: [verdict])
  }

  package func published() throws -> CSVTable? { nil }

  package func plot(_ settings: Settings) -> String {
    """
    set logscale x
    set xlabel "numbers"
    set ylabel "mean"
    set yrange [0.4:0.6]
    plot "figure.csv" using 1:3 skip 1 with points pointtype 7 title "one seed each", 0.5 title "expected"
    """
  }
}
