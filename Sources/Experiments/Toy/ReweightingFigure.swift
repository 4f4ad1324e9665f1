import Foundation
import Statistics
import Storage
import ToyModel

/// The trained toy network beside the closed form at every noise level: where it follows the optimum on its data, and
/// where it does something else.
struct ReweightingFigure: Figure {
  struct Settings: Codable, Equatable, Sendable {
    var grid: ToyGrid
    /// Places on the target plane that are asked.
    var queries: Int
    /// Of those, how many stand in figure.csv one by one.
    var keptQueries: Int
    /// Flow times: 0 is noise, 1 is data.
    var times: [Double]
    /// In degrees.
    var minimumAngle: Double
    var setting: ToySetting
  }

  static let m9 = Claim(
    id: "M9", statement: "the trained network weighs the domains as the closed form says",
    statistic:
      "each w, mean over Δz: Spearman over noise levels and queries of implied and closed-form domain mass, minus "
      + "that of the prior mass; where the domains' velocities differ by more than 10°",
    side: .above(0), published: nil)

  let description = FigureDescription(
    id: "reweighting", paper: .mechanistic,
    title: "Toy model: the trained network beside the closed form at every noise level",
    columns: [
      Column(
        "model",
        "network; closed-form (kernel-weighted optimum on the same samples); or prior (its mixing ratio and "
          + "latents alone, before the noisy answer is looked at)", unit: nil),
      Column("w", "mixing ratio, share of target data"),
      Column("dz", "Δz, distance of the two domains' planes"),
      Column("seed", "training seed", unit: nil),
      Column("t", "flow time, 0 noise to 1 data; empty for the prior"),
      Column("query", "number of the test input on the target plane, whose answer is corrupted", unit: nil),
      Column("domain", "target or source", unit: nil),
      Column(
        "mass",
        "share of the denoising that comes from the domain's demonstrations; of the network by regression on what "
          + "the domains alone would answer, empty where those differ by no more than 10°"),
      Column("ess", "effective number of demonstrations behind the closed form's answer"),
      Column("agreement", "cosine of the network's velocity with the closed form's"),
      Column("relative_error", "length of the difference of the two velocities ÷ length of the closed form's"),
    ],
    fitColumns: [
      Column("w", "mixing ratio, share of target data"),
      Column("dz", "Δz, distance of the two domains' planes; empty for the mean over Δz"),
      Column("t", "flow time; empty for statistics over all of them"),
      Column(
        "support", "inside or outside: queries where the target was demonstrated, or beyond; empty for all", unit: nil),
      Column(
        "statistic",
        "means over queries: cosine, relative_error, ess; implied_share of queries with an implied mass, over which "
          + "implied_mass and closed_form_mass are means; network_error, closed_form_error: distance of the denoised "
          + "answer from the target's. Over all: spearman_closed_form, spearman_prior of the implied mass, and difference",
        unit: nil),
      Column("value", "mean over seeds"),
      Column("lower", "lower end of the 95 % t interval over seeds; empty below two seeds"),
      Column("upper", "upper end of the interval"),
    ],
    claims: [m9], costs: ToyCosts.reweighting, pictureSize: (1500, 1500))

  func settings(_ preset: Preset, seed: Int) -> Settings {
    var settings = Settings(
      grid: ToyGrid(
        models: [.network], dz: [0.01, 0.5, 1, 3, 20], w: [0.01, 0.05, 0.1, 0.3, 0.5, 0.9],
        seeds: trainingSeeds(preset == .paper ? 20 : 5, of: seed)),
      queries: 400, keptQueries: 4, times: [0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.95], minimumAngle: 10,
      setting: ToySetting())
    if preset == .standard { settings.grid.dz = [0.01, 0.5, 1] }
    if preset == .smoke {
      settings.grid.dz = [0.01, 1]
      settings.grid.w = [0.1, 0.5]
      settings.grid.seeds = trainingSeeds(2, of: seed)
      settings.queries = 200
      settings.setting.steps = 2000
    }
    return settings
  }

  func trials(_ settings: Settings) throws -> [ToyReweightingTrial] {
    guard (1...settings.setting.testCount).contains(settings.queries) else {
      throw UsageError("key 'queries' is \(settings.queries); expected 1 to testCount, \(settings.setting.testCount)")
    }
    guard settings.keptQueries >= 0 else { throw UsageError("key 'keptQueries' is negative") }
    guard !settings.times.isEmpty, settings.times.allSatisfy({ $0 >= 0 && $0 < 1 }) else {
      throw UsageError("key 'times': expected flow times from 0 to below 1; at 1 there is no noise")
    }
    guard (0...180).contains(settings.minimumAngle) else {
      throw UsageError("key 'minimumAngle' is \(settings.minimumAngle); expected degrees from 0 to 180")
    }
    guard !settings.setting.normalized else {
      throw UsageError("key 'normalized' is true; network and closed form are compared in the data's own units")
    }
    guard settings.grid.models == [.network] else {
      throw UsageError("key 'models': this figure trains networks; the closed form stands beside each")
    }
    guard settings.grid.w.allSatisfy({ $0 > 0 && $0 < 1 }) else {
      throw UsageError("key 'w': with one domain alone there is nothing to weigh; expected ratios between 0 and 1")
    }
    return try settings.grid.trials(settings.setting).map {
      ToyReweightingTrial(
        configuration: $0.configuration, queries: settings.queries, times: settings.times,
        minimumAngle: settings.minimumAngle, keptQueries: settings.keptQueries)
    }
  }

