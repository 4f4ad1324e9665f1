import Foundation

/// The coordinate system of a small plot: a rectangle of the drawing that stands for ranges of two numbers.
struct PlotFrame {
  let width: Double
  let height: Double
  let margins: (left: Double, right: Double, top: Double, bottom: Double)
  let xRange: ClosedRange<Double>
  let yRange: ClosedRange<Double>
  /// What a number is drawn as, ascending: the root spreads out what lies near zero.
  var xScale: @Sendable (Double) -> Double = { $0 }

  var left: Double { margins.left }
  var right: Double { width - margins.right }
  var top: Double { margins.top }
  var bottom: Double { height - margins.bottom }

  /// The drawing's place of a number; beyond the range it stays on the edge.
  func x(_ number: Double) -> Double {
    left + share(xScale(number), xScale(xRange.lowerBound)...xScale(xRange.upperBound)) * (right - left)
  }
  func y(_ number: Double) -> Double { bottom - share(number, yRange) * (bottom - top) }

  private func share(_ number: Double, _ range: ClosedRange<Double>) -> Double {
    let length = range.upperBound - range.lowerBound
    guard length > 0 else { return 0.5 }
    return min(max((number - range.lowerBound) / length, 0), 1)
  }

  /// The whole drawing. `title` and `description` are read out in its place.
  func drawing(title: String, description: String, _ parts: [Markup]) -> Markup {
    tag(
      "svg", ["viewBox": "0 0 \(Self.text(width)) \(Self.text(height))", "role": "img"],
      [tag("title", [:], .text(title)), tag("desc", [:], .text(description))] + parts)
  }

  /// Numbers along both axes with faint lines, and what the axes are.
  func axes(x xTicks: [(Double, String)], y yTicks: [(Double, String)], xTitle: String, yTitle: String) -> Markup {
    var parts: [Markup] = []
    for (number, label) in yTicks {
      parts.append(line(left, y(number), right, y(number), "grid"))
      parts.append(self.label(label, left - 8, y(number) + 5, "tick", anchor: "end"))
    }
    for (number, label) in xTicks {
      parts.append(line(x(number), bottom, x(number), bottom + 5, "axis"))
      parts.append(self.label(label, x(number), bottom + 21, "tick", anchor: "middle"))
    }
    parts.append(line(left, bottom, right, bottom, "axis"))
    parts.append(label(xTitle, (left + right) / 2, height - 6, "title", anchor: "middle"))
    parts.append(label(yTitle, left, top - 12, "title", anchor: "start"))
    return tag("g", [:], parts)
  }

  func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String) -> Markup {
    tag(
      "line",
      ["x1": Self.text(x1), "y1": Self.text(y1), "x2": Self.text(x2), "y2": Self.text(y2), "class": style])
  }

  /// A rectangle between two corners given as numbers of the axes.
  func area(x xs: ClosedRange<Double>, y ys: ClosedRange<Double>, _ style: String) -> Markup {
    tag(
      "rect",
      [
        "x": Self.text(x(xs.lowerBound)), "y": Self.text(y(ys.upperBound)),
        "width": Self.text(max(0, x(xs.upperBound) - x(xs.lowerBound))),
        "height": Self.text(max(0, y(ys.lowerBound) - y(ys.upperBound))), "class": style,
      ])
  }

  func label(_ text: String, _ x: Double, _ y: Double, _ style: String, anchor: String) -> Markup {
    tag(
      "text", ["x": Self.text(x), "y": Self.text(y), "class": style, "text-anchor": anchor], .text(text))
  }

  /// A line through places of the drawing.
  func path(_ points: [(x: Double, y: Double)], _ style: String) -> Markup {
    tag("polyline", ["points": Self.text(points), "class": style])
  }

  static func text(_ points: [(x: Double, y: Double)]) -> String {
    points.map { "\(text($0.x)),\(text($0.y))" }.joined(separator: " ")
  }

  /// A tenth of a unit is finer than a screen.
  static func text(_ number: Double) -> String {
    let rounded = (number * 10).rounded() / 10
    return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
  }
}

/// Round numbers that divide a range into about `count` parts.
func roundTicks(_ range: ClosedRange<Double>, count: Int = 5) -> [(Double, String)] {
  let length = range.upperBound - range.lowerBound
  guard length > 0, length.isFinite else { return [] }
  let raw = length / Double(count)
  let power = pow(10, floor(log10(raw)))
  let step = [1, 2, 2.5, 5, 10].map { $0 * power }.first { $0 >= raw * 0.999 } ?? 10 * power
  var ticks: [(Double, String)] = []
  var index = (range.lowerBound / step - 1e-9).rounded(.up)
  while index * step <= range.upperBound + 1e-9 * step, ticks.count < 40 {
    // Adding zero makes of −0 a 0.
    ticks.append((index * step, String(format: "%g", (index * step * 1e9).rounded() / 1e9 + 0)))
    index += 1
  }
  return ticks
}
