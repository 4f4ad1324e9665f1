import Foundation
import Statistics
import Synchronization
import Tensors

/// What the removal of all linear domain information from a layer costs: how much worse the actions can be decoded.
///
///     R² = 1 − Σ over held-out rows |y − ŷ|² / Σ over held-out rows |y − ȳ_train|²
///
/// with actions divided by their deviations on the training rows, so that each dimension counts the same. Eraser and
/// decoder are fitted on the other folds' episodes; both domains' rows are decoded together.
public struct ErasureCost: Sendable {
  public let decoder: String
  public let before: Estimate
  public let after: Estimate
  /// R² before − R² after, with an interval over episodes: positive where actions were read along the domain's direction.
  public let loss: Estimate

  /// - Parameters:
  ///   - actions: `[n_real + n_sim, a]`, rows as in the sample.
  ///   - seed, folds: of the cross-fit by whole episodes.
  ///   - finished: called as folds end, from any thread; throws to stop.
  /// - Throws: `ShapeError` unless there is one action a row; `SampleError` for an action that is not finite, actions
  ///   that do not vary, or a side with a single episode.
  public init(
    of sample: DomainSample, actions: Tensor<Float>, decodedBy decoder: any ActionDecoder, folds: Int = 5, seed: UInt64,
    workers: Int = 1, finished: @escaping @Sendable () throws -> Void = {}
  ) throws {
    guard actions.rank == 2, actions.rows == sample.rowCount, actions.columns > 0 else {
      throw ShapeError(
        "cost of erasure", expected: "actions [\(sample.rowCount), a], one a row", found: actions.shape)
    }
    if let index = actions.firstNonFinite { throw SampleError.notFinite(what: "actions", index: index) }
    let assignment = try FoldScheme.wholeEpisodes.assign(sample, folds: folds, seed: seed)
    let results = Mutex([ErasureFold?](repeating: nil, count: assignment.count))
    try forEachInParallel(assignment.count, workers: workers) { fold in
      let result = try ErasureFold(
        sample, actions, test: assignment.ofRow.map { $0 == fold },
        decoder: decoder, stream: RandomStream(seed: seed, purpose: "\(decoder.name) decoder", index: UInt64(fold)))
      results.withLock { $0[fold] = result }
      try finished()
    }
    var errors = [ErasureErrors](repeating: ErasureErrors(), count: sample.rowCount)
    for fold in results.withLock({ $0.map { $0! } }) {
      for (row, error) in zip(fold.rows, fold.errors) { errors[row] = error }
    }
    let total = errors.reduce(0) { $0 + $1.total }
    guard total > 0 else { throw SampleError.constant(what: "actions to be decoded") }
    func ratio(_ part: (ErasureErrors) -> Double, offset: Double) throws -> Estimate {
      let share = errors.reduce(0) { $0 + part($1) } / total
      let influence = errors.map { (part($0) - share * $0.total) / total }
      let spread = try EpisodeVariance(influence, isSim: sample.isSim, episodeOfRow: sample.episodeOfRow)
      let value = offset + share
      return Estimate(
        value: value, interval: spread.interval(around: value, level: 0.95), count: spread.episodes.reduce(0, +),
        method: "t over episodes")
    }
    self.decoder = decoder.name
    before = try ratio({ -$0.before }, offset: 1)
    after = try ratio({ -$0.after }, offset: 1)
    loss = try ratio({ $0.after - $0.before }, offset: 0)
  }
}

/// Squared errors of one row's decoded actions, from the layer as it is and after erasure, and about the mean.
private struct ErasureErrors: Sendable {
  var before = 0.0
  var after = 0.0
  var total = 0.0
}

private struct ErasureFold: Sendable {
  let rows: [Int]
  let errors: [ErasureErrors]

  init(
    _ sample: DomainSample, _ actions: Tensor<Float>, test: [Bool], decoder: any ActionDecoder, stream: RandomStream
  ) throws {
    let train = test.indices.filter { !test[$0] }
    rows = test.indices.filter { test[$0] }
    let layer = sample.rows.rows
    let (known, unknown) = (try layer.gatherRows(train), try layer.gatherRows(rows))
    let targets = try actions.gatherRows(train)
    let scaling = try ColumnScaling(fittedTo: targets)
    let truth = try scaling.apply(actions.gatherRows(rows))

    var moments = DomainMoments(width: sample.width)
    for side in [false, true] {
      try moments.add(layer.gatherRows(train.filter { ($0 >= sample.realRows) == side }), isSim: side)
    }
    let eraser = try LinearErasure(moments)
    let decoded = try decoder.decode(known, actions: targets, others: unknown, stream: stream)
    let erased = try decoder.decode(
      eraser.apply(known), actions: targets, others: eraser.apply(unknown), stream: stream)
    let before = try (truth - scaling.apply(decoded)).squared().sum(axis: 1).elements
    let after = try (truth - scaling.apply(erased)).squared().sum(axis: 1).elements
    let total = try truth.squared().sum(axis: 1).elements
    errors = rows.indices.map {
      ErasureErrors(before: Double(before[$0]), after: Double(after[$0]), total: Double(total[$0]))
    }
  }
}
