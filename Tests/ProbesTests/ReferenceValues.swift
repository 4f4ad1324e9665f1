import Foundation
import Probes
import Tensors

/// `Reference/probes.json`: what scikit-learn and the papers' formulas give, made by `Tools/reference/probes.py`.
struct ProbeReference: Decodable, Sendable {
  struct Logistic: Decodable, Sendable {
    let rows: [[Int]], n_real: Int, C: Double, weights: [Double], intercept: Double
    let auc: Double, log_loss: Double, brier: Double, accuracy: Double, balanced_accuracy: Double
  }
  struct Neighbours: Decodable, Sendable { let rows: [[Int]], n_real: Int, queries: [[Int]], k: Int, shares: [Double] }
  struct ROC: Decodable, Sendable { let scores: [Double], n_real: Int, auc: Double, variance: Double }
  struct Ridge: Decodable, Sendable {
    let rows: [[Int]], actions: [[Int]], others: [[Int]], alpha: Double, decoded: [[Double]]
  }
  struct Erasure: Decodable, Sendable { let rows: [[Int]], n_real: Int, erased: [[Double]] }

  struct Folds: Decodable, Sendable {
    let rows: [[Int]], lengths_real: [Int], lengths_sim: [Int], count: Int, fold: [Int], scores: [Double]
    let auc: Double, log_loss: Double, brier: Double, accuracy: Double
  }
  struct Code: Decodable, Sendable { let scores: [Double], labels: [Int], first: Int, bits: Double }

  let logistic: [Logistic]
  let neighbours: [Neighbours]
  let roc: [ROC]
  let ridge: [Ridge]
  let erasure: [Erasure]
  let folds: [Folds]
  let code: [Code]

  static let shared: ProbeReference = {
    let url = Bundle.module.url(forResource: "Reference/probes", withExtension: "json")!
    return try! JSONDecoder().decode(ProbeReference.self, from: Data(contentsOf: url))
  }()
}

/// Rows that are stored in thousandths.
func thousandths(_ rows: [[Int]]) -> Tensor<Float> {
  try! Tensor(rows: rows.map { $0.map { Float($0) / 1000 } })
}

/// true for the rows from the n-th on.
func simFrom(_ n: Int, of count: Int) -> [Bool] { (0..<count).map { $0 >= n } }

func close(_ a: Double, _ b: Double, _ tolerance: Double) -> Bool { abs(a - b) <= tolerance * max(1, abs(b)) }

/// Two domains of normal episodes: a row is an episode's own place (deviation `within`) plus unit noise; sim rows are
/// moved by `shift` along the first column.
func planted(
  _ width: Int = 4, episodes: Int = 20, length: Int = 10, shift: Double, within: Double = 0, seed: UInt64,
  knownEpisodes: Bool = true
) throws -> DomainSample {
  var stream = RandomStream(seed: seed, purpose: "planted domains")
  func side(_ shift: Float) throws -> Tensor<Float> {
    let places = Tensor<Float>.normal([episodes, width], from: &stream) * Float(within)
    let noise = Tensor<Float>.normal([episodes * length, width], from: &stream)
    var rows = try noise + places.gatherRows((0..<episodes * length).map { $0 / length })
    for row in 0..<rows.rows { rows[row, 0] += shift }
    return rows
  }
  let counts = knownEpisodes ? [Int](repeating: length, count: episodes) : nil
  return try DomainSample(
    real: side(0), sim: side(Float(shift)), realEpisodes: counts, simEpisodes: counts)
}
