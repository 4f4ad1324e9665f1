import Foundation
import Storage

/// The claims of the figures in one or more run folders, and how each was judged there.
public struct ClaimTable: Sendable {
  public struct Row: Codable, Sendable {
    /// Name of the run folder; nil for a claim that no run has judged.
    public let run: String?
    public let figure: String
    public let claim: JudgedClaim

    public init(run: String?, figure: String, claim: JudgedClaim) {
      self.run = run
      self.figure = figure
      self.claim = claim
    }
  }

  public let rows: [Row]

  /// Reads a run folder, or every run folder directly inside a folder. Claims without a run come last when
  /// `listsAll` is set.
  /// - Throws: `InputError` when there is no such folder, or a claims.json or config.yaml is malformed.
  public init(folder: String, registry: FigureRegistry = .all, listsAll: Bool) throws {
    let manager = FileManager.default
    var runs = [String]()
    if manager.fileExists(atPath: "\(folder)/config.yaml") {
      runs = [folder]
    } else if let names = try? manager.contentsOfDirectory(atPath: folder) {
      runs = names.sorted().map { PathParts.join(folder, $0) }
        .filter { manager.fileExists(atPath: "\($0)/claims.json") }
    } else if !listsAll {
      throw InputError.absent(path: folder, expected: "a run folder, or a folder of run folders")
    }
    var rows = [Row]()
    for run in runs {
      let path = "\(run)/claims.json"
      guard let bytes = manager.contents(atPath: path) else {
        throw InputError.absent(
          path: path, expected: "the claims of a finished run; cotrain reproduce --resume finishes it")
      }
      let claims: [JudgedClaim]
      do {
        claims = try JSONText.decode([JudgedClaim].self, from: bytes)
      } catch {
        throw InputError.malformed(
          path: path, found: "not readable", expected: "a list of claims as reproduce writes it")
      }
      let figure = try RunConfiguration(file: "\(run)/config.yaml").figure
      let name = PathParts(run).name
      rows += claims.map { Row(run: name, figure: figure, claim: $0) }
    }
    if listsAll {
      let judged = Set(rows.map(\.claim.id))
      for figure in registry.figures {
        for claim in figure.description.claims where !judged.contains(claim.id) {
          let command = "cotrain reproduce \(figure.description.id)"
          rows.append(
            Row(run: nil, figure: figure.description.id, claim: claim.undecidable(because: "not run: \(command)")))
        }
      }
    }
    self.rows = rows
  }

  public init(rows: [Row]) { self.rows = rows }

  /// For a terminal: a line a claim.
  public var text: String {
    let header = ["claim", "verdict", "ours, 95 %", "claimed", "published", "run", "statement"]
    let cells = rows.map { row in
      let claim = row.claim
      return [
        claim.id, claim.verdict, Self.estimate(claim), claim.claimed,
        claim.published.map { "\($0), \(claim.publishedFrom ?? "")" } ?? "–", row.run ?? "–",
        claim.statement + (claim.remedy.map { " (\($0))" } ?? ""),
      ]
    }
    return alignedText([header] + cells)
  }

  /// For a terminal: everything about each claim.
  public var details: String {
    rows.map { row in
      let claim = row.claim
      var lines = [
        "\(claim.id)  \(claim.verdict)  (\(row.run ?? row.figure))", "  \(claim.statement)",
        "  \(claim.statistic): claimed \(claim.claimed)",
      ]
      let seeds = claim.seeds.map { ", \($0) seeds" } ?? ""
      lines.append("  ours       \(Self.estimate(claim))\(seeds)\(claim.method.map { ", \($0)" } ?? "")")
      if let published = claim.published { lines.append("  published  \(published), \(claim.publishedFrom ?? "")") }
      if let remedy = claim.remedy { lines.append("  \(remedy)") }
      lines += claim.companions.map { "    \($0.name): \(Self.short($0.value, $0.lower, $0.upper))" }
      return lines.joined(separator: "\n") + "\n"
    }.joined(separator: "\n")
  }

  private static func estimate(_ claim: JudgedClaim) -> String {
    claim.value.map { short($0, claim.lower, claim.upper) } ?? "–"
  }

  private static func short(_ value: Double, _ lower: Double?, _ upper: Double?) -> String {
    func digits(_ number: Double) -> String { String(format: "%.3g", number) }
    guard let lower, let upper, lower < upper else { return digits(value) }
    return "\(digits(value)) [\(digits(lower)), \(digits(upper))]"
  }
}

/// Rows of words in columns, two spaces apart; the last column is as long as it is.
public func alignedText(_ rows: [[String]]) -> String {
  let count = rows.map(\.count).max() ?? 0
  let widths = (0..<count).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
  return rows.map { row in
    let cells = row.enumerated().map { column, cell in
      column == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[column] - cell.count)
    }
    return cells.joined(separator: "  ") + "\n"
  }.joined()
}
