import Foundation
import Tensors
import Testing

struct ReductionTests {
  private let reference = ReferenceValues.shared.reductions

  @Test func sumsMeansAndExtremesAgreeWithNumpyInBothPrecisions() throws {
    try check(Float.self)
    try check(Double.self)
  }

  private func check<S: TensorScalar>(_ type: S.Type) throws {
    let contiguous = wave([2, 3, 4], 0.5, as: S.self)
    let permuted = try contiguous.permuted([2, 0, 1]).contiguous().permuted([1, 2, 0])
    for x in [contiguous, permuted] {
      try expectClose(Tensor(x.sum()), reference["sum"])
      try expectClose(Tensor(x.mean()), reference["mean"])
      try expectClose(Tensor(x.maximum()), reference["maximum"])
      try expectClose(Tensor(x.minimum()), reference["minimum"])
      for axis in 0..<3 {
        try expectClose(try x.sum(axis: axis), reference["sum\(axis)"])
        try expectClose(try x.mean(axis: axis, keepingAxis: true), reference["mean\(axis)"])
      }
      try expectClose(x.softmax(), reference["softmax"])
      try expectClose(x.logSumExp(), reference["logSumExp"])
    }
  }

  @Test func sumsOfStretchedTensorsCountEveryRepetition() throws {
    let x = try Tensor<Float>([1, 2, 3]).broadcast(to: [4, 3])
    #expect(x.sum() == 24)
    #expect(try x.sum(axis: 0).elements == [4, 8, 12])
    #expect(try x.sum(axis: 1).elements == [6, 6, 6, 6])
  }

  @Test func aMillionFloatsSumToDoublePrecision() throws {
    // Added one after another in Float, a tenth drifts by a percent.
    let count = 1 << 20
    let expected = Double(Float(0.1)) * Double(count)
    let tenths = Tensor<Float>(repeating: 0.1, shape: [count])
    #expect(abs(Double(tenths.sum()) / expected - 1) < 1e-5)
    for columns in [1, 2, 3] {
      let matrix = Tensor<Float>(repeating: 0.1, shape: [count, columns])
      for sum in try matrix.sum(axis: 0).elements { #expect(abs(Double(sum) / expected - 1) < 1e-5) }
    }
    // Wider than a tile of columns, and with blocks of unequal length.
    let wide = wave([5000, 70], 0.1, as: Double.self)
    let exact = try wide.sum(axis: 0)
    try expectClose(try wide.converted(to: Float.self).sum(axis: 0).converted(to: Double.self), exact, tolerance: 1e-5)
    for column in [0, 63, 64, 69] {
      let direct = try wide.slice(column..<column + 1, axis: 1).elements.reduce(0, +)
      #expect(abs(exact[column] - direct) < 1e-10)
    }
  }

  @Test func extremesAreFoundWhereverTheyStand() {
    for count in [1, 15, 16, 17, 40] {
      for place in 0..<count {
        var x = Tensor<Float>.zeros([count])
        x[place] = 5
        #expect(x.maximum() == 5)
        #expect((-x).minimum() == -5)
        x[place] = .nan
        #expect(x.maximum().isNaN)
        #expect(x.minimum().isNaN)
        #expect(!x.isFinite)
        x[place] = -.infinity
        #expect(!x.isFinite)
        #expect(x.minimum() == -.infinity)
      }
    }
  }

  @Test func theFirstNumberThatIsNotFiniteIsFoundInRowMajorOrder() throws {
    var x = Tensor<Double>.zeros([4, 9])
    #expect(x.firstNonFinite == nil)
    x[3, 2] = .nan
    x[1, 7] = .infinity
    #expect(x.firstNonFinite == 16)
    #expect(try x.transposed().firstNonFinite == 11)
  }

  @Test func theLargestFiniteNumberIsFinite() {
    #expect(Tensor<Float>([.greatestFiniteMagnitude, -.leastNonzeroMagnitude]).isFinite)
    #expect(Tensor<Double>([.greatestFiniteMagnitude, -.leastNonzeroMagnitude]).isFinite)
  }

  @Test func softmaxAndLogSumExpSurviveExtremes() throws {
    let x = try Tensor<Double>(
      rows: [[1e4, 1e4, -1e4], [-1e4, -1e4, -1e4], [-.infinity, 0, 0], [1e4, -.infinity, -.infinity]])
    try expectClose(
      x.softmax(), Tensor(rows: [[0.5, 0.5, 0], [1 / 3.0, 1 / 3.0, 1 / 3.0], [0, 0.5, 0.5], [1, 0, 0]]))
    try expectClose(x.logSumExp(), Tensor([1e4 + log(2.0), -1e4 + log(3.0), log(2.0), 1e4]))
    #expect(x.softmax()[2, 0] == 0)
    try expectClose(
      x.converted(to: Float.self).softmax(),
      Tensor(rows: [[0.5, 0.5, 0], [1 / 3.0, 1 / 3.0, 1 / 3.0], [0, 0.5, 0.5], [1, 0, 0]]), tolerance: 1e-6)
  }

  @Test func logSumExpOfInfinitiesIsTheLimitAndSoftmaxHasNone() throws {
    let x = try Tensor<Float>(rows: [
      [-.infinity, -.infinity], [.infinity, 1], [.infinity, .nan], [.nan, 1], [1, .nan],
    ])
    let sums = x.logSumExp().elements
    #expect(sums[0] == -.infinity)
    #expect(sums[1] == .infinity)
    #expect(sums[2...].allSatisfy { $0.isNaN })
    #expect(x.softmax().elements.allSatisfy { $0.isNaN })
  }

  @Test func softmaxRowsSumToOneAndIgnoreAShift() throws {
    var stream = RandomStream(seed: 4, purpose: "softmax")
    let x = Tensor<Double>.normal([50, 37], from: &stream) * 5
    try expectClose(try x.softmax().sum(axis: 1), Tensor.ones([50]), tolerance: 1e-14)
    try expectClose((x + 1000).softmax(), x.softmax(), tolerance: 1e-12)
  }
}
