import Statistics
import Tensors

/// What was recorded of one domain: a layer's latents and the actions taken there, row by row.
public struct RecordedDomain: Sendable {
  public let name: String
  /// `[n, k]`
  public let latents: Tensor<Double>
  /// `[n, d]`
  public let actions: Tensor<Double>
  /// The episode of each row; empty where unknown, and each row is then taken as its own.
  public let episodes: [Int]
  /// Rows of the whole recording, of which these are all or a sample: N and M of the mixing ratio.
  public let recordedRows: Int

  public var rowCount: Int { latents.rows }

  /// - Parameter recordedRows: nil where the rows are the whole recording.
  /// - Throws: `ShapeError` unless both are matrices of equally many rows; `SampleError` for an empty domain, a number
  ///   that is not finite, or another number of episodes than rows.
  public init(
    _ name: String, latents: Tensor<Double>, actions: Tensor<Double>, episodes: [Int] = [], recordedRows: Int? = nil
  ) throws {
    try requireMatrix(latents, "latents of '\(name)'")
    try requireMatrix(actions, "actions of '\(name)'")
    guard latents.rows == actions.rows else {
      throw ShapeError(
        "actions of '\(name)'", expected: "[\(latents.rows), d], a row for each latent", found: actions.shape)
    }
    guard episodes.isEmpty || episodes.count == latents.rows else {
      throw SampleError.unequalLengths(
        what: "episodes and rows of '\(name)'", left: episodes.count, right: latents.rows)
    }
    precondition(recordedRows.map { $0 >= latents.rows } ?? true, "a sample is no larger than its recording")
    self.name = name
    self.latents = latents
    self.actions = actions
    self.episodes = episodes
    self.recordedRows = recordedRows ?? latents.rows
  }

  /// Episodes numbered from 0 in the order of their first rows; without episodes the rows themselves.
  var numberedEpisodes: [Int] {
    var numbers: [Int: Int] = [:]
    return episodes.isEmpty
      ? Array(0..<rowCount)
      : episodes.map { name in
        let number = numbers[name] ?? numbers.count
        numbers[name] = number
        return number
      }
  }
}
