import Tensors
import Testing

/// What defines each factorisation, on random matrices of random sizes in both precisions.
///
/// Tolerances are 50 times the rounding unit times the size, on entries of order 1.
struct FactorizationPropertyTests {
  private static let trials = 0..<12

  private func random<S: TensorScalar>(_ trial: Int, _ shape: [Int], _ type: S.Type) -> Tensor<S> {
    var stream = RandomStream(seed: 11, purpose: "factorisation \(shape)", index: UInt64(trial))
    return Tensor.normal(shape, from: &stream)
  }

  private func sizes(_ trial: Int) -> (rows: Int, columns: Int) {
    var stream = RandomStream(seed: 12, purpose: "sizes", index: UInt64(trial))
    return (1 + stream.uniform(below: 40), 1 + stream.uniform(below: 40))
  }

  private func slack<S: TensorScalar>(_ size: Int, _ type: S.Type) -> Double { 50 * Double(S.ulpOfOne) * Double(size) }

  private func expectOrthonormalColumns<S: TensorScalar>(_ q: Tensor<S>) throws {
    try expectClose(
      try q.transposed().multiplied(by: q), .identity(q.columns), tolerance: slack(q.rows + q.columns, S.self))
  }

  @Test(arguments: trials) func qrReconstructsWithOrthonormalColumnsAndATriangle(trial: Int) throws {
    func check<S: TensorScalar>(_ type: S.Type) throws {
      let (m, n) = sizes(trial)
      let a = random(trial, [m, n], S.self)
      let (q, r) = try (a.qr().q, a.qr().r)
      #expect([q.shape, r.shape] == [[m, min(m, n)], [min(m, n), n]])
      try expectClose(try q.multiplied(by: r), a, tolerance: slack(m + n, S.self))
      try expectOrthonormalColumns(q)
      for i in 0..<min(m, n) { for j in 0..<i { #expect(r[i, j] == 0) } }
    }
    try check(Float.self)
    try check(Double.self)
  }

  @Test(arguments: trials, [SVDAlgorithm.divideAndConquer, .qrIteration])
  func svdReconstructsWithOrthonormalSidesAndDescendingValues(trial: Int, algorithm: SVDAlgorithm) throws {
    func check<S: TensorScalar>(_ type: S.Type) throws {
      let (m, n) = sizes(trial)
      let a = random(trial, [m, n], S.self)
      let svd = try a.svd(by: algorithm)
      #expect(svd.u.shape == [m, min(m, n)])
      #expect(svd.vTransposed.shape == [min(m, n), n])
      let values = svd.singularValues.elements
      #expect(values == values.sorted(by: >) && values.allSatisfy { $0 >= 0 })
      let rebuilt = try (svd.u * svd.singularValues).multiplied(by: svd.vTransposed)
      try expectClose(rebuilt, a, tolerance: slack(m + n, S.self))
      try expectOrthonormalColumns(svd.u)
      try expectOrthonormalColumns(try svd.vTransposed.transposed())
    }
    try check(Float.self)
    try check(Double.self)
  }

  @Test(arguments: trials) func choleskyReconstructsAndSolves(trial: Int) throws {
    func check<S: TensorScalar>(_ type: S.Type) throws {
      let n = sizes(trial).rows
      let root = random(trial, [n, n], S.self)
      let a = try root.multiplied(by: root.transposed()) / S(n) + Tensor.identity(n)
      let factor = try a.cholesky()
      try expectClose(
        try factor.lower.multiplied(by: factor.lower.transposed()), a, tolerance: slack(n + 1, S.self))
      for i in 0..<n { for j in (i + 1)..<max(n, i + 1) { #expect(factor.lower[i, j] == 0) } }
      let b = random(trial, [n, 3], S.self)
      try expectClose(try a.multiplied(by: factor.solve(b)), b, tolerance: slack(n + 1, S.self))
      try expectClose(try a.multiplied(by: a.solve(b)), b, tolerance: slack(n + 1, S.self))
    }
    try check(Float.self)
    try check(Double.self)
  }

  @Test(arguments: trials) func symmetricEigenReconstructsWithAscendingValues(trial: Int) throws {
    func check<S: TensorScalar>(_ type: S.Type) throws {
      let n = sizes(trial).columns
      let half = random(trial, [n, n], S.self)
      let a = try half + half.transposed()
      let eigen = try a.symmetricEigen()
      let values = eigen.values.elements
      #expect(values == values.sorted())
      let rebuilt = try (eigen.vectors * eigen.values).multiplied(by: eigen.vectors.transposed())
      try expectClose(rebuilt, a, tolerance: slack(n + 1, S.self))
      try expectOrthonormalColumns(eigen.vectors)
    }
    try check(Float.self)
    try check(Double.self)
  }

  @Test(arguments: trials) func leastSquaresLeavesResidualsOrthogonalToTheColumns(trial: Int) throws {
    let (m, n) = sizes(trial)
    let a = random(trial, [m, n], Double.self)
    let b = random(trial, [m, 2], Double.self)
    let fit = try a.leastSquares(b)
    #expect(fit.rank == min(m, n))
    let residual = try a.multiplied(by: fit.solution) - b
    let scale = Double((m + n) * (m + n))
    try expectClose(try a.transposed().multiplied(by: residual), .zeros([n, 2]), tolerance: 1e-14 * scale)
    // Minimum norm: the solution lies in the row space, so projecting on it changes nothing.
    let rowSpace = try a.svd().vTransposed
    let projected = try rowSpace.transposed().multiplied(by: rowSpace.multiplied(by: fit.solution))
    try expectClose(projected, fit.solution, tolerance: 1e-14 * scale)
  }

  @Test func aPlantedRankIsFound() throws {
    for rank in [1, 3, 7] {
      let a = try random(rank, [20, rank], Double.self).multiplied(by: random(rank, [rank, 9], Double.self))
      #expect(try a.leastSquares(Tensor.ones([20])).rank == rank)
    }
  }

  @Test func factorisationsOfViewsEqualThoseOfCopies() throws {
    let large = random(0, [12, 12], Double.self)
    let view = try large.rows(2..<8).slice(3..<8, axis: 1).transposed()
    #expect(try view.svd().singularValues == view.contiguous().svd().singularValues)
    #expect(try view.qr().r == view.contiguous().qr().r)
  }
}
