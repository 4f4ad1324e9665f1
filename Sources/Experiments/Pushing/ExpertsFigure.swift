import PlanarPushing
import Statistics
import Storage

/// In which order the two experts correct orientation and position, and how often they succeed: in both base domains,
/// under every physical gap, with noisy and late commands, knowing the physics and not.
struct ExpertsFigure: Figure {
  struct Settings: Codable, Equatable, Sendable {
    /// Starts of each row of the success table.
    var starts: Int
    /// Of the base domains' first so many starts the error curves are kept.
    var curves: Int
    /// Opened in the source, one at a time.
    var gaps: [String]
    /// In each base domain, px.
    var commandNoise: [Double]
    /// In each base domain, substeps of .01 s.
    var commandDelay: [Int]
    /// Resamples of the claim's bootstrap.
    var resamples: Int
    var seed: Int
  }

  static let claim = Claim(
    id: "E16",
    statement: "control, true by construction: one expert turns first, the other does both at once",
    statistic: "area between normalised orientation and position error over normalised time, human minus planner, in "
      + "each base domain; the unit is the start, both experts from the same",
    side: .below(0), published: Claim.Published("the human's orientation curve lies below", from: "pictures"))

  let description = FigureDescription(
    id: "experts", paper: .empirical,
    title: "The experts: in which order they correct orientation and position, and how often they succeed",
    columns: [
      Column("domain", "source or target: the base pair", unit: nil),
      Column("expert", "planner: both errors at once; human: orientation first", unit: nil),
      Column("episode", "number of the start, the same for both experts"),
      Column("t", "share of the demonstration's time"),
      Column(
        "position_error",
        "distance of the block's nominal centre of gravity from the goal, scaled by the smallest and largest value of "
          + "the mean curve of domain and expert"),
      Column("orientation_error", "angle from the goal, scaled likewise"),
    ],
    fitColumns: [
      Column("domain", "source or target", unit: nil), Column("expert", "planner or human", unit: nil),
      Column("t", "share of the demonstration's time"),
      Column("statistic", "position_error or orientation_error", unit: nil),
      Column("value", "mean over episodes"), Column("lower", "lower end of the 95 % t interval over episodes"),
      Column("upper", "upper end of the interval"),
    ],
    markerColumns: [
      Column("domain", "source or target: the base pair", unit: nil),
      Column("gap", "opened in it; empty for none", unit: nil),
      Column("command_noise", "standard deviation of the noise on commands", unit: "px"),
      Column("command_delay", "between a command and its effect", unit: "0.01 s"),
      Column("expert", "planner or human", unit: nil),
      Column(
        "knowledge", "knowing the domain's physics, or assuming gym-pusht's until pushes show otherwise", unit: nil),
      Column("starts", "fresh starts"),
      Column(
        "statistic",
        "success: share of starts that succeeded, returned pusher included (interval: Wilson); steps: control steps of "
          + "a success (interval: t)", unit: nil),
      Column("value", "the statistic"), Column("lower", "lower end of its 95 % interval"),
      Column("upper", "upper end of the interval"),
    ],
    claims: [claim],
    costs: [
      .smoke: .init(minutes: 0.2), .standard: .init(minutes: 8, halfWidths: ["E16": ".03"]),
      .paper: .init(minutes: 40, halfWidths: ["E16": ".01"]),
    ],
    pictureSize: (1000, 760))

  func settings(_ preset: Preset, seed: Int) -> Settings {
    let families: [DomainGap.Family] = [.centreOfMass, .targetPose, .object]
    // Level 1 is the base itself.
    let gaps = families.flatMap { family in (2...family.levels.upperBound).map { "\(family.rawValue):\($0)" } }
    let (starts, curves) =
      switch preset {
      case .smoke: (8, 8)
      case .standard: (1000, 200)
      case .paper: (5000, 800)
      }
    return Settings(
      starts: starts, curves: curves, gaps: gaps + ["no-physics-gap"], commandNoise: [2], commandDelay: [3],
      resamples: preset == .smoke ? 200 : 2000, seed: trainingSeeds(1, of: seed)[0])
  }

  static let bases = ["source", "target"]

  func trials(_ settings: Settings) throws -> [ExpertTrial] {
    for (name, value, least) in [
      ("starts", settings.starts, 2), ("curves", settings.curves, 2), ("resamples", settings.resamples, 1),
      ("seed", settings.seed, 0),
    ] where value < least {
      throw UsageError("key '\(name)' is \(value); expected at least \(least)")
    }
    guard settings.curves <= settings.starts else {
      throw UsageError("key 'curves' is \(settings.curves); expected at most the \(settings.starts) starts")
    }
    let domains =
      Self.bases.map { PushingSetting(base: $0) }
      + settings.gaps.map { PushingSetting(base: "source", gaps: [$0]) }
      + Self.bases.flatMap { base in
        settings.commandNoise.map { PushingSetting(base: base, commandNoise: $0) }
          + settings.commandDelay.map { PushingSetting(base: base, commandDelay: $0) }
      }
    return try domains.flatMap { setting in
      _ = try setting.domain()
      return PushingExpert.allCases.flatMap { expert in
        ExpertTrial.Knowledge.allCases.map { knowledge in
          let curves = setting == PushingSetting(base: setting.base) && knowledge == .knowing ? settings.curves : 0
          return ExpertTrial(
            setting: setting, expert: expert, knowledge: knowledge, starts: settings.starts, curves: curves,
            seed: settings.seed)
        }
      }
    }
  }

