import Tensors
import Testing

/// Factorisations against numpy's, and what they refuse.
struct FactorizationTests {
  private let reference = ReferenceValues.shared.factorisations

  @Test func factorisationsAgreeWithNumpyInBothPrecisions() throws {
    try check(Float.self)
    try check(Double.self)
  }

  private func check<S: TensorScalar>(_ type: S.Type) throws {
    let a = wave([5, 3], 0.3, as: S.self)
    let b = wave([5, 2], 0.7, as: S.self)
    let square = try wave([4, 4], 1.1, as: S.self) + Tensor.identity(4) * 2
    let definite = try square.transposed().multiplied(by: square) + Tensor.identity(4)

    let factor = try definite.cholesky()
    try expectClose(factor.lower, reference["cholesky"])
    try expectClose(try factor.solve(wave([4, 2], 0.2, as: S.self)), reference["choleskySolve"])
    try expectClose(try definite.symmetricEigen().values, reference["eigenvalues"])
    try expectClose(try a.qr().r.absolute(), reference["absoluteR"])
    try expectClose(try a.svd().singularValues, reference["singularValues"])
    try expectClose(try a.transposed().svd().singularValues, reference["singularValues"])
    try expectClose(try square.solve(wave([4], 0.2, as: S.self)), reference["solve"])

    let full = try a.leastSquares(b)
    try expectClose(full.solution, reference["leastSquares"])
    try expectClose(Tensor(S(full.rank)), reference["leastSquaresRank"])
    try expectClose(full.singularValues, reference["singularValues"])
    let first = try a.slice(0..<1, axis: 1)
    let second = try a.slice(1..<2, axis: 1)
    let deficient = try Tensor.concatenated([a, first - second * 2], axis: 1).leastSquares(b, tolerance: 1e-5)
    try expectClose(deficient.solution, reference["deficient"])
    try expectClose(Tensor(S(deficient.rank)), reference["deficientRank"])
    let wide = try a.transposed().leastSquares(wave([3, 2], 0.7, as: S.self))
    try expectClose(wide.solution, reference["wide"])
    try expectClose(Tensor(S(wide.rank)), reference["wideRank"])
  }

  @Test func singularValuesOfTheHilbertMatrixAgreeWithScipy() throws {
    let hilbert = Tensor<Double>(shape: [6, 6]) { buffer in
      for i in 0..<6 { for j in 0..<6 { buffer[i * 6 + j] = 1 / Double(i + j + 1) } }
    }
    try expectClose(try hilbert.svd().singularValues, reference["hilbert6SingularValues"], tolerance: 1e-13)
    try expectClose(
      try hilbert.svd(by: .qrIteration).singularValues, reference["hilbert6SingularValues"], tolerance: 1e-13)
  }

  @Test func onlyTheLowerTriangleOfASymmetricMatrixIsRead() throws {
    let symmetric = try Tensor<Double>(rows: [[4, 1], [1, 3]])
    let lower = try Tensor<Double>(rows: [[4, 77], [1, 3]])
    #expect(try lower.cholesky().lower == symmetric.cholesky().lower)
    #expect(try lower.symmetricEigen().values == symmetric.symmetricEigen().values)
  }

  @Test func aVectorOfRightSidesGivesAVector() throws {
    let a = try Tensor<Double>(rows: [[2, 0], [0, 4]])
    #expect(try a.solve(Tensor([2, 2])) == Tensor([1, 0.5]))
    #expect(try a.cholesky().solve(Tensor([2, 2])).shape == [2])
    #expect(try a.leastSquares(Tensor([2, 2])).solution.shape == [2])
    #expect(try a.solve(Tensor(rows: [[2], [2]])).shape == [2, 1])
  }

