import Diagnosis
import Statistics

// What sections are made of.
extension DiagnosisPage {
  func section(_ title: String, _ parts: [Markup]) -> Markup {
    tag("section", [:], [tag("h2", [:], .text(title))] + parts)
  }

  func list(_ sentences: [String]) -> Markup {
    tag("ul", [:], sentences.map { tag("li", ["class": "name"], .text($0)) })
  }

  func chip(_ regime: Regime) -> Markup {
    tag("span", ["class": "chip \(regime.style)"], .text(regime.title))
  }

  /// A name from a file, at a length that leaves the page readable.
  func name(_ text: String) -> Markup {
    tag("span", ["class": "name"], .text(text.count > 200 ? text.prefix(200) + "…" : text))
  }

  func cell(_ reading: Reading) -> Markup {
    let floors = [reading.realFloor, reading.simFloor].compactMap { $0 }.map { shortNumber($0) }
    return cell(reading.value, reading.interval, floors.isEmpty ? [] : ["floors \(floors.joined(separator: ", "))"])
  }

  func cell(_ value: Double?, _ interval: Interval?, _ more: [String] = []) -> Markup {
    let lines = [shortInterval(interval)].filter { !$0.isEmpty } + more
    return tag(
      "span", [:], [.text(shortNumber(value))] + lines.map { tag("span", ["class": "interval"], .text($0)) })
  }

  func cut(_ count: Int) -> [Markup] {
    count > Self.mostRows
      ? [tag("p", ["class": "faint"], .text("The first \(Self.mostRows) of \(count); the CSV files have all."))] : []
  }

  func sentence(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}
