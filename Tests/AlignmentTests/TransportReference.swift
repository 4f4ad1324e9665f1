import Foundation
import Tensors

/// `Reference/transport.json`, made by `Tools/reference/transport.py` with numpy 2.3.5, scipy 1.17.1 and POT 0.9.7.post1:
/// seeds and sizes, from which the inputs are made anew here, and the peers' answers.
struct TransportReference: Decodable, Sendable {
  static let shared: TransportReference = {
    let url = Bundle.module.url(forResource: "Reference/transport", withExtension: "json")!
    return try! JSONDecoder().decode(TransportReference.self, from: Data(contentsOf: url))
  }()

  struct AssignmentCase: Decodable, Sendable { let kind: String, seed: UInt64, n: Int, cost: Double }

  /// Two samples, and what was found between them.
  struct Pair: Decodable, Sendable {
    let n: Int, m: Int, d: Int, seed: UInt64, scale: Double, shift: Double
    let weighted: Bool?, otherWidth: Int?
    let p: Double?, value: Double?
    let w1: Double?, w2: Double?, marginal1: Double?, marginal2: Double?, largest2: Double?
    let regularization: Double?, cost: Double?, objective: Double?, divergence: Double?, costDivergence: Double?
    let marginalPenalty: Double?, mass: Double?, unregularizedMass: Double?
    let fraction: Double?, loss: Double?

    var x: Tensor<Double> { SeededNumbers.samples(seed, n, d) }
    var y: Tensor<Double> { SeededNumbers.samples(seed + 1, m, otherWidth ?? d, scale: scale, shift: shift) }
    var xMasses: [Double] {
      weighted == true ? SeededNumbers.masses(seed + 2, n) : Array(repeating: 1 / Double(n), count: n)
    }
    var yMasses: [Double] {
      weighted == true ? SeededNumbers.masses(seed + 3, m) : Array(repeating: 1 / Double(m), count: m)
    }
  }

  let assignments: [AssignmentCase]
  let lines: [Pair]
  let sliced: [Pair]
  let exact: [Pair]
  let entropic: [Pair]
  let unbalanced: [Pair]
  let partial: [Pair]
  let gromov: [Pair]
}

/// The generator that `transport.py` describes: state ← 6364136223846793005 state + 1442695040888963407 mod 2⁶⁴, and the
/// number is its upper 31 bits.
enum SeededNumbers {
  static func numbers(_ seed: UInt64, _ count: Int) -> [Int] {
    var state = seed
    return (0..<count).map { _ in
      state = 6_364_136_223_846_793_005 &* state &+ 1_442_695_040_888_963_407
      return Int(state >> 33)
    }
  }

  static func samples(_ seed: UInt64, _ n: Int, _ d: Int, scale: Double = 1, shift: Double = 0) -> Tensor<Double> {
    try! Tensor(numbers(seed, n * d).map { (Double($0) / 0x1p31 - 0.5) * scale + shift }, shape: [n, d])
  }

  static func masses(_ seed: UInt64, _ n: Int) -> [Double] {
    var parts = numbers(seed, n).map { Double($0 % 5) }
    parts[0] = 1
    let total = parts.reduce(0, +)
    return parts.map { $0 / total }
  }

  static func costs(_ kind: String, _ seed: UInt64, _ n: Int) -> Tensor<Double> {
    let k = numbers(seed, n * n)
    return Tensor(shape: [n, n]) { target in
      for (place, number) in k.enumerated() {
        let (i, j) = (place / n, place % n)
        target[place] =
          switch kind {
          case "uniform": Double(number) / 0x1p31
          case "ties": Double(number % 10)
          case "duplicates": Double(k[i % 7 % n * n + j % 5 % n]) / 0x1p31
          case "negative": Double(number - (1 << 30)) / 0x1p20
          case "huge": Double(number) * 0x1p20 + (number % 3 == 0 ? 0x1p60 : 0)
          default: fatalError("unknown kind \(kind)")
          }
      }
    }
  }
}

/// |a − b| ≤ tolerance · max(1, |b|).
func isClose(_ a: Double, _ b: Double, _ tolerance: Double) -> Bool {
  abs(a - b) <= tolerance * max(1, abs(b))
}
