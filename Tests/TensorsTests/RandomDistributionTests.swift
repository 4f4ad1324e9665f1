import Foundation
import Tensors
import Testing

/// What is drawn follows its distribution. Seeds are fixed; each bound says how often a correct generator would miss it.
struct RandomDistributionTests {
  /// √n sup |Fₙ − F|, which exceeds 2.23 with probability 1e-4 (Kolmogorov's limit).
  private func kolmogorov(_ sample: [Double], _ distribution: (Double) -> Double) -> Double {
    let n = Double(sample.count)
    return sample.sorted().enumerated().map { i, x in
      let f = distribution(x)
      return max(Double(i + 1) / n - f, f - Double(i) / n)
    }.max()! * n.squareRoot()
  }

  /// Σ (observed − expected)² / expected.
  private func chiSquare(_ observed: [Int], _ expected: [Double]) -> Double {
    zip(observed, expected).map { pow(Double($0) - $1, 2) / $1 }.reduce(0, +)
  }

  private func moment(_ sample: [Double], _ order: Double, around centre: Double = 0) -> Double {
    sample.map { pow($0 - centre, order) }.reduce(0, +) / Double(sample.count)
  }

  private let count = 200_000
  private let normalDistribution = { (x: Double) in 0.5 * erfc(-x / 2.0.squareRoot()) }

  @Test func uniformsAreUniformInBothPrecisions() {
    func check<S: TensorScalar>(_ type: S.Type) {
      var stream = RandomStream(seed: 21, purpose: "uniform")
      let x = Tensor<S>.uniform([count], from: &stream).elements.map(Double.init)
      #expect(x.allSatisfy { $0 >= 0 && $0 < 1 })
      #expect(kolmogorov(x) { $0 } < 2.23)  // false alarm 1e-4
      // Mean and variance within 3.9 standard errors: false alarm 1e-4 each.
      #expect(abs(moment(x, 1) - 0.5) < 3.9 * (1 / 12.0 / Double(count)).squareRoot())
      #expect(abs(moment(x, 2, around: 0.5) - 1 / 12.0) < 3.9 * (1 / 180.0 / Double(count)).squareRoot())
    }
    check(Float.self)
    check(Double.self)
  }

  @Test func normalsAreNormalInBothPrecisions() {
    func check<S: TensorScalar>(_ type: S.Type) {
      var stream = RandomStream(seed: 22, purpose: "normal")
      let x = Tensor<S>.normal([count], from: &stream).elements.map(Double.init)
      #expect(x.allSatisfy { $0.isFinite })
      #expect(kolmogorov(x, normalDistribution) < 2.23)  // false alarm 1e-4
      // The first four moments within 3.9 standard errors: false alarm 1e-4 each.
      for (order, exact, variance) in [(1.0, 0.0, 1.0), (2, 1, 2), (3, 0, 15), (4, 3, 96)] {
        #expect(abs(moment(x, order) - exact) < 3.9 * (variance / Double(count)).squareRoot(), "moment \(order)")
      }
      // Neighbours share a radius but not a correlation, nor do their squares.
      let product = zip(x, x.dropFirst()).map { $0 * $1 }.reduce(0, +) / Double(count).squareRoot()
      let squares = zip(x, x.dropFirst()).map { ($0 * $0 - 1) * ($1 * $1 - 1) / 2 }.reduce(0, +)
      #expect(abs(product) < 3.9)
      #expect(abs(squares / Double(count).squareRoot()) < 3.9)
      // 540 of 200 000 are expected beyond three, 6.3e-5 beyond four: the tails are there.
      let beyondThree = Double(x.count { abs($0) > 3 })
      #expect(abs(beyondThree - 539.96) < 3.9 * 539.96.squareRoot())
      #expect((1...40).contains(x.count { abs($0) > 4 }))
    }
    check(Float.self)
    check(Double.self)
  }

  @Test func singleUniformsAndIntegersAreUniform() {
    var stream = RandomStream(seed: 23, purpose: "integers")
    #expect(kolmogorov((0..<20_000).map { _ in stream.uniform() }) { $0 } < 2.23)
    var counts = [Int](repeating: 0, count: 10)
    for _ in 0..<50_000 { counts[stream.uniform(below: 10)] += 1 }
    #expect(chiSquare(counts, [Double](repeating: 5000, count: 10)) < 33.72)  // 9 degrees of freedom, 1e-4
    #expect((0..<100).allSatisfy { _ in stream.uniform(below: 1) == 0 })
    // A bound that does not divide 2⁶⁴: a plain remainder would put 2/3 into the lower half instead of 1/2.
    let bound = Int.max / 4 * 3
    let lower = (0..<20_000).count { _ in stream.uniform(below: bound) < bound / 2 }
    #expect(abs(Double(lower) - 10_000) < 3.9 * 5000.0.squareRoot())
  }

  @Test func permutationsAreUniform() {
    var stream = RandomStream(seed: 24, purpose: "permutation")
    var counts: [[Int]: Int] = [:]
    for _ in 0..<24_000 { counts[stream.permutation(4), default: 0] += 1 }
    #expect(counts.count == 24)
    #expect(chiSquare(Array(counts.values), [Double](repeating: 1000, count: 24)) < 57.07)  // 23 d.o.f., 1e-4
    #expect(stream.permutation(1000).sorted() == Array(0..<1000))
    #expect(stream.permutation(0) == [])
    #expect(stream.permutation(1) == [0])
  }

  @Test func samplesWithoutReplacementAreUniformAndDistinct() {
    var stream = RandomStream(seed: 25, purpose: "sample")
    var counts = [Int](repeating: 0, count: 6)
    for _ in 0..<12_000 {
      // Pairs of 4 in order: 12 outcomes, folded to 6 unordered ones.
      let pair = stream.sample(2, of: 4).sorted()
      counts[[[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]].firstIndex(of: pair)!] += 1
    }
    #expect(chiSquare(counts, [Double](repeating: 2000, count: 6)) < 25.74)  // 5 degrees of freedom, 1e-4
    #expect(Set(stream.sample(50, of: 60)).count == 50)
    #expect(stream.sample(0, of: 5) == [])
    #expect(stream.sample(5, of: 5).sorted() == [0, 1, 2, 3, 4])
  }

  @Test func categoriesAreDrawnByWeightAndNeverAtWeightZero() {
    var stream = RandomStream(seed: 26, purpose: "categorical")
    let weights = [0, 1, 0, 3, 0.5, 0, 5.5, 0]
    let distribution = CategoricalDistribution(weights: weights)
    var counts = [Int](repeating: 0, count: 8)
    for _ in 0..<40_000 { counts[distribution.sample(using: &stream)] += 1 }
    let positive = weights.indices.filter { weights[$0] > 0 }
    #expect(weights.indices.allSatisfy { weights[$0] > 0 || counts[$0] == 0 })
    #expect(chiSquare(positive.map { counts[$0] }, positive.map { weights[$0] * 4000 }) < 21.11)  // 3 d.o.f., 1e-4
    let certain = CategoricalDistribution(weights: [0, 0, 1e-300])
    #expect((0..<100).allSatisfy { _ in certain.sample(using: &stream) == 2 })
  }
}
