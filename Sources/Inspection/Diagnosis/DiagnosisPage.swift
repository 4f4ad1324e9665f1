import Alignment
import Diagnosis
import Experiments
import Foundation
import Statistics
import Storage

/// diagnosis.html: one page that needs nothing beside it, no network and no script.
struct DiagnosisPage {
  let report: DiagnosisReport

  /// Rows of a table and checkpoints of a drawing, at most; the CSV files have all.
  static let mostRows = 500

  init(_ report: DiagnosisReport) { self.report = report }

  var diagnosis: Diagnosis { report.diagnosis }

  /// The whole file.
  var text: String {
    "<!DOCTYPE html>\n"
      + tag(
        "html", ["lang": "en"],
        tag(
          "head", [:],
          tag("meta", ["charset": "utf-8"]),
          tag("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
          tag("meta", ["name": "color-scheme", "content": "light dark"]),
          tag("title", [:], .text(title)),
          .style(PageStyle.text)),
        tag("body", [:], header, tag("main", [:], sections), footer)
      ).written + "\n"
  }

  private var title: String {
    "Diagnosis: \(diagnosis.policy?.regime.title ?? "no layers")"
  }

  private var sections: [Markup] {
    [advice, map, layers, profile, comparison, course, reweighting, measures, methods, limits].compactMap { $0 }
  }

  // MARK: Top

  private var header: Markup {
    var parts = [tag("h1", [:], "CotrainLens diagnosis of a co-trained policy")]
    if let policy = diagnosis.policy {
      parts.append(
        tag(
          "div", ["class": "verdict \(policy.regime.style)"],
          tag("p", ["class": "regime"], .text(policy.regime.title)),
          tag("p", [:], .text(sentence(policy.regime.meaning) + ".")),
          tag(
            "p", ["class": "faint"], "The last layer, ", name(policy.layer), " speaks for the policy; ",
            .text("\(policy.layersInWords)."))))
    }
    if report.isPartial {
      parts.append(tag("p", [:], tag("strong", [:], "Interrupted: what had been finished is shown.")))
    }
    return tag("header", [:], parts)
  }

  private var advice: Markup {
    section(
      "Advice",
      diagnosis.advice.map { advice in
        tag(
          "div", ["class": "advice"],
          tag("h3", [:], .text(advice.statement)),
          list(advice.reasons),
          tag("p", ["class": "faint"], .text("What could make this wrong: \(advice.uncertainty)")))
      })
  }

  private var map: Markup {
    let rules = diagnosis.rules
    var caption = """
      One point a layer, numbered in the order of depth and joined by a thin line, with 95 % intervals over episodes. \
      Dashed: the rules' thresholds, discernibility \(shortNumber(rules.discernible)) and separation \
      \(shortNumber(rules.disjoint)); only the last layer is called disjoint, and layers before half of the depth are not \
      decided. Discernibility is the area under the ROC curve of the better of two probes after \
      rows were blurred by \(shortNumber(rules.resolution)) within-domain deviations.
      """
    if report.other != nil {
      caption += " A line leads from each layer to the same layer of the other checkpoint (ring)."
    }
    return section(
      "Regime map",
      [
        tag(
          "figure", ["class": "wide"],
          RegimeMapDrawing(diagnosis: diagnosis, other: report.other?.diagnosis).markup,
          tag("figcaption", [:], [tag("p", [:], .text(caption))] + legend))
      ])
  }

  /// The numbers on the map, where there is room for them.
  private var legend: [Markup] {
    guard diagnosis.layers.count <= 16 else { return [] }
    return [
      tag(
        "ol", [:],
        diagnosis.layers.map { tag("li", ["class": $0.verdict.regime.style], name($0.name)) })
    ]
  }

  // MARK: Layers

  private var layers: Markup {
    var table = PageTable(
      """
      Values with 95 % intervals over episodes, and floors: the same between halves of real and of sim. Samples are \
      real + sim.
      """,
      columns: [
        "Layer", "Regime", "Separation", "Discernibility, linear", "Discernibility, network", "Neighbour mixing",
        "Sample",
      ])
    for (index, layer) in diagnosis.layers.prefix(Self.mostRows).enumerated() {
      table.append(
        [
          tag("span", [:], "\(index + 1) ", name(layer.name)), chip(layer.verdict.regime),
        ]
          + [Coordinate.separation, .discernibility, .networkDiscernibility, .mixing].map { cell(layer[$0]) } + [
            tag("span", [:], Self.sample(layer).map { tag("span", ["class": "interval"], .text($0)) })
          ])
    }
    var parts = [table.markup] + cut(diagnosis.layers.count)
    let reasons = diagnosis.layers.prefix(Self.mostRows).filter { !$0.verdict.reasons.isEmpty || $0.status != "ok" }
    if !reasons.isEmpty {
      parts.append(
        tag(
          "details", [:],
          [tag("summary", [:], "Why each layer has its regime")]
            + reasons.flatMap { layer in
              [
                tag("h3", [:], name(layer.name), ": ", .text(layer.verdict.regime.title)),
                list(layer.verdict.reasons + (layer.status == "ok" ? [] : [layer.status])),
              ]
            }))
    }
    return section("Layers", parts)
  }

  private static func sample(_ layer: LayerDiagnosis) -> [String] {
    let rows = "\(layer.realRows) + \(layer.simRows) rows"
    guard let real = layer.realEpisodes, let sim = layer.simEpisodes else { return [rows, "episodes not known"] }
    return [rows, "\(real) + \(sim) episodes"]
  }

  private var profile: Markup {
    let sentences =
      DepthProfile(diagnosis)?.sentences
      ?? ["A profile of halves of the depth needs at least \(DepthProfile.fewestLayers) layers."]
    return section(
      "Along the network's depth",
      [
        tag("div", ["class": "panels"], CourseDrawing.depth(of: diagnosis).map(\.markup)),
        tag(
          "p", ["class": "faint"],
          """
          Left: how much farther the nearest row of the other domain is than the nearest of one's own, 1 as if shuffled. \
          Bands: 95 % intervals. Dotted: floors. Dashed: thresholds.
          """),
        list(sentences),
      ])
  }

  // MARK: Bottom

  private var measures: Markup {
    var distances = PageTable(
      "Alignment measures. In floors: the value in units of the same measure between halves of one domain, minus 1.",
      columns: ["Layer", "Measure", "Value", "In floors", "Note"])
    let rows = diagnosis.layers.flatMap(\.alignment)
    for row in rows.prefix(Self.mostRows) {
      distances.append([
        name(row.layer), .text(row.measure), cell(row.value, row.interval), .text(shortNumber(row.normalized)),
        .text(row.status),
      ])
    }
    var probes = PageTable(
      "Probes without blur.", columns: ["Layer", "Probe", "Statistic", "Value", "Note"])
    let probeRows = diagnosis.layers.flatMap(\.probes)
    for row in probeRows.prefix(Self.mostRows) {
      let interval = row.lower.flatMap { lower in row.upper.map { Interval(lower: lower, upper: $0) } }
      probes.append([
        name(row.layer), .text(row.probe), .text(row.statistic.rawValue.replacingOccurrences(of: "_", with: " ")),
        cell(row.value, interval), .text(row.status),
      ])
    }
    return section(
      "The numbers beside",
      [
        tag("details", [:], [tag("summary", [:], "Alignment measures"), distances.markup] + cut(rows.count)),
        tag("details", [:], [tag("summary", [:], "Probes"), probes.markup] + cut(probeRows.count)),
      ])
  }

  private var methods: Markup {
    let rules = diagnosis.rules
    let files = report.inputs.map { input in
      var text = "\(input.domain): \(input.path), \(input.rowsRead) of \(input.rows) rows"
      if let episodes = input.episodes { text += ", \(input.episodesRead ?? episodes) of \(episodes) episodes" }
      return text
    }
    let step = report.step.map { ["rows of step \(shortestDecimal($0)) only"] } ?? []
    let estimators = diagnosis.layers.first.map { layer in
      Coordinate.allCases.map { "\($0.name): \(layer[$0].estimator)" }
    }
    return section(
      "Methods",
      [
        list(
          files + step + report.notes + (estimators ?? []) + diagnosis.methods + [
            "thresholds: discernibility \(shortNumber(rules.discernible)) at ρ = \(shortNumber(rules.resolution)), "
              + "separation \(shortNumber(rules.disjoint)); a layer is decided where whole intervals lie on one side",
            "splits into halves: \(report.resamples); seed: \(diagnosis.seed)",
          ])
      ])
  }

  private var limits: Markup { section("What these numbers cannot tell", [list(report.limits)]) }

  private var footer: Markup {
    tag(
      "footer", [:],
      tag(
        "p", [:],
        .text(
          "CotrainLens \(packageVersion). Regimes after A Mechanistic Analysis of Sim-and-Real Co-Training in Generative "
            + "Robot Policies (arXiv 2604.13645). All numbers: diagnosis.csv, measures.csv, probes.csv, diagnosis.json."
        )))
  }
}
