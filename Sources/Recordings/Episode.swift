/// An episode: consecutive or scattered rows that were recorded together.
public struct Episode: Sendable, Hashable {
  /// The rows, ascending.
  public let runs: [Range<Int>]

  public init(runs: [Range<Int>]) { self.runs = runs }

  public var count: Int { runs.reduce(0) { $0 + $1.count } }

  /// Episodes in the order of their first rows, from an identifier a row. Rows of one identifier belong together,
  /// also when others stand between them.
  static func grouped(by identifiers: [Double]) -> [Episode] {
    var order: [Double] = []
    var runs: [Double: [Range<Int>]] = [:]
    var start = 0
    for row in 1...max(identifiers.count, 1) where row <= identifiers.count {
      guard row == identifiers.count || identifiers[row] != identifiers[start] else { continue }
      if runs[identifiers[start]] == nil { order.append(identifiers[start]) }
      runs[identifiers[start], default: []].append(start..<row)
      start = row
    }
    return order.map { Episode(runs: runs[$0]!) }
  }

  /// Episodes from the number of rows up to the end of each.
  static func ending(at ends: [Int]) -> [Episode] {
    zip([0] + ends, ends).map { Episode(runs: [$0..<$1]) }
  }
}