  func reduce(
    _ settings: Settings, _ trials: [ExpertTrial], _ outcomes: [ExpertTrial.Outcome]
  ) throws -> FigureData {
    var table = CSVTable(columns: description.columns.map(\.name))
    var means = CSVTable(columns: description.fitColumns.map(\.name))
    var areas: [(name: String, estimate: Estimate)] = []
    var starts = 0
    for base in Self.bases {
      let pair = try PushingExpert.allCases.map { expert in
        guard let place = trials.firstIndex(where: { $0.setting.base == base && $0.expert == expert && $0.curves > 0 })
        else { throw UsageError("no trial keeps the error curves of the \(expert.rawValue) in the \(base)") }
        return outcomes[place].curves
      }
      // The starts from which both experts succeeded.
      let both = pair[0].indices.filter { pair[0][$0] != nil && pair[1][$0] != nil }
      let curves = pair.map { curves in both.map { curves[$0]! } }
      let count = NormalizedErrors.count(curves[0] + curves[1])
      guard both.count >= 2, count >= 2 else { continue }
      starts = max(starts, both.count)
      for (expert, curves) in zip(PushingExpert.allCases, curves) {
        let errors = NormalizedErrors(curves, count: count)
        Self.append(errors, episodes: both, [.text(base), .text(expert.rawValue)], to: &table)
        try Self.appendMeans(errors, [.text(base), .text(expert.rawValue)], to: &means)
      }
      let area = try Estimate.bootstrap(
        count: both.count, resamples: settings.resamples, interval: .percentile, seed: UInt64(settings.seed)
      ) { drawn in
        let areas = curves.map { curves in NormalizedErrors(drawn.map { curves[$0] }, count: count).area }
        return areas[1] - areas[0]
      }
      areas.append((base, area))
    }
    let claim =
      areas.count == Self.bases.count
      ? Self.claim.judged(parts: areas, seeds: starts)
      : Self.claim.undecidable(because: "fewer than two starts from which both experts succeeded")
    return FigureData(figure: table, fit: means, markers: try successes(trials, outcomes), claims: [claim])
  }

  private static func append(
    _ errors: NormalizedErrors, episodes: [Int], _ key: [CSVValue], to table: inout CSVTable
  ) {
    for (episode, curve) in zip(episodes, errors.curves) {
      for place in 0..<curve.count {
        table.append(
          key + [
            .integer(episode), .number(Double(place) / Double(curve.count - 1)), .number(curve.position[place]),
            .number(curve.orientation[place]),
          ])
      }
    }
  }

  private static func appendMeans(_ errors: NormalizedErrors, _ key: [CSVValue], to table: inout CSVTable) throws {
    for (name, error) in [("position_error", \ErrorCurve.position), ("orientation_error", \.orientation)] {
      for place in 0..<errors.curves[0].count {
        let mean = try Estimate.mean(of: errors.curves.map { $0[keyPath: error][place] })
        table.append(
          key + [
            .number(Double(place) / Double(errors.curves[0].count - 1)), .text(name), .number(mean.value),
            .number(mean.interval.lower), .number(mean.interval.upper),
          ])
      }
    }
  }

  private func successes(_ trials: [ExpertTrial], _ outcomes: [ExpertTrial.Outcome]) throws -> CSVTable {
    var table = CSVTable(columns: description.markerColumns.map(\.name))
    for (trial, outcome) in zip(trials, outcomes) {
      let steps = outcome.steps.compactMap { $0.map(Double.init) }
      var statistics = [("success", try Estimate.proportion(successes: steps.count, trials: trial.starts))]
      if steps.count >= 2 { statistics.append(("steps", try Estimate.mean(of: steps))) }
      for (name, estimate) in statistics {
        table.append([
          .text(trial.setting.base), .text(trial.setting.gaps.joined(separator: " ")),
          .number(trial.setting.commandNoise), .integer(trial.setting.commandDelay), .text(trial.expert.rawValue),
          .text(trial.knowledge.rawValue), .integer(trial.starts), .text(name), .number(estimate.value),
          .number(estimate.interval.lower), .number(estimate.interval.upper),
        ])
      }
    }
    return table
  }

  func published() throws -> CSVTable? { nil }

  func plot(_ settings: Settings) -> String {
    let names = ["planner": "planner: both at once", "human": "human-like: orientation first"]
    let looks = [("position_error", "position", "#2c3e80"), ("orientation_error", "orientation", "#c0392b")]
    let panels = Self.bases.flatMap { base in
      PushingExpert.allCases.map { expert in
        let curves = looks.flatMap { statistic, words, color in
          let chosen = "strcol(1) eq '\(base)' && strcol(2) eq '\(expert.rawValue)' && strcol(4) eq '\(statistic)'"
          return [
            "  'figure-fit.csv' using (\(chosen) ? $3 : NaN):6:7 skip 1 with filledcurves linecolor '\(color)' "
              + "fillstyle transparent solid 0.2 noborder notitle",
            "  'figure-fit.csv' using (\(chosen) ? $3 : NaN):5 skip 1 with lines linewidth 2 linecolor '\(color)' "
              + "title '\(words)'",
          ]
        }
        return "set title '\(base), \(names[expert.rawValue]!)'\nplot \\\n" + curves.joined(separator: ", \\\n")
      }
    }
    return """
      set datafile missing NaN
      set xlabel "share of the demonstration's time"
      set ylabel "normalised error"
      set xrange [0:1]
      set yrange [-0.05:1.1]
      set key top right samplen 2
      set grid linecolor "#eeeeee"
      set multiplot layout \(Self.bases.count),\(PushingExpert.allCases.count)
      \(panels.joined(separator: "\n"))
      unset multiplot
      """
  }
}