  @Test func aMatrixThatIsNotPositiveDefiniteIsNamedByItsMinor() throws {
    let a = try Tensor<Double>(rows: [[1, 0, 0], [0, 2, 3], [0, 3, 4]])
    let error = #expect(throws: FactorizationError.self) { try a.cholesky() }
    #expect(error?.cause == .notPositiveDefinite(minor: 3))
    #expect(
      error?.description
        == "Cholesky factorisation (potrf): the leading minor of order 3 is not positive; add a small multiple of the "
        + "identity, or use symmetricEigen and drop what is not positive")
  }

  @Test func aSingularSystemIsNamedByItsPivot() throws {
    let a = try Tensor<Float>(rows: [[1, 2], [0, 0]])
    let error = #expect(throws: FactorizationError.self) { try a.solve(Tensor([1, 1])) }
    #expect(error?.cause == .singular(pivot: 2))
    #expect(
      error?.description
        == "linear solve (gesv): pivot 2 is exactly zero, the matrix is singular; use leastSquares, which takes any rank"
    )
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func numbersThatAreNotFiniteAreRefused(bad: Double) throws {
    var a = Tensor<Double>.identity(3)
    a[2, 1] = bad
    let b = Tensor<Double>([1, bad, 1])
    let operations: [(String, () throws -> Void)] = [
      ("potrf", { _ = try a.cholesky() }), ("geqrf", { _ = try a.qr() }), ("gesdd", { _ = try a.svd() }),
      ("syevd", { _ = try a.symmetricEigen() }), ("gesv", { _ = try a.solve(Tensor([1, 1, 1])) }),
      ("gelsd", { _ = try a.leastSquares(Tensor([1, 1, 1])) }),
      ("potrs", { _ = try Tensor<Double>.identity(3).cholesky().solve(b) }),
      ("gesv", { _ = try Tensor<Double>.identity(3).solve(b) }),
      ("gelsd", { _ = try Tensor<Double>.identity(3).leastSquares(b) }),
    ]
    for (routine, operation) in operations {
      let error = #expect(throws: FactorizationError.self) { try operation() }
      #expect(error?.cause == .notFinite)
      #expect(error?.routine == routine)
    }
  }

  @Test func shapesThatDoNotFitAreRefused() throws {
    let a = Tensor<Double>.ones([3, 2])
    #expect(throws: ShapeError("Cholesky factorisation", expected: "a square matrix", found: [3, 2])) {
      try a.cholesky()
    }
    #expect(throws: ShapeError("symmetric eigenproblem", expected: "a square matrix", found: [3, 2])) {
      try a.symmetricEigen()
    }
    #expect(throws: ShapeError("linear solve", expected: "a square matrix", found: [3, 2])) {
      try a.solve(Tensor([1, 1, 1]))
    }
    #expect(throws: ShapeError("least squares", expected: "right sides of 3 rows", found: [3, 2], [2])) {
      try a.leastSquares(Tensor([1, 1]))
    }
    #expect(throws: ShapeError("Cholesky solve", expected: "right sides of 2 rows", found: [2, 2], [3])) {
      try Tensor<Double>.identity(2).cholesky().solve(Tensor([1, 1, 1]))
    }
    #expect(throws: ShapeError.self) { try Tensor<Double>([1, 2]).svd() }
    #expect(throws: ShapeError.self) { try Tensor<Double>.ones([1, 2, 3]).qr() }
  }

  @Test func emptyMatricesHaveEmptyFactors() throws {
    for shape in [[0, 3], [3, 0], [0, 0]] {
      let a = Tensor<Double>.zeros(shape)
      let qr = try a.qr()
      #expect([qr.q.shape, qr.r.shape] == [[shape[0], 0], [0, shape[1]]])
      let svd = try a.svd()
      #expect([svd.u.shape, svd.singularValues.shape, svd.vTransposed.shape] == [[shape[0], 0], [0], [0, shape[1]]])
      let fit = try a.leastSquares(Tensor.ones([shape[0], 2]))
      #expect(fit.solution == .zeros([shape[1], 2]))
      #expect(fit.rank == 0)
    }
    let a = Tensor<Double>.zeros([0, 0])
    #expect(try a.cholesky().solve(Tensor([])).shape == [0])
    #expect(try a.symmetricEigen().values.shape == [0])
    #expect(try Tensor<Double>.identity(2).solve(Tensor.zeros([2, 0])).shape == [2, 0])
  }

  @Test func theMatrixItselfIsLeftAlone() throws {
    let a = try wave([4, 4], 1.1, as: Double.self) + Tensor.identity(4) * 2
    let before = a.elements
    _ = try (a.qr(), a.svd(), a.symmetricEigen(), a.solve(Tensor([1, 2, 3, 4])), a.leastSquares(Tensor([1, 2, 3, 4])))
    #expect(a.elements == before)
  }
}
