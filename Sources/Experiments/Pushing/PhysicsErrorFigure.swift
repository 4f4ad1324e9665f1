import PlanarPushing
import Statistics
import Storage

/// How far the planner's plans go wrong in the target's physics, for each level of the centre-of-mass gap.
struct PhysicsErrorFigure: Figure {
  struct Settings: Codable, Equatable, Sendable {
    /// Of the centre-of-mass gap; 1 is the base source, whose plans err by friction and coasting alone.
    var levels: [Int]
    /// Of each level.
    var demonstrations: Int
    /// Control steps of a window.
    var steps: Int
    /// How far the block's centre must come for a window to count, metres.
    var leastMotion: Double
    var resamples: Int
    var seed: Int
  }

  let description = FigureDescription(
    id: "physics-error", paper: .empirical,
    title: "How far quasi-static plans go wrong in the target's physics",
    columns: [
      Column("level", "of the centre-of-mass gap in which the planner planned; 1 is the base source"),
      Column("t", "since the window's first state, which both share", unit: "s"),
      Column(
        "position_error",
        "mean distance of the block's nominal centre of gravity from the plan over all windows; a centimetre is "
          + "\(shortestDecimal(PushingWorld.pixelsPerMetre / 100)) px", unit: "cm"),
      Column("rotation_error", "mean angle from the plan", unit: "rad"),
      Column(
        "lower",
        "lower end of the position error's 95 % interval, bootstrap over demonstrations with all their windows",
        unit: "cm"),
      Column("upper", "upper end of that interval", unit: "cm"),
      Column("rotation_lower", "lower end of the rotation error's interval", unit: "rad"),
      Column("rotation_upper", "upper end of that interval", unit: "rad"),
      Column("windows", "windows of 2 s in which the planned block moves"),
    ],
    claims: [],
    costs: [.smoke: .init(minutes: 0.1), .standard: .init(minutes: 0.2), .paper: .init(minutes: 1)],
    pictureSize: (1000, 460))

  func settings(_ preset: Preset, seed: Int) -> Settings {
    let demonstrations =
      switch preset {
      case .smoke: 5
      case .standard: 50
      case .paper: 1000
      }
    return Settings(
      levels: Array(DomainGap.Family.centreOfMass.levels), demonstrations: demonstrations, steps: 20,
      leastMotion: 0.005, resamples: preset == .smoke ? 200 : 2000, seed: trainingSeeds(1, of: seed)[0])
  }

  func trials(_ settings: Settings) throws -> [PhysicsErrorTrial] {
    for (name, value, least) in [
      ("demonstrations", settings.demonstrations, 2), ("steps", settings.steps, 1),
      ("resamples", settings.resamples, 1), ("seed", settings.seed, 0),
    ] where value < least {
      throw UsageError("key '\(name)' is \(value); expected at least \(least)")
    }
    guard settings.leastMotion >= 0 else {
      throw UsageError("key 'leastMotion' is \(settings.leastMotion); expected at least 0")
    }
    return try settings.levels.map { level in
      let planned = PushingSetting(base: "source", gaps: ["centre-of-mass:\(level)"])
      _ = try planned.domain()
      return PhysicsErrorTrial(
        planned: planned, executed: PushingSetting(base: "target"), demonstrations: settings.demonstrations,
        steps: settings.steps, leastMotion: settings.leastMotion, seed: settings.seed)
    }
  }

  func reduce(
    _ settings: Settings, _ trials: [PhysicsErrorTrial], _ outcomes: [PhysicsErrorTrial.Outcome]
  ) throws -> FigureData {
    var table = CSVTable(columns: description.columns.map(\.name))
    for (level, outcome) in zip(settings.levels, outcomes) {
      let windows = outcome.windows.reduce(0, +)
      guard windows > 0 else { throw UsageError("at level \(level) the block never moves by 'leastMotion'") }
      for step in 0...settings.steps {
        func mean(_ sums: [[Double]], scale: Double) throws -> Estimate {
          try Estimate.bootstrap(
            count: sums.count, resamples: settings.resamples, interval: .percentile, seed: UInt64(settings.seed)
          ) { drawn in
            // A draw without any window has nothing to say; it is as rare as windows are common.
            let count = max(drawn.reduce(0) { $0 + outcome.windows[$1] }, 1)
            return scale * drawn.reduce(0) { $0 + sums[$1][step] } / Double(count)
          }
        }
        let position = try mean(outcome.position, scale: 100 / PushingWorld.pixelsPerMetre)
        let orientation = try mean(outcome.orientation, scale: 1)
        table.append([
          .integer(level), .number(Double(step) / 10), .number(position.value), .number(orientation.value),
          .number(position.interval.lower), .number(position.interval.upper), .number(orientation.interval.lower),
          .number(orientation.interval.upper), .integer(windows),
        ])
      }
    }
    return FigureData(figure: table, claims: [])
  }

  func published() throws -> CSVTable? { nil }

  func plot(_ settings: Settings) -> String {
    func panel(_ title: String, _ axis: String, columns: (value: Int, lower: Int, upper: Int)) -> String {
      let curves = settings.levels.enumerated().flatMap { place, level in
        let chosen = "($1 == \(level) ? $2 : NaN)"
        let color = Gnuplot.color(place)
        let shift = shortestDecimal(DomainGap.centreShifts[level - 1] * 100)
        return [
          "  'figure.csv' using \(chosen):\(columns.lower):\(columns.upper) skip 1 with filledcurves linecolor '\(color)' "
            + "fillstyle transparent solid 0.2 noborder notitle",
          "  'figure.csv' using \(chosen):\(columns.value) skip 1 with lines linewidth 2 linecolor '\(color)' "
            + "title 'level \(level): \(shift) cm'",
        ]
      }
      return "set title '\(title)'\nset ylabel '\(axis)'\nplot \\\n" + curves.joined(separator: ", \\\n")
    }
    return """
      set datafile missing NaN
      set xlabel "seconds since the window's first state"
      set xrange [0:\(shortestDecimal(Double(settings.steps) / 10))]
      set yrange [0:*]
      set key top left Left reverse samplen 2 title 'centre of gravity'
      set grid linecolor "#eeeeee"
      set multiplot layout 1,2
      \(panel("the block’s place beside the plan’s", "cm", columns: (3, 5, 6)))
      set key off
      \(panel("its angle beside the plan’s", "rad", columns: (4, 7, 8)))
      unset multiplot
      """
  }
}
