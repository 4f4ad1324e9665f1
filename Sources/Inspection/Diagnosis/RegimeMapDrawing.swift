import Diagnosis
import Foundation
import Statistics
import Storage

/// The regime map of a page: discernibility against separation, one numbered point a layer with its intervals, and the
/// regions of the rules by name.
struct RegimeMapDrawing {
  let diagnosis: Diagnosis
  /// The same layers of another checkpoint: an arrow leads from each point of `diagnosis` to it.
  var other: Diagnosis?

  /// More layers than this have points without numbers.
  private static let mostNumbered = 40

  private struct Point {
    let number: Int
    let name: String
    let regime: Regime
    let separation: Reading
    let discernibility: Reading

    init?(_ index: Int, _ layer: LayerDiagnosis) {
      guard layer.separation.value != nil, layer[layer.betterProbe].value != nil else { return nil }
      number = index + 1
      name = layer.name
      regime = layer.verdict.regime
      separation = layer.separation
      discernibility = layer[layer.betterProbe]
    }

    var x: Double { separation.value! }
    var y: Double { discernibility.value! }
  }

  private func points(_ diagnosis: Diagnosis) -> [Point] {
    diagnosis.layers.enumerated().compactMap { Point($0.offset, $0.element) }
  }

  var markup: Markup {
    let points = points(diagnosis)
    let others = other.map { self.points($0) } ?? []
    let lows = (points + others).map { $0.discernibility.interval?.lower ?? $0.y } + [0.5]
    let frame = PlotFrame(
      width: 460, height: 400, margins: (left: 44, right: 16, top: 34, bottom: 50), xRange: 0...1,
      yRange: max(0, min(0.45, lows.min()! - 0.02))...1.06, xScale: { $0.squareRoot() })
    let bars = points.flatMap { self.bars($0, frame) }
    let arrows = points.flatMap { point in
      others.filter { $0.name == point.name }.prefix(1).flatMap { arrow(from: point, to: $0, frame) }
    }
    return frame.drawing(
      title: "Regime map",
      description: "Discernibility against separation. "
        + points.prefix(60).map {
          "\($0.number): \($0.name), separation \($0.separation.inWords), discernibility \($0.discernibility.inWords), "
            + $0.regime.title
        }.joined(separator: "; "),
      [
        regions(frame),
        frame.axes(
          x: [0, 0.02, 0.1, 0.25, 0.5, 1].map { ($0, shortestDecimal($0)) }, y: roundTicks(frame.yRange),
          xTitle: "separation: 0 together, 1 apart (root scale)",
          yTitle: "discernibility: ½ not told apart, 1 always"),
        thresholds(frame), course(points, frame),
      ] + bars + arrows + points.map { marker($0, frame) }
        + (points.count <= Self.mostNumbered ? numbers(points, frame) : []))
  }

  private func regions(_ frame: PlotFrame) -> Markup {
    let rules = diagnosis.rules
    let (low, high) = (frame.yRange.lowerBound, frame.yRange.upperBound)
    let told = min(max(rules.discernible, low), high)
    let apart = min(max(rules.disjoint, 0), 1)
    func name(_ text: String, _ x: Double, _ y: Double, _ style: String, anchor: String) -> Markup {
      frame.label(text, x, y, "region-name \(style)", anchor: anchor)
    }
    return tag(
      "g", [:],
      frame.area(x: 0...1, y: low...told, "region overlapping"),
      frame.area(x: 0...apart, y: told...high, "region structured"),
      frame.area(x: apart...1, y: told...high, "region disjoint"),
      name("structured", frame.left + 8, frame.y(told) - 26, "structured", anchor: "start"),
      name("aligned", frame.left + 8, frame.y(told) - 9, "structured", anchor: "start"),
      name("disjoint", frame.right - 10, frame.y(told) - 10, "disjoint", anchor: "end"),
      name("overlapping", frame.right - 10, frame.bottom - 12, "overlapping", anchor: "end"))
  }

