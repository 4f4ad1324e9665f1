import Foundation
import Kernels
import Tensors
import Testing

/// The kernels that training is made of, against the plain formula written out in Double.
struct TrainingKernelTests {
  private func values(_ count: Int, _ phase: Double) -> [Double] { wave([count], phase, as: Double.self).elements }

  private func expectClose(_ a: [Double], _ b: [Double], _ limit: Double = 1e-13) {
    #expect(a.count == b.count)
    for (x, y) in zip(a, b) { #expect(abs(x - y) <= limit * max(1, abs(y))) }
  }

  @Test func sumsAndDotProductsAgreeWithPlainLoops() {
    for count in [0, 1, 31, 4095, 4096, 4097, 9000] {
      let a = values(count, 0.1)
      let b = values(count, 0.6)
      #expect(abs(Double.kernels.sum(count, a) - a.reduce(0, +)) < 1e-10)
      #expect(abs(Double.kernels.dot(count, a, b) - zip(a, b).map { $0 * $1 }.reduce(0, +)) < 1e-10)
    }
  }

  @Test func addingKernelsAddToWhatIsThere() {
    let x = values(20, 0.1)
    let z = values(20, 0.6)
    var y = values(20, 0.9)
    let before = y
    Double.kernels.addScaled(20, 0.5, x, &y)
    expectClose(y, zip(before, x).map { $0 + 0.5 * $1 })
    y = before
    Double.kernels.addProduct(20, x, z, 1, &y)
    expectClose(y, (0..<20).map { before[$0] + x[$0] * z[$0] })
    y = before
    Double.kernels.addProduct(20, x, z, 0, &y)
    expectClose(y, (0..<20).map { before[$0] + x[$0] * z[0] })
    y = before
    Double.kernels.scatterStrided(10, x, &y, 2)
    var expected = before
    for i in 0..<10 { expected[2 * i] += x[i] }
    expectClose(y, expected)
    y = before
    expected = before
    let targets = [4, 1, 4]
    Double.kernels.scatterRows(3, 4, x, targets, &y)
    for (row, target) in targets.enumerated() { for c in 0..<4 { expected[target * 4 + c] += x[row * 4 + c] } }
    expectClose(y, expected)
  }

  @Test func normalizedRowsHaveMeanZeroAndVarianceOne() {
    let (rows, columns) = (3, 50)
    let x = values(rows * columns, 0.3).map { $0 * 3 + 7 }
    var normalized = x
    var inverse = [Double](repeating: 0, count: rows)
    Double.kernels.normalizeRows(rows, columns, x, 1e-5, &normalized, &inverse)
    for row in 0..<rows {
      let line = x[row * columns..<(row + 1) * columns]
      let mean = line.reduce(0, +) / Double(columns)
      let variance = line.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(columns)
      expectClose([inverse[row]], [1 / (variance + 1e-5).squareRoot()])
      expectClose(
        Array(normalized[row * columns..<(row + 1) * columns]), line.map { ($0 - mean) * inverse[row] }, 1e-12)
    }
  }

  @Test func normalizationSurvivesAnOffsetInFloat() {
    // 1000 ± 1: the variance by E x² − (E x)² would lose five of seven digits.
    let x = (0..<64).map { Float(1000 + ($0 % 2 == 0 ? 1 : -1)) }
    var normalized = x
    var inverse: [Float] = [0]
    Float.kernels.normalizeRows(1, 64, x, 0, &normalized, &inverse)
    #expect(normalized == x.map { $0 - 1000 })
  }

  /// ∂ Σ gᵢ fᵢ(x) / ∂x by central differences.
  private func differences(_ x: [Double], _ gradient: [Double], _ f: ([Double]) -> [Double]) -> [Double] {
    x.indices.map { i in
      let step = 1e-6
      var up = x
      var down = x
      up[i] += step
      down[i] -= step
      return zip(zip(f(up), f(down)), gradient).reduce(0) { $0 + ($1.0.0 - $1.0.1) / (2 * step) * $1.1 }
    }
  }

  @Test func backwardPassesOfSoftmaxAndNormalizationAreTheirDerivatives() {
    let (rows, columns) = (2, 7)
    let x = values(rows * columns, 0.3)
    let gradient = values(rows * columns, 0.8)
    let softmax = { (x: [Double]) in
      var y = x
      Double.kernels.softmaxRows(rows, columns, x, &y)
      return y
    }
    var found = [Double](repeating: 1, count: x.count)
    Double.kernels.softmaxRowsBackward(rows, columns, softmax(x), gradient, &found)
    expectClose(found.map { $0 - 1 }, differences(x, gradient, softmax), 1e-8)

    var inverse = [Double](repeating: 0, count: rows)
    let normalize = { (x: [Double]) in
      var y = x
      var scales = [Double](repeating: 0, count: rows)
      Double.kernels.normalizeRows(rows, columns, x, 1e-5, &y, &scales)
      return y
    }
    var normalized = x
    Double.kernels.normalizeRows(rows, columns, x, 1e-5, &normalized, &inverse)
    found = [Double](repeating: 1, count: x.count)
    Double.kernels.normalizeRowsBackward(rows, columns, normalized, inverse, gradient, &found)
    expectClose(found.map { $0 - 1 }, differences(x, gradient, normalize), 1e-8)
  }

  @Test func rowsAreCombinedWithTheirOwnWeights() {
    let x = values(6, 0.1)
    let e = values(6, 0.5)
    var y = x
    Double.kernels.combineRows(2, 3, [2, 3], x, [0.5, -1], e, &y)
    let first = (0..<3).map { 2 * x[$0] + 0.5 * e[$0] }
    let second = (3..<6).map { 3 * x[$0] - e[$0] }
    expectClose(y, first + second)
  }

  @Test func theSoftmaxMeanWeighsPointsByTheirLogits() {
    let (count, width) = (37, 2)
    let prior = values(count, 0.1)
    let shift = values(count, 0.4)
    let points = values(count * width, 0.7)
    let x = [1.5, -2]
    var scratch = [Double](repeating: 0, count: count)
    var mean = [Double](repeating: 0, count: width)
    Double.kernels.softmaxMean(count, width, prior, shift, points, x, &scratch, &mean)
    let weights = (0..<count).map { exp(prior[$0] + shift[$0] + x[0] * points[$0] + x[1] * points[count + $0]) }
    let total = weights.reduce(0, +)
    for j in 0..<width {
      let expected = (0..<count).reduce(0) { $0 + weights[$1] * points[j * count + $1] } / total
      expectClose([mean[j]], [expected])
    }
  }

  @Test func adamWFollowsItsRecursion() {
    // Loshchilov and Hutter (2019), algorithm 2, with the bias corrections written out.
    let (rate, beta1, beta2, epsilon, decay, scale) = (0.01, 0.9, 0.99, 1e-8, 0.1, 0.5)
    var w = values(37, 0.2)
    var m = [Double](repeating: 0, count: 37)
    var v = m
    var (expectedW, expectedM, expectedV) = (w, m, v)
    for step in 1...5 {
      let gradient = values(37, Double(step))
      let (c1, c2) = (1 - pow(beta1, Double(step)), 1 - pow(beta2, Double(step)))
      Double.kernels.adamW(37, &w, gradient, &m, &v, scale, rate, beta1, beta2, epsilon, decay, c1, c2)
      for i in 0..<37 {
        let g = gradient[i] * scale
        expectedW[i] -= rate * decay * expectedW[i]
        expectedM[i] = beta1 * expectedM[i] + (1 - beta1) * g
        expectedV[i] = beta2 * expectedV[i] + (1 - beta2) * g * g
        expectedW[i] -= rate * (expectedM[i] / c1) / ((expectedV[i] / c2).squareRoot() + epsilon)
      }
    }
    expectClose(w, expectedW)
    expectClose(m, expectedM)
    expectClose(v, expectedV)
  }

  @Test(arguments: [false, true]) func momentumDescentFollowsItsRecursion(nesterov: Bool) {
    // torch.optim.SGD: d ← g + λw; v ← μv + (1 − τ)d; w ← w − η (nesterov ? d + μv : v).
    let (rate, momentum, dampening, decay) = (0.1, 0.9, nesterov ? 0.0 : 0.3, 0.01)
    var w = values(21, 0.2)
    var velocity = [Double](repeating: 0, count: 21)
    var (expected, v) = (w, velocity)
    for step in 1...4 {
      let gradient = values(21, Double(step))
      Double.kernels.sgd(21, &w, gradient, &velocity, 2, rate, momentum, dampening, nesterov ? 1 : 0, decay)
      for i in 0..<21 {
        let d = 2 * gradient[i] + decay * expected[i]
        v[i] = momentum * v[i] + (1 - dampening) * d
        expected[i] -= rate * (nesterov ? d + momentum * v[i] : v[i])
      }
    }
    expectClose(w, expected)
    var plain = values(21, 0.2)
    let start = plain
    let gradient = values(21, 1)
    Double.kernels.sgd(21, &plain, gradient, nil, 1, rate, 0, 0, 0, decay)
    expectClose(plain, (0..<21).map { start[$0] - rate * (gradient[$0] + decay * start[$0]) })
  }

  @Test func averagesMoveTheirShareOfTheWay() {
    var average: [Double] = [0, 10]
    Double.kernels.average(2, 0.25, [4, 2], &average)
    #expect(average == [1, 8])
  }

  @Test func squaredDistancesDoNotCancelFarFromTheOrigin() {
    let x: [Float] = [5000, 5000, 5000.5, 5000]
    let y: [Float] = [5000, 5001]
    var distances: [Float] = [0, 0]
    Float.kernels.squaredDistances(2, 1, 2, x, y, &distances)
    #expect(distances == [1, 1.25])
  }
}
