import Tensors
import Testing

/// Element-wise operations on two operands.
struct BroadcastingTests {
  @Test func everyPairOfShapesBroadcastsAsInNumpy() throws {
    for pair in ReferenceValues.shared.broadcasting {
      try check(pair, Float.self)
      try check(pair, Double.self)
    }
  }

  private func check<S: TensorScalar>(_ pair: ReferenceValues.Broadcast, _ type: S.Type) throws {
    let a = wave(pair.a, 0.3, as: S.self)
    let b = wave(pair.b, 0.9, as: S.self)
    let comment: Comment = "\(S.self) \(pair.a) with \(pair.b)"
    guard !pair.results.isEmpty else {
      #expect(throws: ShapeError("-", expected: "shapes that broadcast together", found: pair.a, pair.b), comment) {
        try a - b
      }
      return
    }
    // Contiguous operands, and the same numbers standing transposed, sliced and stretched in memory.
    for x in try layouts(of: a) {
      for y in try layouts(of: b) {
        try expectClose(try x - y, pair.results["subtract"], comment)
        try expectClose(try x / y, pair.results["divide"], comment)
        try expectClose(try Tensor.maximum(x, y), pair.results["maximum"], comment)
      }
    }
  }

  /// The same tensor on memory laid out in different ways.
  private func layouts<S: TensorScalar>(of tensor: Tensor<S>) throws -> [Tensor<S>] {
    guard tensor.rank > 0 else { return [tensor] }
    let reversed = Array((0..<tensor.rank).reversed())
    let transposed = try tensor.permuted(reversed).contiguous().permuted(reversed)
    let last = tensor.rank - 1
    let padded = try Tensor.concatenated([tensor, tensor, tensor], axis: last)
      .slice(tensor.shape[last]..<2 * tensor.shape[last], axis: last)
    return [tensor, transposed, padded]
  }

  @Test func additionMultiplicationAndMinimumFollowTheirDefinition() throws {
    let a = try Tensor<Double>([1, -2, 3, 4, -5, 6], shape: [2, 3])
    let b = Tensor<Double>([10, -20, 0.5])
    #expect(try (a + b).elements == [11, -22, 3.5, 14, -25, 6.5])
    #expect(try (a * b).elements == [10, 40, 1.5, 40, 100, 3])
    #expect(try Tensor.minimum(a, b).elements == [1, -20, 0.5, 4, -20, 0.5])
  }

  @Test func stretchedOperandsAreReadThroughStrideZero() throws {
    let column = try Tensor<Float>([1, 2], shape: [2, 1]).broadcast(to: [2, 3])
    let row = try Tensor<Float>([10, 20, 30]).broadcast(to: [2, 3])
    #expect(try (column + row).elements == [11, 21, 31, 12, 22, 32])
    #expect(try (column * Tensor<Float>([1, 2, 3])).elements == [1, 2, 3, 2, 4, 6])
    #expect(try (Tensor<Float>(100) - column).elements == [99, 99, 99, 98, 98, 98])
  }

  @Test func fourAxesBroadcastEachOnItsOwn() throws {
    let a = wave([2, 1, 3, 1], 0.3, as: Double.self)
    let b = wave([4, 1, 5], 0.9, as: Double.self)
    let difference = try a - b
    #expect(difference.shape == [2, 4, 3, 5])
    for i in 0..<2 {
      for j in 0..<4 {
        for k in 0..<3 { for l in 0..<5 { #expect(difference[i, j, k, l] == a[i, 0, k, 0] - b[j, 0, l]) } }
      }
    }
  }

  @Test func longRunsAndTheirRemaindersAgreeWithSingleElements() throws {
    for count in [1, 7, 8, 15, 16, 17, 33, 1001] {
      let a = wave([count], 0.3, as: Float.self)
      let b = wave([count], 0.9, as: Float.self)
      #expect(try (a * b).elements == zip(a.elements, b.elements).map { $0 * $1 })
      #expect(try Tensor.maximum(a, b).elements == zip(a.elements, b.elements).map { max($0, $1) })
    }
  }

  @Test func scalarOperandsRoundLikeTheScalarOperation() {
    let a = wave([100], 0.4, as: Float.self)
    let x = a.elements
    #expect((a + 0.3).elements == x.map { $0 + 0.3 })
    #expect((a - 0.3).elements == x.map { $0 - 0.3 })
    #expect((a * 0.3).elements == x.map { $0 * 0.3 })
    #expect((0.3 * a).elements == x.map { $0 * 0.3 })
    #expect((a / 49).elements == x.map { $0 / 49 })
    #expect((Tensor<Float>([49]) / 49).scalar == 1)
    #expect((-a).elements == x.map { -$0 })
    #expect(((Tensor<Float>([-0.0])) * 1).scalar.sign == .minus)
  }

  @Test func nanInEitherOperandOfAnExtremeStays() throws {
    let a = Tensor<Float>([.nan, 1, .nan, 2])
    let b = Tensor<Float>([1, .nan, .nan, 1])
    #expect(try Tensor.maximum(a, b).elements.map(\.isNaN) == [true, true, true, false])
    #expect(try Tensor.minimum(a, b).elements.map(\.isNaN) == [true, true, true, false])
  }

  @Test func anErrorNamesTheOperationAndBothShapes() {
    let a = Tensor<Float>.zeros([2, 3])
    let b = Tensor<Float>.zeros([3, 2])
    let error = #expect(throws: ShapeError.self) { try a + b }
    #expect(error?.description == "+: expected shapes that broadcast together, found [2, 3] and [3, 2]")
  }
}
