import Foundation
import Reweighting
import Storage

/// How much a target demonstration counts beside an equally close source demonstration, over the mixing ratio and for
/// several sizes of the domains: a closed form, and the study's markers on it.
struct ScalingFactorsFigure: Figure {
  struct Settings: Codable, Equatable, Sendable {
    /// N, one curve each.
    var real: [Int]
    /// M
    var sim: Int
    /// Mixing ratios of a curve, from 0 to 1.
    var points: Int
    /// q of the guideline.
    var scalingFactor: Double
  }

  /// The curve and the markers of one pair of sizes.
  struct Curve: Trial {
    static let kind = "scaling-factors"
    static let version = 1
    var real: Int
    var sim: Int
    var points: Int
    var scalingFactor: Double
    var label: String { "N=\(real) M=\(sim)" }

    struct Outcome: Codable, Sendable {
      struct Point: Codable, Sendable {
        let w: Double
        let real: Double
      }
      struct Marker: Codable, Sendable {
        let kind: String
        let at: Point
      }
      let curve: [Point]
      let markers: [Marker]
    }

    func run(_ progress: TrialProgress) throws -> Outcome {
      func point(_ w: Double) throws -> Outcome.Point {
        let reading = try MixtureReading(target: real, source: sim, samplingProbability: w)
        return Outcome.Point(w: w, real: reading.targetScalingFactor)
      }
      let guideline = try MixingRatioGuideline(target: real, source: sim, scalingFactor: scalingFactor)
      return Outcome(
        curve: try (0..<points).map { try point(Double($0) / Double(points - 1)) },
        markers: [
          .init(kind: "natural", at: try point(guideline.naturalRatio)),
          .init(kind: "crossing", at: try point(guideline.crossingRatio)),
          .init(kind: "guideline", at: try point(guideline.upper)),
        ])
    }
  }

  static let claim = Claim(
    id: "M7", statement: "the closed form", statistic: "largest difference from the published markers, in w and in g",
    side: .below(1e-4), published: Claim.Published("14 markers", from: markersTable))

  let description = FigureDescription(
    id: "scaling-factors", paper: .mechanistic,
    title: "How much a real demonstration counts beside an equally close simulated one",
    columns: [
      Column("n_over_m", "N/M, real demonstrations over simulated ones"),
      Column("w", "mixing ratio, share of real samples"),
      Column("g_real", "(w/N) / (w/N + (1 − w)/M)"),
      Column("g_sim", "1 − g_real"),
    ],
    markerColumns: [
      Column("n_over_m", "N/M"),
      Column(
        "kind",
        "natural: w = N/(N + M), where g_real = ½; crossing: √N/(√N + √M), where g_real = 1 − w; guideline: the upper end "
          + "of the study's range, √(N/M) or at q = .8, capped at ½", unit: nil),
      Column("w", "the marked mixing ratio"),
      Column("g_real", "g_real there"),
    ],
    claims: [claim],
    costs: Dictionary(uniqueKeysWithValues: Preset.allCases.map { ($0, .init(minutes: 0, halfWidths: ["M7": "0"])) }),
    pictureSize: (1200, 560))

  func settings(_ preset: Preset, seed: Int) -> Settings {
    // A closed form costs nothing: every preset is the whole figure.
    Settings(real: [1, 5, 10, 30, 50, 70, 90], sim: 100, points: 201, scalingFactor: 0.8)
  }

  func trials(_ settings: Settings) throws -> [Curve] {
    guard settings.points >= 2 else { throw UsageError("key 'points' is \(settings.points); a curve has at least 2") }
    guard settings.scalingFactor > 0, settings.scalingFactor < 1 else {
      throw UsageError("key 'scalingFactor' is \(settings.scalingFactor); expected a number between 0 and 1")
    }
    guard !settings.real.isEmpty else { throw UsageError("key 'real' is empty; give at least one value") }
    for count in settings.real + [settings.sim] where count < 1 {
      throw UsageError("keys 'real' and 'sim': \(count) given; a number of demonstrations is at least 1")
    }
    return settings.real.map {
      Curve(real: $0, sim: settings.sim, points: settings.points, scalingFactor: settings.scalingFactor)
    }
  }

