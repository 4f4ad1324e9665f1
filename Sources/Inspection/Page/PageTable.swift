/// A table of a page: header cells are marked as such, so that a screen reader says which column a number is in.
struct PageTable {
  let caption: String
  let columns: [String]
  /// The first cell of a row names it.
  private(set) var rows: [[Markup]] = []

  init(_ caption: String, columns: [String]) {
    self.caption = caption
    self.columns = columns
  }

  mutating func append(_ cells: [Markup]) {
    precondition(cells.count == columns.count, "a row as wide as the header")
    rows.append(cells)
  }

  var markup: Markup {
    tag(
      "div", ["class": "scroll", "tabindex": "0", "role": "region", "aria-label": caption],
      tag(
        "table", [:],
        tag("caption", [:], .text(caption)),
        tag("thead", [:], tag("tr", [:], columns.map { tag("th", ["scope": "col"], .text($0)) })),
        tag(
          "tbody", [:],
          rows.map { cells in
            tag(
              "tr", [:],
              cells.enumerated().map { $0 == 0 ? tag("th", ["scope": "row"], $1) : tag("td", [:], $1) })
          })))
  }
}
