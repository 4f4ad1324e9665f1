import PlanarPushing
import Statistics

/// How many of a number of episodes came to each of the three outcomes.
public struct SuccessRates: Sendable, Equatable, Codable {
  public private(set) var episodes = 0
  /// The block was within tolerance at some step.
  public private(set) var reached = 0
  /// It stayed there for the criterion's hold duration.
  public private(set) var held = 0
  /// Block and pusher were where they should be at once: the study's success.
  public private(set) var returned = 0

  public init() {}

  public mutating func count(_ outcome: EpisodeOutcome) {
    episodes += 1
    if outcome.reached != nil { reached += 1 }
    if outcome.held != nil { held += 1 }
    if outcome.returned != nil { returned += 1 }
  }

  /// A rate with its interval, such as `rate(of: \.returned)`: for one policy, whose trials are independent.
  /// - Throws: `SampleError` when nothing was counted.
  public func rate(
    of outcome: KeyPath<SuccessRates, Int>, level: Double = 0.95, interval: ProportionInterval = .wilson
  ) throws(SampleError) -> Estimate {
    try .proportion(successes: self[keyPath: outcome], trials: episodes, level: level, interval: interval)
  }
}
