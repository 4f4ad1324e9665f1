import Tensors
import Testing

struct MatrixProductTests {
  /// Σ_k a[i, k] b[k, j], one product after another.
  private func tripleLoop(_ a: Tensor<Double>, _ b: Tensor<Double>) -> Tensor<Double> {
    Tensor(shape: [a.shape[0], b.shape[1]]) { buffer in
      for i in 0..<a.shape[0] {
        for j in 0..<b.shape[1] {
          buffer[i * b.shape[1] + j] = (0..<a.shape[1]).reduce(0) { $0 + a[i, $1] * b[$1, j] }
        }
      }
    }
  }

  /// Matrices `[rows, columns]` on memory of every layout, some with other values.
  private func layouts(_ rows: Int, _ columns: Int, _ phase: Double) throws -> [(name: String, matrix: Tensor<Double>)]
  {
    let plain = wave([rows, columns], phase, as: Double.self)
    let large = wave([rows + 4, columns + 3], phase, as: Double.self)
    let largeTurned = wave([columns + 3, rows + 4], phase, as: Double.self)
    let cube = wave([rows, 3, columns], phase, as: Double.self)
    return [
      ("plain", plain),
      ("transposed", try wave([columns, rows], phase, as: Double.self).transposed()),
      ("window", try large.rows(2..<rows + 2).slice(1..<columns + 1, axis: 1)),
      ("transposed window", try largeTurned.slice(2..<rows + 2, axis: 1).rows(1..<columns + 1).transposed()),
      ("every third row", try cube.slice(1..<2, axis: 1).reshaped([rows, columns])),
      ("strided on both axes", try wave([rows, columns, 2], phase, as: Double.self).permuted([2, 0, 1]).row(at: 1)),
      ("stretched row", try wave([1, columns], phase, as: Double.self).broadcast(to: [rows, columns])),
      ("stretched column", try wave([rows, 1], phase, as: Double.self).broadcast(to: [rows, columns])),
      ("stretched number", try Tensor(0.5).broadcast(to: [rows, columns])),
    ]
  }

  @Test(arguments: [(1, 1, 1), (1, 5, 1), (1, 4, 3), (3, 1, 4), (4, 3, 1), (5, 4, 3), (17, 33, 9)])
  func everyLayoutOfBothOperandsGivesTheTripleLoop(rows: Int, inner: Int, columns: Int) throws {
    for a in try layouts(rows, inner, 0.3) {
      for b in try layouts(inner, columns, 0.8) {
        let expected = tripleLoop(a.matrix, b.matrix)
        let comment: Comment = "\(a.name) × \(b.name)"
        try expectClose(try a.matrix.multiplied(by: b.matrix), expected, tolerance: 1e-13, comment)
        let x = a.matrix.converted(to: Float.self)
        try expectClose(
          try x.multiplied(by: b.matrix.converted(to: Float.self)).converted(to: Double.self), expected,
          tolerance: 1e-5, comment)
      }
    }
  }

  @Test func singlePrecisionReadsViewsWhereTheyStandToo() throws {
    let a = wave([6, 4], 0.3, as: Float.self)
    let b = wave([6, 5], 0.8, as: Float.self)
    let copied = try a.transposed().contiguous().multiplied(by: b)
    try expectClose(try a.transposed().multiplied(by: b), copied, tolerance: 1e-6)
    try expectClose(try b.transposed().multiplied(by: a).transposed(), copied, tolerance: 1e-6)
  }

  @Test func aProductOverAnEmptyAxisIsZero() throws {
    #expect(try Tensor<Float>.zeros([2, 0]).multiplied(by: .zeros([0, 3])) == .zeros([2, 3]))
    #expect(try Tensor<Float>.zeros([0, 4]).multiplied(by: .zeros([4, 3])).shape == [0, 3])
    #expect(try Tensor<Float>.zeros([2, 4]).multiplied(by: .zeros([4, 0])).shape == [2, 0])
  }

  @Test func aProductIsAddedToTheScaledTarget() throws {
    let a = wave([3, 4], 0.3, as: Double.self)
    let b = wave([4, 2], 0.8, as: Double.self)
    let product = tripleLoop(a, b)
    var target = Tensor<Double>.ones([3, 2])
    target.withUnsafeMutableBuffer { Tensor.multiply(a, b, alpha: 2, into: $0.baseAddress!, beta: 0.5) }
    try expectClose(target, product * 2 + 0.5, tolerance: 1e-14)
    // β = 0 replaces whatever stood there.
    var unset = Tensor<Double>(repeating: .nan, shape: [3, 2])
    unset.withUnsafeMutableBuffer { Tensor.multiply(a, b, into: $0.baseAddress!, beta: 0) }
    try expectClose(unset, product, tolerance: 1e-14)
    let (left, right) = (Tensor<Double>.zeros([3, 0]), Tensor<Double>.zeros([0, 2]))
    var scaled = Tensor<Double>.ones([3, 2])
    scaled.withUnsafeMutableBuffer { Tensor.multiply(left, right, into: $0.baseAddress!, beta: 0.5) }
    #expect(scaled.elements == [Double](repeating: 0.5, count: 6))
    unset = Tensor(repeating: .nan, shape: [3, 2])
    unset.withUnsafeMutableBuffer { Tensor.multiply(left, right, into: $0.baseAddress!, beta: 0) }
    #expect(unset == .zeros([3, 2]))
  }

  @Test func nanPassesThroughAProduct() throws {
    var a = Tensor<Float>.ones([2, 2])
    a[0, 1] = .nan
    let product = try a.multiplied(by: .zeros([2, 2]))
    #expect(product.elements.map(\.isNaN) == [true, true, false, false])
  }
}
