import Recordings
import Reweighting
import Tensors

extension TwoRecordings {
  /// Why another checkpoint's rows are not of the same observations; nil when nothing speaks against it.
  ///
  /// They are when the same rows of as many episodes were drawn, and where both have states, these are equal.
  func whyNotPaired(with other: TwoRecordings) throws -> String? {
    for (here, there) in [(real, other.real), (sim, other.sim)] {
      let domain = domains.recordings[here].name
      let (mine, theirs) = (domains.selections[here], other.domains.selections[there])
      guard mine.knowsEpisodes == theirs.knowsEpisodes, mine.episodes == theirs.episodes else {
        return "the episodes of '\(domain)' do not correspond (\(mine.episodes.count) and \(theirs.episodes.count) "
          + "episodes, \(mine.rowCount) and \(theirs.rowCount) rows, or in another order)"
      }
      guard let states = try domains.condition(.states, ofDomain: here),
        let others = try other.domains.condition(.states, ofDomain: there)
      else { continue }
      let isSame =
        states.shape == others.shape
        && zip(states.elements, others.elements).allSatisfy { abs($0 - $1) <= 1e-5 * max(1, abs($0)) }
      if !isSame { return "the states of '\(domain)' differ, so its rows are not the same observations" }
    }
    return nil
  }

  /// What the closed form makes of the last layer's rows and their actions; nil where a domain has no actions, and,
  /// with a warning, where the closed form cannot be asked.
  /// - Parameter demonstrations: of each domain that the policy was trained on; nil lets recorded rows stand for them.
  func reweighting(
    demonstrations: (real: Int, sim: Int)?, seed: UInt64, workers: Int, warn: (String) -> Void
  ) -> ReweightingSummary? {
    guard let layer = domains.layers.last,
      [real, sim].allSatisfy({ domains.recordings[$0].condition(.actions) != nil })
    else { return nil }
    do {
      let recorded = try [real, sim].map {
        try domains.recorded($0, layer: layer, actions: domains.condition(.actions, ofDomain: $0)!)
      }
      if demonstrations == nil {
        warn(
          "for the mixing ratio the recorded rows stand for the demonstrations that the policy was trained on; "
            + "--trained-on REAL,SIM says how many there were")
      }
      return try ReweightingSummary(
        layer: layer, real: recorded[0], sim: recorded[1], demonstrations: demonstrations,
        study: ReweightingStudy(times: [], seed: seed, workers: workers))
    } catch {
      warn("no reweighting: \(error)")
      return nil
    }
  }
}
