import Foundation

/// The two files of reference values, decoded once.
///
/// `statistics.json` was made by `Tools/reference/statistics.py`, `peers.json` by several packages at the versions it
/// names; both hold inputs and the peers' answers.
enum Reference {
  static let statistics: StatisticsReference = decode("statistics")
  static let peers: PeersReference = decode("peers")

  private static func decode<Value: Decodable>(_ name: String) -> Value {
    let url = Bundle.module.url(forResource: "Reference/\(name)", withExtension: "json")!
    return try! JSONDecoder().decode(Value.self, from: Data(contentsOf: url))
  }
}

struct StatisticsReference: Decodable, Sendable {
  struct Distribution: Decodable, Sendable { let kind: String, parameters: [Double], x: Double, value: Double }
  struct Proportion: Decodable, Sendable {
    let successes: Int, trials: Int, level: Double, wilson: [Double], exact: [Double]
  }
  struct ProportionDifference: Decodable, Sendable { let first: [Int], second: [Int], interval: [Double] }
  struct Mean: Decodable, Sendable { let values: [Double], level: Double, interval: [Double] }
  struct Correlation: Decodable, Sendable {
    let x: [Double], y: [Double]
    let pearson: [Double], interval: [Double]?, spearman: [Double], kendall: [Double], ranks: [Double]
  }
  struct ANOVA: Decodable, Sendable {
    struct Effect: Decodable, Sendable { let ss: Double, df: Double, f: Double, p: Double }
    struct Residual: Decodable, Sendable { let ss: Double, df: Double }
    let values: [[[Double]]], effects: [Effect], residual: Residual
  }
  struct TTest: Decodable, Sendable {
    /// Each: statistic, degrees of freedom, p, lower, upper.
    let x: [Double], y: [Double], oneSample: [Double], welch: [Double], pooled: [Double], paired: [Double]
  }
  struct Permutation: Decodable, Sendable {
    let x: [Double], y: [Double], twoSample: Double, differences: [Double], paired: Double
  }
  struct Fisher: Decodable, Sendable { let table: [Int], p: Double }
  struct KolmogorovSmirnov: Decodable, Sendable { let x: [Double], y: [Double], statistic: Double, p: Double }
  struct Bootstrap: Decodable, Sendable {
    let value: Double, distribution: [Double], level: Double, jackknife: [Double], percentile: [Double], bca: [Double]
  }
  struct Power: Decodable, Sendable {
    let kind: String, power: Double
    let baseline: Double?, effect: Double?, trials: Int?, ratio: Double?, seeds: Int?
  }
  struct PowerLaw: Decodable, Sendable {
    struct Linear: Decodable, Sendable {
      let parameters: [Double], covariance: [[Double]], rSquared: Double, rSquaredOfLogs: Double
    }
    struct LogLog: Decodable, Sendable {
      let parameters: [Double], logCovariance: [[Double]], rSquared: Double, rSquaredOfLogs: Double
    }
    let predictors: [[Double]], values: [Double], linear: Linear, logLog: LogLog
  }

  let distributions: [Distribution]
  let proportions: [Proportion]
  let proportionDifferences: [ProportionDifference]
  let means: [Mean]
  let correlations: [Correlation]
  let anovas: [ANOVA]
  let tTests: [TTest]
  let permutations: [Permutation]
  let fisher: [Fisher]
  let kolmogorovSmirnov: [KolmogorovSmirnov]
  let bootstraps: [Bootstrap]
  let powers: [Power]
  let powerLaws: [PowerLaw]
}

/// The cases of `peers.json` that this module answers to.
struct PeersReference: Decodable, Sendable {
  struct Case<Expected: Decodable & Sendable>: Decodable, Sendable { let expected: Expected, tol: Double }
  struct Cases: Decodable, Sendable {
    let correlations: Case<[Double]>
    let intervals18Of20: Case<[[Double]]>
    let intervals0Of20: Case<[[Double]]>
    let fisher: Case<Double>
    let kolmogorovSmirnov: Case<[Double]>

    enum CodingKeys: String, CodingKey {
      case correlations = "pearson_spearman_kendall"
      case intervals18Of20 = "binom_ci_18_20"
      case intervals0Of20 = "binom_ci_0_20"
      case fisher = "fisher_exact"
      case kolmogorovSmirnov = "ks_2samp"
    }
  }
  let cases: Cases
  let x: [[Double]]
  let y: [[Double]]

  enum CodingKeys: String, CodingKey {
    case cases
    case x = "X12x3"
    case y = "Y12x3"
  }
}

/// |a − b| ≤ relative·max(|a|, |b|) + absolute.
func agree(_ a: Double, _ b: Double, relative: Double, absolute: Double = 0) -> Bool {
  a == b || abs(a - b) <= relative * max(abs(a), abs(b)) + absolute
}
