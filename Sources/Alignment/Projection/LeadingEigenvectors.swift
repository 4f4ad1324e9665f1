import Tensors

/// The eigenvectors of largest eigenvalue of a symmetric operator that is only known by what it does to a vector.
///
/// A Krylov basis with full orthogonalisation, restarted from its best Ritz vectors. Signs: the entry of largest
/// magnitude is positive.
/// - Source: Stewart, "A Krylov–Schur algorithm for large eigenproblems", SIAM J. Matrix Anal. 23 (2001); for symmetric
///   operators this is the thick-restart Lanczos of Wu and Simon (2000).
struct LeadingEigenvectors {
  /// `[count, n]`, by descending eigenvalue.
  let vectors: Tensor<Double>
  let values: [Double]
  /// The largest |A v − λ v| among them.
  let residual: Double
  /// Products taken with the operator.
  let products: Int

  /// - Parameters:
  ///   - size: n, more than `count`.
  ///   - tolerance: where the residual may stop; `products` counts what was spent, at most about `limit`.
  ///   - start: `[n]`, not 0.
  ///   - apply: writes A x.
  init(
    count: Int, size: Int, tolerance: Double, limit: Int, start: Tensor<Double>,
    apply: (UnsafePointer<Double>, UnsafeMutablePointer<Double>) -> Void
  ) throws {
    let basisSize = Swift.min(size, Swift.max(2 * count + 20, 60))
    let kept = Swift.min(count + (basisSize - count) / 3, basisSize - 1)
    // One vector more than the basis: the residual.
    var basis = Tensor<Double>.zeros([basisSize + 1, size])
    var projected = Tensor<Double>.zeros([basisSize, basisSize])
    var known = 0
    var products = 0
    let first = start / start.withUnsafeBuffer { Double.kernels.dot(size, $0.baseAddress, $0.baseAddress) }.squareRoot()
    basis.withUnsafeMutableBuffer { basis in
      first.withUnsafeBuffer { basis.baseAddress!.update(from: $0.baseAddress!, count: size) }
    }
    var stream = RandomStream(seed: 0, purpose: "leading eigenvectors")
    while true {
      var coupling = 0.0
      for step in known..<basisSize {
        coupling = Self.extend(&basis, &projected, at: step, size: size, stream: &stream, apply: apply)
        products += 1
      }
      let eigen = try projected.symmetricEigen()
      let order = (0..<basisSize).reversed().prefix(kept)
      let last = (0..<count).map { abs(coupling * eigen.vectors[basisSize - 1, basisSize - 1 - $0]) }
      let residual = last.max()!
      let chosen = try eigen.vectors.transposed().gatherRows(Array(order))
      let ritz = try chosen.multiplied(by: basis.rows(0..<basisSize))
      if residual <= tolerance || products >= limit || basisSize == size {
        var vectors = try ritz.rows(0..<count).contiguous()
        vectors.withUnsafeMutableBuffer { numbers in
          for row in 0..<count {
            let line = UnsafeMutableBufferPointer(rebasing: numbers[row * size..<(row + 1) * size])
            if line.max(by: { abs($0) < abs($1) })! < 0 { for entry in 0..<size { line[entry] = -line[entry] } }
          }
        }
        self.vectors = vectors
        values = (0..<count).map { eigen.values[basisSize - 1 - $0] }
        self.residual = basisSize == size ? 0 : residual
        self.products = products
        return
      }
      projected = Tensor.zeros([basisSize, basisSize])
      for (place, index) in order.enumerated() { projected[place, place] = eigen.values[index] }
      basis.withUnsafeMutableBuffer { basis in
        ritz.withUnsafeBuffer { basis.baseAddress!.update(from: $0.baseAddress!, count: kept * size) }
        (basis.baseAddress! + kept * size).update(from: basis.baseAddress! + basisSize * size, count: size)
      }
      known = kept
    }
  }

  /// Multiplies basis vector `step`, writes its row and column of the projected operator, and the next basis vector.
  /// - Returns: the length of what the basis does not hold of the product.
  private static func extend(
    _ basis: inout Tensor<Double>, _ projected: inout Tensor<Double>, at step: Int, size: Int,
    stream: inout RandomStream, apply: (UnsafePointer<Double>, UnsafeMutablePointer<Double>) -> Void
  ) -> Double {
    var coefficients = [Double](repeating: 0, count: step + 1)
    let length = basis.withUnsafeMutableBuffer { numbers in
      let base = numbers.baseAddress!
      let next = base + (step + 1) * size
      apply(base + step * size, next)
      let before = Double.kernels.dot(size, next, next).squareRoot()
      // Twice is enough (Kahan).
      for _ in 0..<2 { orthogonalize(next, against: base, count: step + 1, size: size, coefficients: &coefficients) }
      var length = Double.kernels.dot(size, next, next).squareRoot()
      if length <= 1e-14 * Swift.max(before, 1e-300) || step + 1 == size {
        // The basis holds all that this start can reach: go on in a direction of its own.
        length = 0
        Double.fill(normal: UnsafeMutableBufferPointer(start: next, count: size), from: &stream)
        var ignored = coefficients
        for _ in 0..<2 { orthogonalize(next, against: base, count: step + 1, size: size, coefficients: &ignored) }
      }
      let norm = Double.kernels.dot(size, next, next).squareRoot()
      if norm > 0 { Double.kernels.affine(size, next, 1 / norm, 0, next) }
      return length
    }
    for (row, coefficient) in coefficients.enumerated() {
      projected[row, step] = coefficient
      projected[step, row] = coefficient
    }
    return length
  }

  private static func orthogonalize(
    _ vector: UnsafeMutablePointer<Double>, against basis: UnsafePointer<Double>, count: Int, size: Int,
    coefficients: inout [Double]
  ) {
    for index in 0..<count {
      let other = basis + index * size
      let coefficient = Double.kernels.dot(size, other, vector)
      coefficients[index] += coefficient
      Double.kernels.addScaled(size, -coefficient, other, vector)
    }
  }
}
