import Foundation
import Tensors

/// `Reference/reweighting.json`, made by `Tools/reference/reweighting.py`: ADAPT's density ratios on two samples of
/// normal numbers, and the study's published tables.
struct ReweightingReference: Decodable, Sendable {
  struct LeastSquares: Decodable, Sendable {
    let alpha: Double, penalty: Double, weights: [Double]
    let atPoints: [Double]
    enum CodingKeys: String, CodingKey { case alpha, penalty, weights, atPoints = "at_points" }
  }
  struct Likelihood: Decodable, Sendable {
    let weights: [Double], atPoints: [Double], objective: Double
    enum CodingKeys: String, CodingKey { case weights, objective, atPoints = "at_points" }
  }
  struct MeanMatching: Decodable, Sendable { let bound: Double, slack: Double?, weights: [Double], objective: Double }
  struct Classifier: Decodable, Sendable { let penalty: Double, odds: [Double] }
  struct Marker: Decodable, Sendable { let ratio: Double, kind: String, w: Double, g: Double }
  struct Overlap: Decodable, Sendable { let squaredDistance: Double, share: Double }
  struct Losses: Decodable, Sendable { let dz: [String], w: [String], values: [[Double]] }

  let width: Double
  private let numerator: [[Double]]
  private let denominator: [[Double]]
  private let points: [[Double]]
  let leastSquares: [LeastSquares]
  let likelihood: Likelihood
  let meanMatching: [MeanMatching]
  let classifier: [Classifier]
  let markers: [Marker]
  let overlap: [Overlap]
  let toyLosses: Losses

  var samples: (numerator: Tensor<Double>, denominator: Tensor<Double>, points: Tensor<Double>) {
    (try! Tensor(rows: numerator), try! Tensor(rows: denominator), try! Tensor(rows: points))
  }

  static let shared: ReweightingReference = {
    let url = Bundle.module.url(forResource: "reweighting", withExtension: "json", subdirectory: "Reference")!
    return try! JSONDecoder().decode(ReweightingReference.self, from: Data(contentsOf: url))
  }()
}
