import Statistics
import Tensors

/// How far an expert's actions are a function of what is seen, without training anything: the action chunk of the most
/// similar moment of another episode is the prediction, and the number is the share of the chunks' variance that it
/// leaves unexplained,
///
///     residual = Σᵢ |aᵢ − a_nn(i)|² / (2 Σᵢ |aᵢ − ā|²).
///
/// The 2 is because a neighbour errs as much as the moment itself: actions that have nothing to do with what is seen give
/// 1, a function of what is seen gives 0 once the moments lie dense. Where they do not, the distance to the neighbour
/// counts as well, so sets are compared at equal size.
/// - Source: Cover, IEEE Trans. Inf. Theory 14 (1968), for the factor; the measure is this toolkit's own.
public struct Learnability: Sendable, Equatable {
  /// The share of variance not explained: lower is more learnable.
  public let residual: Estimate
  /// Moments that were predicted.
  public let moments: Int
  /// Episodes they came from.
  public let episodes: Int
}

extension Learnability {
  /// - Parameters:
  ///   - states: `[n, d]`, in which moments are compared by Euclidean distance.   - actions: `[n, a]`.
  ///   - episodes: the episode of each row; a moment's own episode predicts nothing of it.
  ///   - perEpisode: how many moments of each episode are predicted, drawn by the seed; all others are candidates.
  /// - Complexity: O(episodes · perEpisode · n · d).
  /// - Throws: `ShapeError` when rows do not match, `SampleError` for fewer than two episodes or actions that do not vary.
  public init(
    states: Tensor<Float>, actions: Tensor<Float>, episodes: [Int], perEpisode: Int = 4, level: Double = 0.95,
    seed: UInt64
  ) throws {
    precondition(perEpisode > 0, "at least one moment an episode is predicted")
    guard states.rank == 2, actions.rank == 2, states.rows == actions.rows, episodes.count == states.rows else {
      throw ShapeError(
        "learnability", expected: "states [n, d], actions [n, a], n episodes", found: states.shape, actions.shape,
        [episodes.count])
    }
    let queries = Self.drawn(perEpisode, of: episodes, seed: seed)
    let values = actions.elements
    let width = actions.columns
    var mean = [Double](repeating: 0, count: width)
    for (place, value) in values.enumerated() { mean[place % width] += Double(value) / Double(actions.rows) }
    var sums: [Int: (error: Double, spread: Double)] = [:]
    for (query, neighbor) in zip(queries, try Self.neighbors(of: queries, among: states, episodes: episodes)) {
      var (error, spread) = (0.0, 0.0)
      for column in 0..<width {
        let value = Double(values[query * width + column])
        let toNeighbor = value - Double(values[neighbor * width + column])
        error += toNeighbor * toNeighbor
        spread += (value - mean[column]) * (value - mean[column])
      }
      let sum = sums[episodes[query]] ?? (0, 0)
      sums[episodes[query]] = (sum.error + error, sum.spread + spread)
    }
    let perEpisode = sums.sorted { $0.key < $1.key }.map(\.value)
    let total = perEpisode.reduce((0.0, 0.0)) { ($0.0 + $1.error, $0.1 + $1.spread) }
    guard total.1 > 0 else {
      throw SampleError.degenerate(what: "learnability: the actions do not vary", remedy: "give more episodes")
    }
    residual = try .jackknife(count: perEpisode.count, level: level) { chosen in
      // All but one at most: the sum without what is missing.
      var (error, spread) = (0.0, 0.0)
      for index in chosen { (error, spread) = (error + perEpisode[index].error, spread + perEpisode[index].spread) }
      return error / (2 * spread)
    }
    moments = queries.count
    self.episodes = perEpisode.count
  }

  /// Of a policy's windows: the chunk from the pusher's place now and a step before, the block's centre, and the ends of a
  /// 60 px lever that turns with it, all in px.
  public init(of windows: PushingWindows, perEpisode: Int = 4, level: Double = 0.95, seed: UInt64) throws {
    let width = windows.observations.columns / windows.form.observed
    let last = (windows.form.observed - 1) * width
    let before = max(windows.form.observed - 2, 0) * width
    let centre = last + width - 4
    let columns = [last, last + 1, before, before + 1, centre, centre + 1, centre + 2, centre + 3]
    let seen = windows.observations.elements
    var states: [Float] = []
    states.reserveCapacity(windows.count * columns.count)
    for row in 0..<windows.count {
      for (place, column) in columns.enumerated() {
        states.append(seen[row * windows.observations.columns + column] * (place < 6 ? 1 : 60))
      }
    }
    try self.init(
      states: Tensor(states, shape: [windows.count, columns.count]), actions: windows.actions,
      episodes: windows.episodes, perEpisode: perEpisode, level: level, seed: seed)
  }

  private static func drawn(_ perEpisode: Int, of episodes: [Int], seed: UInt64) -> [Int] {
    var rows: [Int: [Int]] = [:]
    for (row, episode) in episodes.enumerated() { rows[episode, default: []].append(row) }
    return rows.sorted { $0.key < $1.key }.flatMap { episode, rows in
      var random = RandomStream(seed: seed, purpose: "learnability", index: UInt64(episode))
      return random.sample(min(perEpisode, rows.count), of: rows.count).map { rows[$0] }
    }
  }

  /// The nearest row of another episode: the least |s|² − 2 s·q.
  private static func neighbors(of queries: [Int], among states: Tensor<Float>, episodes: [Int]) throws -> [Int] {
    guard Set(episodes).count > 1 else {
      throw SampleError.tooFew(what: "episodes for a nearest neighbour", found: Set(episodes).count, needed: 2)
    }
    // Centred, so that single precision is enough for the differences.
    let centred = try states - states.mean(axis: 0, keepingAxis: true)
    let squares = try centred.squared().sum(axis: 1).elements
    let transposed = try centred.transposed()
    var found: [Int] = []
    for start in stride(from: 0, to: queries.count, by: 64) {
      let chosen = Array(queries[start..<min(start + 64, queries.count)])
      let products = try Tensor.concatenated(chosen.map { try centred.rows($0..<$0 + 1) }).multiplied(by: transposed)
      products.withUnsafeBuffer { products in
        for (place, query) in chosen.enumerated() {
          var (nearest, least) = (-1, Float.infinity)
          for row in episodes.indices where episodes[row] != episodes[query] {
            let distance = squares[row] - 2 * products[place * episodes.count + row]
            if distance < least { (nearest, least) = (row, distance) }
          }
          found.append(nearest)
        }
      }
    }
    return found
  }
}
