import Foundation
import Statistics
import Storage

/// How optimistic one split over windows is, beside folds of whole episodes, on episodes with a known truth.
struct ProbeOptimismFigure: Figure {
  struct Settings: Codable, Equatable, Sendable {
    /// The best accuracy there can be on a row of a new episode: ½ where the domains do not differ.
    var bestAccuracies: [Double]
    /// Correlation of two rows of one episode.
    var correlations: [Double]
    var columns: Int
    /// Of each domain.
    var episodes: Int
    /// Rows of each episode.
    var length: Int
    var folds: Int
    var freshEpisodes: Int
    var seeds: [Int]
  }

  let description = FigureDescription(
    id: "probe-optimism", paper: .none,
    title: "How optimistic one split over windows is, beside folds of whole episodes, where the truth is known",
    columns: [
      Column("best_accuracy", "the best accuracy there can be on a row of a new episode"),
      Column("correlation", "correlation of two rows of one episode"),
      Column("seed", "seed of the episodes, the splits and the networks", unit: nil),
      Column(
        "method",
        "windows: one split over windows, best epoch; windows-last-epoch: the same at the last; cross-fitted: the same "
          + "network, folds of whole episodes; cross-fitted-linear: logistic regression, same folds; fresh-episodes: the "
          + "network, fitted to all episodes, on new ones", unit: nil),
      Column("value", "balanced accuracy"),
      Column("lower", "lower end of the method's own 95 % interval over episodes; empty for one split"),
      Column("upper", "upper end of the interval"),
    ],
    fitColumns: [
      Column("best_accuracy", "the best accuracy there can be on a row of a new episode"),
      Column("correlation", "correlation of two rows of one episode"),
      Column("method", "as in figure.csv", unit: nil),
      Column(
        "statistic",
        "accuracy: balanced accuracy; above_best: it less the best there can be; above_fresh: it less what the network "
          + "reaches on fresh episodes; covered: share of seeds whose interval holds the network's accuracy on fresh "
          + "episodes (interval: Wilson)", unit: nil),
      Column("value", "mean over seeds"),
      Column("lower", "lower end of the 95 % t interval over seeds"),
      Column("upper", "upper end of the interval"),
    ],
    claims: [],
    costs: [.smoke: .init(minutes: 0.1), .standard: .init(minutes: 4), .paper: .init(minutes: 40)],
    pictureSize: (1200, 480))

  func settings(_ preset: Preset, seed: Int) -> Settings {
    var settings = Settings(
      bestAccuracies: [0.5, 0.6, 0.9], correlations: [0, 0.1, 0.25, 0.5, 0.75, 0.9], columns: 32, episodes: 40,
      length: 150, folds: 5, freshEpisodes: 200, seeds: trainingSeeds(preset == .paper ? 50 : 5, of: seed))
    if preset == .smoke {
      settings.correlations = [0, 0.5]
      settings.episodes = 20
      settings.length = 50
      settings.freshEpisodes = 50
      settings.seeds = trainingSeeds(2, of: seed)
    }
    return settings
  }

  func trials(_ settings: Settings) throws -> [ProbeOptimismTrial] {
    for (name, value, least) in [("folds", settings.folds, 2), ("freshEpisodes", settings.freshEpisodes, 2)]
    where value < least {
      throw UsageError("key '\(name)' is \(value); expected at least \(least)")
    }
    for seed in settings.seeds where seed < 0 {
      throw UsageError("key 'seeds': \(seed) is negative; a seed is 0 or more")
    }
    return try settings.bestAccuracies.flatMap { accuracy in
      try settings.correlations.flatMap { correlation in
        let planted = PlantedEpisodes(
          bestAccuracy: accuracy, correlation: correlation, columns: settings.columns, episodes: settings.episodes,
          length: settings.length)
        try planted.validate()
        return settings.seeds.map {
          ProbeOptimismTrial(
            planted: planted, folds: settings.folds, freshEpisodes: settings.freshEpisodes, seed: $0)
        }
      }
    }
  }

