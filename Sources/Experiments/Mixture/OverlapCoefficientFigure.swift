import Foundation
import Reweighting
import Statistics
import Storage
import ToyModel

/// How fast the actions of two demonstrations become indistinguishable as noise is added: real with simulated and real with
/// real, estimated from pairs at matching states.
struct OverlapCoefficientFigure: Figure {
  struct Settings: Codable, Equatable, Sendable {
    /// Real demonstrations, one pair of curves each: the toy's own number, and a denser control.
    var real: [Int]
    var seeds: [Int]
    /// Of the distances at which real states find a match among real states.
    var quantile: Double
    /// Shares of noise from 0 to 1.
    var points: Int
    var setting: ToySetting
  }

  static let claim = Claim(
    id: "M8", statement: "actions overlap at lower noise within real than between real and sim",
    statistic:
      "noise level at which the estimated coefficient is ½, the toy's demonstrations at matching states (u, v): "
      + "real–sim minus real–real",
    side: .above(0), published: Claim.Published("0.918 − 0.809", from: fits))

  let description = FigureDescription(
    id: "overlap-coefficient", paper: .mechanistic,
    title: "Overlap of demonstrated actions under noise, real with simulated and real with real",
    columns: [
      Column(
        "source",
        "toy N=n: estimated from the toy's demonstrations, n of them real, pairs at matching states (u, v); published: the "
          + "study's curve", unit: nil),
      Column("pair", "real-sim or real-real", unit: nil),
      Column("x", "share of noise on the straight path, 0 data, 1 noise"),
      Column("bhattacharyya", "mean over pairs of exp(−((1 − x)/x)² ‖a − b‖²/8), mean over seeds"),
      Column("lower", "lower end of the 95 % t interval over seeds"),
      Column("upper", "upper end of the interval"),
    ],
    fitColumns: [
      Column("source", "as in figure.csv", unit: nil),
      Column("pair", "real-sim, real-real, or their difference", unit: nil),
      Column(
        "statistic",
        "noise_at_half: x at which the coefficient is ½; action_distance: root mean square of ‖a − b‖; pairs: kept a seed",
        unit: nil),
      Column("value", "mean over seeds"),
      Column("lower", "lower end of the 95 % t interval over seeds"),
      Column("upper", "upper end of the interval"),
    ],
    claims: [claim],
    costs: Dictionary(
      uniqueKeysWithValues: Preset.allCases.map { ($0, .init(minutes: 0.1, halfWidths: ["M8": "0.03"])) }),
    pictureSize: (1000, 700))

  func settings(_ preset: Preset, seed: Int) -> Settings {
    // No network is trained, so that every preset is the whole figure.
    let setting = ToySetting()
    return Settings(
      real: [setting.targetCount, setting.sourceCount], seeds: trainingSeeds(20, of: seed), quantile: 0.5, points: 101,
      setting: setting)
  }

  func trials(_ settings: Settings) throws -> [ToyOverlapTrial] {
    guard settings.points >= 2 else { throw UsageError("key 'points' is \(settings.points); a curve has at least 2") }
    guard (0...1).contains(settings.quantile) else {
      throw UsageError("key 'quantile' is \(settings.quantile); expected a number from 0 to 1")
    }
    for (name, values) in [("real", settings.real), ("seeds", settings.seeds)] where values.isEmpty {
      throw UsageError("key '\(name)' is empty; give at least one value")
    }
    for count in settings.real where count < 2 {
      throw UsageError("key 'real': \(count) given; a pair of real demonstrations takes at least 2")
    }
    for seed in settings.seeds where seed < 0 { throw UsageError("key 'seeds': a seed is not negative") }
    let noise = (0..<settings.points).map { Double($0) / Double(settings.points - 1) }
    return settings.real.flatMap { count in
      settings.seeds.map {
        ToyOverlapTrial(
          targetCount: count, setting: settings.setting, seed: $0, quantile: settings.quantile, noise: noise)
      }
    }
  }

  func reduce(
    _ settings: Settings, _ trials: [ToyOverlapTrial], _ outcomes: [ToyOverlapTrial.Outcome]
  ) throws -> FigureData {
    var table = CSVTable(columns: description.columns.map(\.name))
    var fit = CSVTable(columns: description.fitColumns.map(\.name))
    for count in settings.real {
      let source = CSVValue.text("toy N=\(count)")
      let found = zip(trials, outcomes).filter { $0.0.targetCount == count }.map(\.1)
      let pairs: [(ActionGap.Pair, KeyPath<ToyOverlapTrial.Outcome, ToyOverlapTrial.Outcome.Pairs>)] = [
        (.acrossDomains, \.realSim), (.withinTarget, \.realReal),
      ]
      for (pair, path) in pairs {
        for (place, x) in trials[0].noise.enumerated() {
          table.append(
            [source, .text(pair.rawValue), .number(x)] + Self.cells(found.map { $0[keyPath: path].coefficients[place] })
          )
        }
        for (statistic, values) in [
          ("noise_at_half", found.map { $0[keyPath: path].noiseAtHalf }),
          ("action_distance", found.map { $0[keyPath: path].rootMeanSquareDistance }),
          ("pairs", found.map { Double($0[keyPath: path].count) }),
        ] {
          fit.append([source, .text(pair.rawValue), .text(statistic)] + Self.cells(values))
        }
      }
      fit.append([source, "difference", "noise_at_half"] + Self.cells(Self.differences(found)))
    }
    return FigureData(figure: table, fit: fit, claims: [try judge(settings, trials, outcomes)])
  }