  func reduce(_ settings: Settings, _ trials: [Curve], _ outcomes: [Curve.Outcome]) throws -> FigureData {
    var table = CSVTable(columns: description.columns.map(\.name))
    var markers = CSVTable(columns: description.markerColumns.map(\.name))
    var marked: [[String]: Curve.Outcome.Point] = [:]
    for (trial, outcome) in zip(trials, outcomes) {
      let ratio = Double(trial.real) / Double(trial.sim)
      for point in outcome.curve {
        table.append([.number(ratio), .number(point.w), .number(point.real), .number(1 - point.real)])
      }
      for marker in outcome.markers {
        markers.append([.number(ratio), .text(marker.kind), .number(marker.at.w), .number(marker.at.real)])
        marked[[shortestDecimal(ratio), marker.kind]] = marker.at
      }
    }
    return FigureData(figure: table, markers: markers, claims: [try judge(marked)])
  }

  private func judge(_ marked: [[String]: Curve.Outcome.Point]) throws -> JudgedClaim {
    var largest = (w: 0.0, g: 0.0)
    for row in try PublishedTable(Self.markersTable).rows {
      let (ratio, kind) = (try row.value("n_over_m")!, try row.text("kind"))
      guard let found = marked[[shortestDecimal(ratio), kind]] else {
        return Self.claim.undecidable(because: "no curve of N/M = \(shortestDecimal(ratio)), which is published")
      }
      largest.w = max(largest.w, abs(found.w - (try row.value("w")!)))
      largest.g = max(largest.g, abs(found.real - (try row.value("g_real")!)))
    }
    return Self.claim.judged(
      exactly: max(largest.w, largest.g),
      companions: [.init("in w", largest.w), .init("in g", largest.g)])
  }

  private static let markersTable = "scaling_factors_markers"
  let publishedTables = [markersTable]

  func published() throws -> CSVTable? {
    var table = CSVTable(columns: description.columns.map(\.name))
    // The markers; the curves between them were not read off.
    for row in try PublishedTable(Self.markersTable).rows {
      table.append([
        CSVValue(try row.value("n_over_m")), CSVValue(try row.value("w")), CSVValue(try row.value("g_real")), .missing,
      ])
    }
    return table
  }

  func plot(_ settings: Settings) -> String {
    let ratios = settings.real.map { Double($0) / Double(settings.sim) }
    func panel(_ column: Int, sign: String, markers: Bool) -> String {
      var lines = ratios.enumerated().map { index, ratio in
        "  \"figure.csv\" using ($1 == \(shortestDecimal(ratio)) ? $2 : NaN):\(column) skip 1 with lines linewidth 2 "
          + "linecolor palette frac \(shortestDecimal(Double(index) / Double(max(ratios.count - 1, 1)))) "
          + (markers ? "title \"N/M = \(shortestDecimal(ratio))\"" : "notitle")
      }
      for (kind, shape, name) in [
        ("natural", 5, "natural ratio, g = ½"), ("crossing", 7, "crossing, g = 1 − w"),
        ("guideline", 9, "guideline's upper end"),
      ] {
        lines.append(
          "  \"figure-markers.csv\" using (strcol(2) eq \"\(kind)\" ? $3 : NaN):(\(sign)) skip 1 with points pointtype "
            + "\(shape) pointsize 0.9 linecolor \"#222222\" \(markers ? "notitle" : "title \"\(name)\"")")
      }
      if markers {
        lines.append(
          "  \"published.csv\" using 2:3 skip 1 with points pointtype 6 pointsize 1.6 linecolor \"#c0392b\" title "
            + "\"published markers\"")
        lines.append("  1 - x with lines dashtype 3 linecolor \"#999999\" notitle")
      } else {
        lines.append("  x with lines dashtype 3 linecolor \"#999999\" notitle")
      }
      return "plot [0:1] [0:1] \\\n" + lines.joined(separator: ", \\\n")
    }
    return """
      set datafile missing NaN
      set palette defined (0 "#2c3e80", 0.5 "#16a085", 1 "#f1c40f")
      unset colorbox
      set multiplot layout 1,2
      set xlabel "mixing ratio w"
      set grid linecolor "#eeeeee"
      set key bottom right
      set ylabel "g of a real demonstration"
      \(panel(3, sign: "$4", markers: true))
      set key top right
      set ylabel "g of a simulated demonstration"
      \(panel(4, sign: "1 - $4", markers: false))
      unset multiplot
      """
  }
}