  func reduce(
    _ settings: Settings, _ trials: [ProbeOptimismTrial], _ outcomes: [ProbeOptimismTrial.Outcome]
  ) throws -> FigureData {
    var table = CSVTable(columns: description.columns.map(\.name))
    var cells: [PlantedEpisodes: [ProbeOptimismTrial.Outcome]] = [:]
    for (trial, outcome) in zip(trials, outcomes) {
      for row in outcome.rows {
        table.append([
          .number(trial.planted.bestAccuracy), .number(trial.planted.correlation), .integer(trial.seed),
          .text(row.method), .number(row.value), CSVValue(row.lower), CSVValue(row.upper),
        ])
      }
      cells[trial.planted, default: []].append(outcome)
    }
    var fit = CSVTable(columns: description.fitColumns.map(\.name))
    for planted in trials.map(\.planted).distinct() {
      for (place, method) in ProbeOptimismTrial.methods.enumerated() {
        for (statistic, estimate) in try Self.statistics(of: place, in: cells[planted]!, planted) {
          fit.append([
            .number(planted.bestAccuracy), .number(planted.correlation), .text(method), .text(statistic),
            .number(estimate.value), .number(estimate.interval.lower), .number(estimate.interval.upper),
          ])
        }
      }
    }
    return FigureData(figure: table, fit: fit, claims: [])
  }

  /// - Parameter place: of the method among the rows of an outcome.
  private static func statistics(
    of place: Int, in outcomes: [ProbeOptimismTrial.Outcome], _ planted: PlantedEpisodes
  ) throws -> [(String, Estimate)] {
    guard outcomes.count > 1 else { return [] }
    let values = outcomes.map { $0.rows[place].value }
    let fresh = outcomes.map { $0.rows[$0.rows.count - 1].value }
    var statistics = [
      ("accuracy", try Estimate.mean(of: values)),
      ("above_best", try Estimate.mean(of: values.map { $0 - planted.bestAccuracy })),
    ]
    guard ProbeOptimismTrial.methods[place] != "fresh-episodes" else { return statistics }
    statistics.append(("above_fresh", try Estimate.mean(of: zip(values, fresh).map { $0 - $1 })))
    if ProbeOptimismTrial.methods[place] == "cross-fitted" {
      let covered = zip(outcomes, fresh).count { $0.rows[place].lower! <= $1 && $1 <= $0.rows[place].upper! }
      statistics.append(("covered", try Estimate.proportion(successes: covered, trials: outcomes.count)))
    }
    return statistics
  }

  func published() throws -> CSVTable? { nil }

  func plot(_ settings: Settings) -> String {
    let looks = [
      ("windows", "one split over windows, best epoch", "#c0392b"),
      ("cross-fitted", "same network, folds of whole episodes", "#2c3e80"),
      ("cross-fitted-linear", "logistic regression, same folds", "#16a085"),
      ("fresh-episodes", "same network on fresh episodes", "#7f8c8d"),
    ]
    // Where the domains differ most there is room for the key.
    let keyed = settings.bestAccuracies.count - 1
    let panels = settings.bestAccuracies.enumerated().map { index, best in
      let title = best == 0.5 ? "domains do not differ" : "best possible accuracy \(shortestDecimal(best))"
      let curves = looks.map { method, words, color in
        "  'figure-fit.csv' using ($1 == \(best) && strcol(3) eq '\(method)' && strcol(4) eq 'accuracy' ? $2 : NaN):5:6:7 "
          + "skip 1 with yerrorlines pointtype 7 pointsize 0.5 linewidth 1.5 linecolor '\(color)' "
          + (index == keyed ? "title '\(words)'" : "notitle")
      }
      return "set title '\(title)'\nplot \(best) with lines dashtype 2 linecolor '#000000' "
        + (index == keyed ? "title 'best possible'" : "notitle") + ", \\\n" + curves.joined(separator: ", \\\n")
    }
    return """
      set datafile missing NaN
      set xlabel "correlation of two rows of one episode"
      set ylabel "balanced accuracy"
      set xrange [-0.05:0.95]
      set yrange [0.4:1.02]
      set key bottom left Left reverse font ",10" samplen 1
      set grid ytics linecolor "#eeeeee"
      set errorbars small
      set multiplot layout 1,\(settings.bestAccuracies.count)
      \(panels.joined(separator: "\n"))
      unset multiplot
      """
  }
}