  /// Value and interval; the value alone with one seed.
  private static func cells(_ values: [Double]) -> [CSVValue] {
    guard let estimate = try? Estimate.mean(of: values) else { return [CSVValue(values.first), .missing, .missing] }
    return [.number(estimate.value), .number(estimate.interval.lower), .number(estimate.interval.upper)]
  }

  private static func differences(_ outcomes: [ToyOverlapTrial.Outcome]) -> [Double] {
    outcomes.map { $0.realSim.noiseAtHalf - $0.realReal.noiseAtHalf }
  }

  /// On the toy's own number of real demonstrations; the other numbers stand beside.
  private func judge(
    _ settings: Settings, _ trials: [ToyOverlapTrial], _ outcomes: [ToyOverlapTrial.Outcome]
  ) throws -> JudgedClaim {
    guard settings.seeds.count >= 2 else {
      return Self.claim.undecidable(because: "an interval over seeds needs at least two seeds")
    }
    let estimates = try settings.real.map { count in
      try Estimate.mean(
        of: Self.differences(zip(trials, outcomes).filter { $0.0.targetCount == count }.map(\.1)))
    }
    guard let own = settings.real.firstIndex(of: settings.setting.targetCount) else {
      return Self.claim.undecidable(because: "key 'real' lacks the setting's own \(settings.setting.targetCount)")
    }
    return Self.claim.judged(
      estimates[own], seeds: settings.seeds.count,
      companions: zip(settings.real, estimates).filter { $0.0 != settings.real[own] }
        .map { .init("with \($0) real demonstrations", $1) })
  }

  private static let fits = "overlap_coefficient_fits"
  let publishedTables = [fits]

  /// The study's curves at the points where it drew them: exp(−((1 − x)/x)² d²/8) with the distances d read off them.
  func published() throws -> CSVTable? {
    var table = CSVTable(columns: description.columns.map(\.name))
    for row in try PublishedTable(Self.fits).rows {
      let squared = try row.value("squared_distance")!
      for place in 0..<100 {
        let x = Double(place) / 99
        let value = try Bhattacharyya.ofNoisyActions(
          squaredDistance: squared, signalToNoise: NoiseShare.signalToNoise(at: x))
        table.append(["published", .text(try row.text("pair")), .number(x), .number(value), .missing, .missing])
      }
    }
    return table
  }

  func plot(_ settings: Settings) -> String {
    let colors = ["real-sim": "#c0392b", "real-real": "#2c3e80"]
    var lines: [String] = []
    for pair in ["real-sim", "real-real"] {
      lines.append(
        "  \"published.csv\" using (strcol(2) eq \"\(pair)\" ? $3 : NaN):4 skip 1 with lines dashtype 2 linewidth 1.5 "
          + "linecolor \"\(colors[pair]!)\" title \"\(pair), published\"")
      for (index, count) in settings.real.enumerated() {
        let own = "strcol(1) eq \"toy N=\(count)\" && strcol(2) eq \"\(pair)\""
        lines.append(
          "  \"figure.csv\" using (\(own) ? $3 : NaN):5:6 skip 1 with filledcurves fillstyle transparent solid 0.2 "
            + "noborder linecolor \"\(colors[pair]!)\" notitle")
        lines.append(
          "  \"figure.csv\" using (\(own) ? $3 : NaN):4 skip 1 with lines linewidth \(index == 0 ? 2.5 : 1) linecolor "
            + "\"\(colors[pair]!)\" title \"\(pair), toy, \(count) real demonstrations\"")
      }
    }
    lines.append("  0.5 with lines dashtype 3 linecolor \"#999999\" notitle")
    return """
      set datafile missing NaN
      set xlabel "share of noise x (0 data, 1 noise)"
      set ylabel "Bhattacharyya coefficient of the actions"
      set xrange [0:1]
      set yrange [0:1.02]
      set grid linecolor "#eeeeee"
      set key below maxrows 3
      plot \\
      \(lines.joined(separator: ", \\\n"))
      """
  }
}
