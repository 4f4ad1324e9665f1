import Statistics
import Tensors

/// The rows of two domains cut into the units that are halved and relabelled whole.
///
/// A unit is an episode. More than `limit` episodes a side are dealt at random into `limit` units, so that what a
/// prepared measure keeps of each pair of units stays small. Rows without episodes are taken as independent and dealt
/// into units of one size on both sides: were the sizes those of the domains, a relabelling would change the numbers
/// of rows, and with them the bias of a measure.
struct IndependentUnits: Sendable, Hashable {
  /// Units a side, at most, of episodes.
  static let limit = 200

  /// The rows of each unit, as indices into the domain's rows.
  let real: [[Int]]
  let sim: [[Int]]
  let realEpisodes: Int?
  let simEpisodes: Int?
  /// What was drawn down, dealt or assumed.
  let remarks: [String]

  var realRows: Int { real.reduce(0) { $0 + $1.count } }
  var simRows: Int { sim.reduce(0) { $0 + $1.count } }

  init(real: [[Int]], sim: [[Int]], realEpisodes: Int?, simEpisodes: Int?, remarks: [String]) {
    self.real = real
    self.sim = sim
    self.realEpisodes = realEpisodes
    self.simEpisodes = simEpisodes
    self.remarks = remarks
  }

  /// - Parameter rowLimit: rows a side, at most; nil: no limit.
  init(realRows: Int, simRows: Int, episodes: EpisodeLengths?, rowLimit: Int?, seed: UInt64) {
    var remarks = [String]()
    if let episodes {
      let sides = [("real", episodes.real), ("sim", episodes.sim)].enumerated().map { index, side in
        var stream = RandomStream(seed: seed, purpose: "alignment/episodes", index: UInt64(index))
        return Self.units(ofEpisodes: side.1, domain: side.0, rowLimit: rowLimit, &stream, &remarks)
      }
      (real, sim) = (sides[0].units, sides[1].units)
      (realEpisodes, simEpisodes) = (sides[0].episodes, sides[1].episodes)
    } else {
      remarks.append("rows taken as independent")
      let size = Self.unitSize(min(realRows, rowLimit ?? .max), min(simRows, rowLimit ?? .max))
      let sides = [("real", realRows), ("sim", simRows)].enumerated().map { index, side in
        var stream = RandomStream(seed: seed, purpose: "alignment/rows", index: UInt64(index))
        return Self.units(ofRows: side.1, domain: side.0, size: size, rowLimit: rowLimit, &stream, &remarks)
      }
      (real, sim) = (sides[0], sides[1])
      (realEpisodes, simEpisodes) = (nil, nil)
    }
    self.remarks = remarks
  }
}

// MARK: Episodes

extension IndependentUnits {
  private static func units(
    ofEpisodes lengths: [Int], domain: String, rowLimit: Int?, _ stream: inout RandomStream, _ remarks: inout [String]
  ) -> (units: [[Int]], episodes: Int) {
    var start = 0
    var episodes = lengths.map { length in
      defer { start += length }
      return Array(start..<(start + length))
    }.filter { !$0.isEmpty }
    let total = start
    if let rowLimit, total > rowLimit {
      let draw = EpisodeDraw(lengths: episodes.map(\.count), rowLimit: rowLimit, stream: &stream)
      remarks.append("\(domain): \(draw.description(of: episodes.count)) to stay within \(rowLimit) rows")
      episodes = draw.kept.map { episode in
        draw.rows(ofLength: episodes[episode].count).map { episodes[episode][$0] }
      }
    }
    guard episodes.count > limit else { return (episodes, episodes.count) }
    remarks.append("\(domain): \(episodes.count) episodes dealt into \(limit) units")
    return (deal(episodes, into: limit, &stream), episodes.count)
  }

  /// Deals items in random order into `count` units, like cards.
  private static func deal(_ items: [[Int]], into count: Int, _ stream: inout RandomStream) -> [[Int]] {
    var units = [[Int]](repeating: [], count: count)
    for (place, item) in stream.permutation(items.count).enumerated() { units[place % count] += items[item] }
    return units
  }
}

// MARK: Rows without episodes

extension IndependentUnits {
  /// Rows a unit: such that the larger side has about `limit` units, unless that would leave the smaller fewer than 20.
  private static func unitSize(_ realRows: Int, _ simRows: Int) -> Int {
    let (smaller, larger) = (min(realRows, simRows), max(realRows, simRows))
    return max(1, min((larger + limit - 1) / limit, smaller / 20))
  }

  private static func units(
    ofRows count: Int, domain: String, size: Int, rowLimit: Int?, _ stream: inout RandomStream,
    _ remarks: inout [String]
  ) -> [[Int]] {
    let order = stream.permutation(count)
    // A side so much larger than the other that units of the other's size would be too many is drawn down.
    let kept = min(count, rowLimit ?? count, 5 * limit * size)
    if kept < count { remarks.append("\(domain): \(kept) of \(count) rows drawn") }
    let units = max(1, kept / size)
    return deal(order.prefix(kept).sorted().map { [$0] }, into: units, &stream)
  }
}
