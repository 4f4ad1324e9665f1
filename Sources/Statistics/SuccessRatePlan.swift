import Foundation

/// How many trials and training seeds decide a difference of two success rates, and what given numbers can decide.
///
/// Two arms with rates p and p + E, evaluated independently; pairing seeds and start states can only do better. Each arm's
/// rate varies from seed to seed with standard deviation τ, so an arm of S seeds × T trials has the variance
///
///     τ²/S + (p(1−p) − τ²)/(S T)
///
/// and trials alone never get below τ²/S: a large τ needs seeds. τ² = ρ p(1−p) for an intraclass correlation ρ.
public struct SuccessRatePlan: Sendable, Hashable, Codable {
  /// p, the rate of the arm compared against.
  public let baseline: Double
  /// E, the difference to be decided; its sign matters only in that p + E is a rate.
  public let effect: Double
  /// τ, the standard deviation of the true rate over training seeds.
  public let seedDeviation: Double
  /// Two-sided significance level, 0.05 unless said otherwise.
  public let significance: Double
  /// The probability of deciding a true difference that is wanted, 0.8 unless said otherwise.
  public let power: Double

  /// - Throws: `SampleError` when p or p + E is not strictly between 0 and 1, E is zero, or τ is negative or not below
  ///   the largest deviation that such rates allow, √(p(1−p)).
  public init(
    baseline: Double, effect: Double, seedDeviation: Double = 0, significance: Double = 0.05, power: Double = 0.8
  ) throws(SampleError) {
    guard baseline > 0, baseline < 1 else {
      throw .outOfRange(what: "baseline success rate", value: baseline, expected: "a number between 0 and 1")
    }
    guard effect != 0, baseline + effect > 0, baseline + effect < 1 else {
      throw .outOfRange(
        what: "effect", value: effect,
        expected: "a difference other than 0 that keeps \(baseline) + effect between 0 and 1")
    }
    let treated = baseline + effect
    let largest = min(baseline * (1 - baseline), treated * (1 - treated)).squareRoot()
    guard seedDeviation >= 0, seedDeviation < largest else {
      throw .outOfRange(
        what: "standard deviation over seeds", value: seedDeviation, expected: "0 up to, not including, \(largest)")
    }
    try requireLevel(1 - significance)
    guard power > significance, power < 1 else {
      throw .outOfRange(what: "power", value: power, expected: "a number between \(significance) and 1")
    }
    self.baseline = baseline
    self.effect = effect
    self.seedDeviation = seedDeviation
    self.significance = significance
    self.power = power
  }

  private var treated: Double { baseline + effect }
  /// Variance of one trial of each arm, summed over the two arms.
  private var trialVariance: Double { baseline * (1 - baseline) + treated * (1 - treated) }
  private var criticalNormal: Double { NormalDistribution.quantile(1 - significance / 2) }
}

// MARK: Trials alone, one checkpoint an arm

extension SuccessRatePlan {
  /// The power of the two-proportion z test with pooled variance under "no difference".
  public func power(trialsPerArm trials: Int) -> Double {
    precondition(trials >= 1, "a plan needs a trial")
    let pooled = (baseline + treated) / 2
    let null = (2 * pooled * (1 - pooled)).squareRoot()
    let shift = abs(effect) * Double(trials).squareRoot()
    let alternative = trialVariance.squareRoot()
    return NormalDistribution.cumulative((shift - criticalNormal * null) / alternative)
      + NormalDistribution.cumulative((-shift - criticalNormal * null) / alternative)
  }

  /// The fewest trials in each arm that reach the wanted power, seed-to-seed variation left out.
  public var trialsPerArm: Int { smallest(from: 1) { power(trialsPerArm: $0) >= power } }

  /// The half-width of the difference's interval with `trials` in each arm.
  public func halfWidth(trialsPerArm trials: Int) -> Double {
    precondition(trials >= 1, "a plan needs a trial")
    return criticalNormal * (trialVariance / Double(trials)).squareRoot()
  }
}

// MARK: Seeds and trials

extension SuccessRatePlan {
  /// The standard error of the difference with `seeds` an arm and `trials` a seed.
  public func standardError(seeds: Int, trials: Int) -> Double {
    precondition(seeds >= 2 && trials >= 1, "a plan needs two seeds and a trial")
    let between = 2 * seedDeviation * seedDeviation
    return ((between + (trialVariance - between) / Double(trials)) / Double(seeds)).squareRoot()
  }

  /// The half-width of the difference's t interval over seeds, 2(S − 1) degrees of freedom.
  public func halfWidth(seeds: Int, trials: Int) -> Double {
    standardError(seeds: seeds, trials: trials) * criticalStudent(seeds)
  }

  /// The power of the t test over seeds' rates, from the noncentral t distribution.
  public func power(seeds: Int, trials: Int) -> Double {
    power(seeds: seeds, standardError: standardError(seeds: seeds, trials: trials))
  }

  /// The fewest seeds, `trials` trials each, that reach the wanted power; at least `Verdict.fewestSeeds`.
  public func seeds(trials: Int) -> Int {
    smallest(from: Verdict.fewestSeeds) { power(seeds: $0, trials: trials) >= power }
  }

  /// What a number of seeds still asks for.
  public enum TrialsNeeded: Sendable, Hashable, Codable {
    /// This many trials a seed reach the wanted power.
    case trials(Int)
    /// No number of trials does, for the seeds differ too much: this many seeds could.
    case moreSeeds(atLeast: Int)
  }

  /// The fewest trials a seed that reach the wanted power with `seeds` seeds.
  public func trials(seeds: Int) -> TrialsNeeded {
    func bestPower(_ seeds: Int) -> Double {
      let floor = seedDeviation * (2 / Double(seeds)).squareRoot()
      return floor == 0 ? 1 : power(seeds: seeds, standardError: floor)
    }
    if seeds < Verdict.fewestSeeds || bestPower(seeds) <= power {
      return .moreSeeds(atLeast: smallest(from: Verdict.fewestSeeds) { bestPower($0) > power })
    }
    return .trials(smallest(from: 1) { power(seeds: seeds, trials: $0) >= power })
  }

  private func criticalStudent(_ seeds: Int) -> Double {
    StudentDistribution(degreesOfFreedom: Double(2 * (seeds - 1))).quantile(1 - significance / 2)
  }

  package func power(seeds: Int, standardError: Double) -> Double {
    let critical = criticalStudent(seeds)
    let statistic = NoncentralStudent(
      degreesOfFreedom: Double(2 * (seeds - 1)), noncentrality: abs(effect) / standardError)
    return 1 - statistic.cumulative(critical) + statistic.cumulative(-critical)
  }
}

/// The smallest integer from `start` on at which a condition that stays true once true is true.
private func smallest(from start: Int, where isEnough: (Int) -> Bool) -> Int {
  if isEnough(start) { return start }
  var (low, high) = (start, max(2, 2 * start))
  while !isEnough(high) { (low, high) = (high, 2 * high) }
  while high - low > 1 {
    let middle = low + (high - low) / 2
    if isEnough(middle) { high = middle } else { low = middle }
  }
  return high
}