  func reduce(
    _ settings: Settings, _ trials: [ToyReweightingTrial], _ outcomes: [ToyReweightingTrial.Outcome]
  ) throws -> FigureData {
    var table = CSVTable(columns: description.columns.map(\.name))
    for (trial, outcome) in zip(trials, outcomes) {
      let c = trial.configuration
      func append(
        _ model: String, _ time: Double?, _ query: Int, _ mass: Double?, ess: Double? = nil, cosine: Double? = nil,
        error: Double? = nil
      ) {
        for (domain, share) in [("target", mass), ("source", mass.map { 1 - $0 })] {
          table.append([
            .text(model), .number(c.w), .number(c.dz), .integer(Int(c.seeds.data)), CSVValue(time), .integer(query),
            .text(domain), CSVValue(share), CSVValue(ess), CSVValue(cosine), CSVValue(error),
          ])
        }
      }
      for (query, mass) in outcome.priorMass.enumerated() { append("prior", nil, query, mass) }
      for row in outcome.rows {
        append("closed-form", row.time, row.query, row.mass, ess: row.effectiveSampleSize)
        append("network", row.time, row.query, row.impliedMass, cosine: row.cosine, error: row.relativeError)
      }
    }
    let summary = ReweightingSeeds(trials, outcomes)
    return FigureData(figure: table, fit: try summary.table(description.fitColumns), claims: [try judge(summary)])
  }

  /// Every w alone must clear, at the Δz where every seed has something to rank.
  private func judge(_ summary: ReweightingSeeds) throws -> JudgedClaim {
    guard summary.seeds.count >= 2 else {
      return Self.m9.undecidable(because: "an interval over seeds needs at least two seeds")
    }
    let parts = try summary.w.compactMap { w in
      try summary.differences(w: w).map { (name: "w = \(shortestDecimal(w))", estimate: try Estimate.mean(of: $0)) }
    }
    guard parts.count == summary.w.count, !parts.isEmpty else {
      return Self.m9.undecidable(because: "at some w one domain has all the mass at every Δz; add Δz below 3")
    }
    return Self.m9.judged(parts: parts, seeds: summary.seeds.count)
  }

  func published() throws -> CSVTable? { nil }

  func plot(_ settings: Settings) -> String {
    let ratios = settings.grid.w.sorted()
    func color(_ index: Int) -> String {
      "linecolor palette frac \(shortestDecimal(Double(index) / Double(max(ratios.count - 1, 1))))"
    }
    /// One line or row of marks for every w: a statistic over t.
    func curves(_ dz: Double, _ statistic: String, _ support: String, style: String, titled: Bool = false) -> [String] {
      ratios.enumerated().map { index, w in
        let chosen =
          "strcol(5) eq \"\(statistic)\" && strcol(4) eq \"\(support)\" && $2 == \(shortestDecimal(dz)) && $1 == "
          + shortestDecimal(w)
        let title = titled ? "title \"w = \(shortestDecimal(w))\"" : "notitle"
        return "  \"figure-fit.csv\" using 3:(\(chosen) ? $6 : NaN) skip 1 with \(style) \(color(index)) \(title)"
      }
    }
    let line = "lines linewidth 1.5"
    let marks = "points pointtype 7 pointsize 0.45"
    let panels = settings.grid.dz.enumerated().flatMap { index, dz -> [String] in
      func panel(_ title: String, _ range: String, _ lines: [String]) -> String {
        "set title \"\(index == 0 ? title + "\\n" : "")Δz = \(shortestDecimal(dz))\"\nset yrange [\(range)]\nplot \\\n"
          + lines.joined(separator: ", \\\n")
      }
      return [
        panel(
          "target's mass, in support", "-0.3:1.3",
          curves(dz, "closed_form_mass", "inside", style: line)
            + curves(dz, "implied_mass", "inside", style: marks, titled: index == 0)),
        panel("cosine of velocities, in support", "0:1.02", curves(dz, "cosine", "inside", style: line)),
        panel(
          "distance to the target's answer, in support", "0:5",
          curves(dz, "closed_form_error", "inside", style: line)
            + curves(dz, "network_error", "inside", style: marks)),
        panel(
          "the same beyond the support", "0:12",
          curves(dz, "closed_form_error", "outside", style: line)
            + curves(dz, "network_error", "outside", style: marks)),
      ]
    }
    return """
      # Lines: the closed form. Marks: the trained network. Colours: the mixing ratio.
      set datafile missing NaN
      set palette defined (0 "#440154", 0.5 "#21908d", 1 "#fde725")
      unset colorbox
      set xrange [0:1]
      set xtics 0.25
      set xlabel "flow time" offset 0,0.7
      set grid linecolor "#eeeeee"
      set key top left font ",9" samplen 1
      set multiplot layout \(settings.grid.dz.count),4 title "lines: closed form, points: network" font ",12"
      \(panels.joined(separator: "\n"))
      unset multiplot
      """
  }
}
