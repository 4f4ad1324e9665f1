import Synchronization
import Tensors

/// Demonstrations of one expert in one domain, successes only.
///
/// The n-th attempt is a pure function of domain, character, box, seed and n, so a set does not depend on the number of
/// workers, and a larger set begins with the smaller one.
public struct DemonstrationSet: Sendable, Equatable {
  public let domain: PushingDomain
  public let character: ExpertCharacter
  public let seed: UInt64
  /// Where the blocks started.
  public let box: StartBox
  /// In the order of their attempts.
  public let demonstrations: [Demonstration]
  /// The number of each demonstration's attempt, increasing: its block, and how it looks, follow from that.
  public let attempts: [Int]
  /// Attempts that did not return, up to the last demonstration's.
  public var failures: Int { (attempts.last.map { $0 + 1 } ?? 0) - attempts.count }

  init(
    domain: PushingDomain, character: ExpertCharacter, seed: UInt64, box: StartBox, demonstrations: [Demonstration],
    attempts: [Int]
  ) {
    self.domain = domain
    self.character = character
    self.seed = seed
    self.box = box
    self.demonstrations = demonstrations
    self.attempts = attempts
  }

  /// Lets an expert try from fresh starts until `count` demonstrations have succeeded.
  /// - Parameters:
  ///   - unfinished: keeps what is finished, so that the same request goes on from there after a stop; nil keeps nothing.
  ///   - progress: told the number of successes, from any thread; what it throws ends the work.
  /// - Throws: `PushingError.physics`; `.noStart`; `.tooFewSuccesses` when fewer than one attempt in four succeeds. With
  ///   `unfinished` what its methods throw.
  public init(
    of character: ExpertCharacter, in domain: PushingDomain, count: Int, seed: UInt64, box: StartBox = .training,
    workers: Int = 1, unfinished: UnfinishedDemonstrations? = nil, progress: (@Sendable (Int) throws -> Void)? = nil
  ) throws {
    var found = DemonstrationSet(
      domain: domain, character: character, seed: seed, box: box, demonstrations: [], attempts: [])
    var next = 0
    let benches = Mutex<[DemonstrationBench]>([])
    while found.demonstrations.count < count {
      guard next <= 4 * count + 100 else {
        throw PushingError.tooFewSuccesses(
          "of \(next) attempts of the \(character.name) in the domain \(domain.name) only "
            + "\(found.demonstrations.count) succeeded")
      }
      let missing = count - found.demonstrations.count
      let batch = next..<next + min(missing, unfinished == nil ? missing : UnfinishedDemonstrations.batchSize)
      if let kept = try unfinished?.batch(of: batch, like: found) {
        found = found.appending(kept.demonstrations, kept.attempts)
        try progress?(found.demonstrations.count)
      } else {
        let before = found.demonstrations.count
        let succeeded = Atomic<Int>(0)
        let results = Mutex<[Demonstration?]>(Array(repeating: nil, count: batch.count))
        try forEachInParallel(batch.count, workers: workers) { place in
          let bench = try benches.withLock { $0.popLast() } ?? DemonstrationBench(character, domain)
          let demonstration = try bench.attempt(batch.lowerBound + place, seed: seed, box: box)
          benches.withLock { $0.append(bench) }
          guard demonstration.outcome.returned != nil else { return }
          results.withLock { $0[place] = demonstration }
          try progress?(before + succeeded.wrappingAdd(1, ordering: .relaxed).newValue)
        }
        let successes = results.withLock {
          zip(batch, $0).compactMap { attempt, result in result.map { (attempt, $0) } }
        }
        let made = DemonstrationSet(
          domain: domain, character: character, seed: seed, box: box, demonstrations: successes.map(\.1),
          attempts: successes.map(\.0))
        try unfinished?.keep(made, of: batch)
        found = found.appending(made.demonstrations, made.attempts)
      }
      next = batch.upperBound
    }
    self = found
  }

  private func appending(_ others: [Demonstration], _ numbers: [Int]) -> DemonstrationSet {
    DemonstrationSet(
      domain: domain, character: character, seed: seed, box: box, demonstrations: demonstrations + others,
      attempts: attempts + numbers)
  }
}
