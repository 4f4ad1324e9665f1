import Diagnosis
import Statistics
import Storage

/// One coordinate along the layers or along checkpoints: lines with bands for their intervals.
struct CourseDrawing {
  struct Line {
    let name: String
    /// One a place; nil where there is none.
    let readings: [Reading?]
    /// Class of the style sheet.
    let style: String
  }

  let title: String
  let explanation: String
  let lines: [Line]
  /// One a place.
  let places: [String]
  let placeTitle: String
  /// Where rules draw a line, and what stands for no difference.
  var thresholds: [Double] = []
  var floors: [Double?] = []
  /// Always shown.
  let span: ClosedRange<Double>

  var markup: Markup {
    let frame = PlotFrame(
      width: 300, height: 250, margins: (left: 44, right: 14, top: 34, bottom: 48),
      xRange: places.count > 1 ? 0...Double(places.count - 1) : -1...1, yRange: range)
    var parts = [frame.axes(x: placeTicks, y: roundTicks(range, count: 4), xTitle: placeTitle, yTitle: title)]
    parts += thresholds.map { frame.line(frame.left, frame.y($0), frame.right, frame.y($0), "threshold") }
    let floorPoints = floors.enumerated().compactMap { place, floor in
      floor.map { (frame.x(Double(place)), frame.y($0)) }
    }
    parts.append(frame.path(floorPoints, "floor"))
    for line in lines { parts += drawn(line, frame) }
    return frame.drawing(title: title, description: explanation, parts)
  }

  private var range: ClosedRange<Double> {
    let readings = lines.flatMap { $0.readings.compactMap { $0 } }
    let numbers =
      readings.flatMap { [$0.value, $0.interval?.lower, $0.interval?.upper].compactMap { $0 } }
      + floors.compactMap { $0 }
    let finite = numbers.filter(\.isFinite) + [span.lowerBound, span.upperBound]
    return finite.min()!...finite.max()!
  }

  /// Names or numbers of the places, as many as there is room for.
  private var placeTicks: [(Double, String)] {
    let stride = max(1, (places.count + 7) / 8)
    return places.enumerated().filter { $0.offset % stride == 0 }.map {
      (Double($0.offset), String($0.element.prefix(9)))
    }
  }

  private func drawn(_ line: Line, _ frame: PlotFrame) -> [Markup] {
    var parts: [Markup] = []
    // A place without a value parts the line.
    var run: [(place: Int, reading: Reading)] = []
    func close() {
      guard !run.isEmpty else { return }
      let bands = run.compactMap { item in item.reading.interval.map { (frame.x(Double(item.place)), $0) } }
      if bands.count == run.count, run.count > 1 {
        let outline =
          bands.map { ($0.0, frame.y($0.1.upper)) } + bands.reversed().map { ($0.0, frame.y($0.1.lower)) }
        parts.append(tag("polygon", ["points": PlotFrame.text(outline), "class": "band \(line.style)"]))
      }
      parts.append(
        frame.path(run.map { (frame.x(Double($0.place)), frame.y($0.reading.value!)) }, "line \(line.style)"))
      for item in run {
        parts.append(
          tag(
            "circle",
            [
              "cx": PlotFrame.text(frame.x(Double(item.place))), "cy": PlotFrame.text(frame.y(item.reading.value!)),
              "r": "3.5", "class": "dot \(line.style)",
            ]))
      }
      run = []
    }
    for (place, reading) in line.readings.enumerated() {
      if let reading, reading.value != nil { run.append((place, reading)) } else { close() }
    }
    close()
    return [tag("g", [:], [tag("title", [:], .text(line.name))] + parts)]
  }
}

extension CourseDrawing {
  /// The profile along depth: local geometry, global alignment, and what can be read.
  static func depth(of diagnosis: Diagnosis) -> [CourseDrawing] {
    let layers = diagnosis.layers
    func course(
      _ coordinate: Coordinate, _ title: String, thresholds: [Double], span: ClosedRange<Double>
    ) -> CourseDrawing {
      let readings = layers.map { $0[coordinate] }
      return CourseDrawing(
        title: title,
        explanation: zip(layers, readings).prefix(60).map { "\($0.name): \($1.inWords)" }.joined(separator: "; "),
        lines: [Line(name: coordinate.name, readings: readings, style: "one")],
        places: layers.indices.map { "\($0 + 1)" }, placeTitle: "layer, in order of depth", thresholds: thresholds,
        floors: readings.map { reading in
          let floors = [reading.realFloor, reading.simFloor].compactMap { $0 }
          return floors.isEmpty ? nil : floors.reduce(0, +) / Double(floors.count)
        }, span: span)
    }
    let rules = diagnosis.rules
    return [
      course(.mixing, "local: neighbour mixing", thresholds: [], span: 1...1.5),
      course(.separation, "global: separation", thresholds: [rules.disjoint], span: 0...1),
      course(.discernibility, "discernibility, linear probe", thresholds: [rules.discernible], span: 0.45...1),
    ]
  }

  /// The course of training, one line a layer, the deepest the darkest.
  static func series(_ series: DiagnosisSeries, placeTitle: String) -> [CourseDrawing] {
    let layers = series.layers
    let rules = series.checkpoints.first?.diagnosis.rules
    func course(
      _ coordinate: Coordinate, _ title: String, threshold: Double?, span: ClosedRange<Double>
    ) -> CourseDrawing {
      CourseDrawing(
        title: title, explanation: "\(title) of \(layers.count) layers at \(series.checkpoints.count) checkpoints",
        lines: layers.enumerated().map { index, name in
          let shade = layers.count > 1 ? (index * 4 + (layers.count - 1) / 2) / (layers.count - 1) : 4
          return Line(
            name: name,
            readings: series.checkpoints.map { checkpoint in
              checkpoint.diagnosis.layers.first { $0.name == name }?[coordinate]
            }, style: "shade-\(shade)")
        },
        places: series.checkpoints.enumerated().map { place, checkpoint in
          checkpoint.step.map(shortestDecimal) ?? "\(place + 1)"
        },
        placeTitle: placeTitle, thresholds: threshold.map { [$0] } ?? [], span: span)
    }
    return [
      course(.mixing, "local: neighbour mixing", threshold: nil, span: 1...1.5),
      course(.separation, "global: separation", threshold: rules?.disjoint, span: 0...1),
      course(.discernibility, "discernibility, linear probe", threshold: rules?.discernible, span: 0.45...1),
    ]
  }
}
