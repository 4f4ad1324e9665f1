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
  /// In the order of their attempts.
  public let demonstrations: [Demonstration]
  /// The number of each demonstration's attempt, increasing: its block, and how it looks, follow from that.
  public let attempts: [Int]
  /// Attempts that did not return, up to the last demonstration's.
  public var failures: Int { (attempts.last.map { $0 + 1 } ?? 0) - attempts.count }

  /// Lets an expert try from fresh starts until `count` demonstrations have succeeded.
  /// - Parameter progress: told the number of attempts that ended, from any thread.
  /// - Throws: `PushingError.physics`; `.noStart`; `.tooFewSuccesses` when fewer than one attempt in four succeeds.
  public init(
    of character: ExpertCharacter, in domain: PushingDomain, count: Int, seed: UInt64, box: StartBox = .training,
    workers: Int = 1, progress: (@Sendable (Int) -> Void)? = nil
  ) throws {
    self.domain = domain
    self.character = character
    self.seed = seed
    var found: [(attempt: Int, demonstration: Demonstration)] = []
    var next = 0
    let ended = Atomic<Int>(0)
    let benches = Mutex<[DemonstrationBench]>([])
    while found.count < count {
      guard next <= 4 * count + 100 else {
        throw PushingError.tooFewSuccesses(
          "of \(next) attempts of the \(character.name) in the domain \(domain.name) only \(found.count) succeeded")
      }
      let batch = next..<(next + count - found.count)
      let results = Mutex<[Demonstration?]>(Array(repeating: nil, count: batch.count))
      try forEachInParallel(batch.count, workers: workers) { place in
        let bench = try benches.withLock { $0.popLast() } ?? DemonstrationBench(character, domain)
        let demonstration = try bench.attempt(batch.lowerBound + place, seed: seed, box: box)
        benches.withLock { $0.append(bench) }
        if demonstration.outcome.returned != nil { results.withLock { $0[place] = demonstration } }
        let count = ended.wrappingAdd(1, ordering: .relaxed).newValue
        progress?(count)
      }
      found += results.withLock { zip(batch, $0).compactMap { attempt, result in result.map { (attempt, $0) } } }
      next = batch.upperBound
    }
    demonstrations = found.map(\.demonstration)
    attempts = found.map(\.attempt)
  }
}