  private func thresholds(_ frame: PlotFrame) -> Markup {
    let rules = diagnosis.rules
    return tag(
      "g", [:],
      frame.line(frame.left, frame.y(rules.discernible), frame.right, frame.y(rules.discernible), "threshold"),
      frame.line(frame.x(rules.disjoint), frame.top, frame.x(rules.disjoint), frame.y(rules.discernible), "threshold"))
  }

  /// From the first layer to the last.
  private func course(_ points: [Point], _ frame: PlotFrame) -> Markup {
    frame.path(points.map { (frame.x($0.x), frame.y($0.y)) }, "course")
  }

  private func bars(_ point: Point, _ frame: PlotFrame) -> [Markup] {
    var bars: [Markup] = []
    let style = "bar \(point.regime.style)"
    if let interval = point.separation.interval {
      bars.append(
        frame.line(frame.x(interval.lower), frame.y(point.y), frame.x(interval.upper), frame.y(point.y), style))
    }
    if let interval = point.discernibility.interval {
      bars.append(
        frame.line(frame.x(point.x), frame.y(interval.lower), frame.x(point.x), frame.y(interval.upper), style))
    }
    return bars
  }

  private func marker(_ point: Point, _ frame: PlotFrame) -> Markup {
    tag(
      "g", [:], tag("title", [:], .text("\(point.number): \(point.name), \(point.regime.title)")),
      tag(
        "circle",
        [
          "cx": PlotFrame.text(frame.x(point.x)), "cy": PlotFrame.text(frame.y(point.y)), "r": "5.5",
          "class": "point \(point.regime.style)",
        ]))
  }

  /// Where a number may stand, seen from its point: on circles, first between the arms of its intervals.
  private static let around: [(x: Double, y: Double, distance: Double)] = [15.0, 26, 38, 52].flatMap { distance in
    [-45.0, 45, 135, -135, -70, 20, 110, -160, -20, 70, 160, -110].map { angle in
      (distance * cos(angle * .pi / 180), distance * sin(angle * .pi / 180), distance)
    }
  }

  /// Each number beside its point, at the nearest place where no other number or point stands.
  private func numbers(_ points: [Point], _ frame: PlotFrame) -> [Markup] {
    var taken = points.map { (x: frame.x($0.x), y: frame.y($0.y), width: 11.0) }
    return points.flatMap { point -> [Markup] in
      let (x, y) = (frame.x(point.x), frame.y(point.y))
      let width = point.number > 9 ? 18.0 : 11.0
      let places = Self.around.map { (x: x + $0.x, y: y + $0.y, distance: $0.distance) }
      let free = places.first { place in
        place.x > frame.left + width / 2 && place.x < frame.right - width / 2 && place.y > frame.top + 6
          && place.y < frame.bottom - 6
          && taken.allSatisfy {
            abs($0.x - place.x) >= ($0.width + width) / 2 + 1 || abs($0.y - place.y) >= 13
          }
      }
      let place = free ?? places[0]
      taken.append((place.x, place.y, width))
      let number = frame.label(
        "\(point.number)", place.x, place.y + 4.5, "number \(point.regime.style)", anchor: "middle")
      guard place.distance > 15 else { return [number] }
      let share = 1 - 8 / place.distance
      return [
        frame.line(
          x, y, x + share * (place.x - x), y + share * (place.y - y), "leader \(point.regime.style)"), number,
      ]
    }
  }

  private func arrow(from point: Point, to other: Point, _ frame: PlotFrame) -> [Markup] {
    let (x1, y1) = (frame.x(point.x), frame.y(point.y))
    let (x2, y2) = (frame.x(other.x), frame.y(other.y))
    let end = tag(
      "circle", ["cx": PlotFrame.text(x2), "cy": PlotFrame.text(y2), "r": "6", "class": "end \(other.regime.style)"])
    return [frame.line(x1, y1, x2, y2, "arrow"), end]
  }
}

extension Regime {
  /// The class that the style sheet colours.
  var style: String {
    switch self {
    case .disjoint: "disjoint"
    case .structuredAligned: "structured"
    case .overlapping: "overlapping"
    case .undecided: "undecided"
    }
  }
}
