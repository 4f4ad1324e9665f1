import Diagnosis
import Reweighting

// What stands beside the verdict: another checkpoint, a course, reweighting.
extension DiagnosisPage {
  var comparison: Markup? {
    guard let other = report.other else { return nil }
    let comparison = other.comparison
    var table = PageTable(
      "The other checkpoint minus this one, with 95 % intervals"
        + (comparison.whyUnpaired == nil
          ? ", paired: both sides on the same halves of the same episodes." : ", not paired."),
      columns: ["Layer", "Regime here", "Regime there"] + Coordinate.allCases.map { sentence($0.name) })
    for layer in comparison.layers.prefix(Self.mostRows) {
      table.append(
        [name(layer.name), chip(layer.base.verdict.regime), chip(layer.other.verdict.regime)]
          + layer.differences.map { cell($0.contrast.value, $0.contrast.interval) })
    }
    var notes = comparison.sentences
    if let why = comparison.whyUnpaired { notes.append("Intervals are not paired: \(why).") }
    for (names, side) in [(comparison.onlyInBase, "here"), (comparison.onlyInOther, "there")] where !names.isEmpty {
      notes.append("Layers only \(side): \(names.prefix(20).joined(separator: ", ")).")
    }
    return section(
      "Beside the other checkpoint",
      [
        tag("p", [:], "The other: ", name(other.inputs.map(\.path).joined(separator: ", "))), list(notes), table.markup,
      ] + cut(comparison.layers.count))
  }

  var course: Markup? {
    guard let course = report.course else { return nil }
    let series = course.series
    var table = PageTable(
      "The regime of every layer at every \(course.axis.rawValue); the numbers are in series.csv.",
      columns: [sentence(course.axis.rawValue)] + series.layers.prefix(24).map { String($0.prefix(40)) })
    for checkpoint in series.checkpoints.prefix(Self.mostRows) {
      table.append(
        [name(checkpoint.name)]
          + series.layers.prefix(24).map { layer in
            checkpoint.diagnosis.layers.first { $0.name == layer }.map { chip($0.verdict.regime) } ?? "–"
          })
    }
    return section(
      course.axis == .checkpoint ? "Over training" : "Along flow or diffusion steps",
      [
        list(series.sentences),
        tag(
          "div", ["class": "panels"],
          CourseDrawing.series(series, placeTitle: course.axis == .step ? "step" : "checkpoint").map(\.markup)),
        tag("p", ["class": "faint"], "One line a layer, the deepest the strongest. Bands: 95 % intervals."),
        table.markup,
      ] + cut(series.checkpoints.count))
  }

  var reweighting: Markup? {
    report.reweighting.map { summary in
      section(
        "Which demonstrations the actions come from",
        [
          tag(
            "p", ["class": "faint"],
            .text("By the closed form of the co-training optimum, on the last layer; \(summary.kernel).")),
          list(summary.advice + summary.notes),
        ])
    }
  }
}
