/// A piece of a page that reads as HTML and as XML alike.
///
/// Text and attributes are escaped when they are written, so nothing that a file's author put into a name can become
/// markup. Characters that XML forbids, and those that turn the direction of text, become U+FFFD.
indirect enum Markup: Sendable, Hashable {
  case element(String, [Attribute], [Markup])
  case text(String)
  /// Written as it stands: the style sheet, which is the page's own. It has no '<', '>' or '&'.
  case style(String)

  struct Attribute: Sendable, Hashable {
    let name: String
    let value: String
  }

  /// Elements that HTML never closes, and shapes, which are closed in place.
  private static let closedInPlace: Set<String> = [
    "meta", "br", "hr", "line", "rect", "circle", "path", "polyline", "polygon",
  ]

  /// The markup as text.
  var written: String {
    var text = ""
    write(into: &text)
    return text
  }

  private func write(into text: inout String) {
    switch self {
    case .text(let content): text += Self.escaped(content)
    case .style(let content):
      precondition(!content.contains { "<>&".contains($0) }, "a style sheet without characters that need escaping")
      text += "<style>\n\(content)</style>\n"
    case .element(let name, let attributes, let children):
      text += "<\(name)"
      for attribute in attributes { text += " \(attribute.name)=\"\(Self.escaped(attribute.value))\"" }
      if children.isEmpty, Self.closedInPlace.contains(name) {
        text += "/>"
      } else {
        text += ">"
        for child in children { child.write(into: &text) }
        text += "</\(name)>"
      }
      if Self.breaksLine.contains(name) { text += "\n" }
    }
  }

  private static let breaksLine: Set<String> = [
    "meta", "title", "head", "body", "header", "main", "section", "footer", "h1", "h2", "h3", "p", "li", "ul", "tr",
    "thead", "tbody", "table", "figure", "svg", "g", "div", "details", "summary", "caption",
  ]

  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      default: escaped.unicodeScalars.append(isFit(scalar) ? scalar : "\u{FFFD}")
      }
    }
    return escaped
  }

  private static func isFit(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A: true
    case 0x00...0x1F, 0x7F...0x9F, 0xFFFE, 0xFFFF: false
    // Marks, embeddings, overrides and isolates of direction.
    case 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: false
    default: true
    }
  }
}

/// An element by name, attributes in order.
func tag(_ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ children: Markup...) -> Markup {
  tag(name, attributes, children)
}

func tag(_ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ children: [Markup]) -> Markup {
  .element(name, attributes.map { Markup.Attribute(name: $0.key, value: $0.value) }, children)
}

extension Markup: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
  init(stringLiteral value: String) { self = .text(value) }
}
