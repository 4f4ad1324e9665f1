import Alignment
import Experiments
import Recordings
import Tensors

/// Two domains of a set, as `Alignment` takes them.
struct TwoRecordings: Sendable {
  let domains: DomainSet
  let real: Int
  let sim: Int

  private func name(_ index: Int) -> String { domains.recordings[index].name }

  func pair(_ table: AlignmentTable, matched: AlignmentReport.Matched? = nil) -> AlignmentReport.Pair {
    AlignmentReport.Pair(real: name(real), sim: name(sim), table: table, matched: matched)
  }

  /// Layers whose rows are read when their turn comes.
  func layers<Scalar: TensorScalar>(as scalar: Scalar.Type) -> [AlignmentLayer<Scalar>] {
    domains.layers.map { layer in
      AlignmentLayer<Scalar>(layer) {
        (
          try domains.rows(ofLayer: layer, domain: real, as: scalar),
          try domains.rows(ofLayer: layer, domain: sim, as: scalar)
        )
      }
    }
  }

  /// nil when neither domain says where its episodes end.
  /// - Throws: `UsageError` when one says so and the other does not.
  func episodes() throws(UsageError) -> EpisodeLengths? {
    switch (domains.episodeLengths(ofDomain: real), domains.episodeLengths(ofDomain: sim)) {
    case (nil, nil): return nil
    case (let a?, let b?): return EpisodeLengths(real: a, sim: b)
    case (let a, _):
      let missing = name(a == nil ? real : sim)
      throw UsageError(
        "'\(missing)' has no episodes and the other domain has; give --episodes-\(missing) PATH:KEY, or an array "
          + "'episodes' in its file")
    }
  }

  /// Actions, states or steps of both domains' rows.
  /// - Throws: `UsageError` when a domain does not have the array.
  func rows(_ role: RecordingSource.Role) throws -> (real: Tensor<Double>, sim: Tensor<Double>) {
    let parts = try [real, sim].map { index in
      guard let rows = try domains.condition(role, ofDomain: index) else {
        throw UsageError(
          "'\(name(index))' has no \(role.rawValue); give --\(role.rawValue)-\(name(index)) PATH:KEY, or an array "
            + "'\(role.rawValue)' in its file")
      }
      return rows
    }
    return (parts[0], parts[1])
  }

  /// The same as what rows are matched by.
  func conditions(_ role: RecordingSource.Role) throws -> ConditionRows {
    let rows = try rows(role)
    return try ConditionRows(role.rawValue, real: rows.real, sim: rows.sim)
  }

  private func has(_ role: RecordingSource.Role) -> Bool {
    [real, sim].allSatisfy { domains.recordings[$0].condition(role) != nil }
  }

  /// - Throws: `UsageError` for what a pairing needs and the domains do not have.
  func pairs(
    _ pairing: AlignmentComparison.Pairing, episodes: EpisodeLengths?, study: AlignmentStudy
  ) throws -> RowPairs {
    switch pairing {
    case .rows:
      let counts = [real, sim].map { domains.selections[$0].rowCount }
      guard counts[0] == counts[1] else {
        throw UsageError(
          "--pair rows: '\(name(real))' has \(counts[0]) rows and '\(name(sim))' \(counts[1]); row i of both must be the "
            + "same observation")
      }
      return RowPairs(sameObservations: counts[0], episodes: episodes?.real)
    case .states:
      let matching = try RowMatching(
        conditions(.states), realEpisodes: episodes?.real, seed: study.seed, workers: study.workers)
      return RowPairs(matching, episodes: episodes?.real)
    case .dtw:
      guard let episodes else {
        throw UsageError("--pair dtw warps episodes; give --episodes-\(name(real)) and --episodes-\(name(sim))")
      }
      return try RowPairs(
        warping: conditions(has(.states) ? .states : .actions), episodes: episodes, workers: study.workers)
    }
  }
}
