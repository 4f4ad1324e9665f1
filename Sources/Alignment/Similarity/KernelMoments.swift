import Tensors

/// What HSIC needs of two symmetric matrices K and L of n observations.
struct KernelProduct: Sendable {
  /// Σ K[i,j] L[i,j] over i ≠ j.
  var products = 0.0
  /// Σᵢ kᵢ lᵢ with kᵢ the sum of row i of K without its diagonal.
  var rowProducts = 0.0
  /// Σᵢ kᵢ and Σᵢ lᵢ.
  var totals = (0.0, 0.0)
  /// Of the diagonals: Σ K[i,i] L[i,i], Σ (kᵢ L[i,i] + K[i,i] lᵢ), Σ K[i,i] and Σ L[i,i].
  var diagonal = (products: 0.0, mixed: 0.0, totals: (0.0, 0.0))

  /// n² times the biased HSIC, tr(KHLH) with H = I − 1/n; or n(n − 3) times the unbiased one,
  ///
  ///     tr(K̃L̃) + 1ᵀK̃1 1ᵀL̃1/((n−1)(n−2)) − 2/(n−2) 1ᵀK̃L̃1,  K̃ = K without its diagonal.
  func independence(_ estimator: CenteredKernelAlignment.Estimator, observations: Int) -> Double {
    let n = Double(observations)
    switch estimator {
    case .debiased:
      return products + totals.0 * totals.1 / ((n - 1) * (n - 2)) - 2 / (n - 2) * rowProducts
    case .biased:
      let rows = rowProducts + diagonal.mixed + diagonal.products
      let sums = (totals.0 + diagonal.totals.0) * (totals.1 + diagonal.totals.1)
      return products + diagonal.products - 2 / n * rows + sums / (n * n)
    }
  }

  /// The size of the numbers that `independence` is a difference of.
  var magnitude: Double { products.magnitude + diagonal.products.magnitude }
}

/// The products of two kernel matrices with each other and with themselves.
struct KernelMoments: Sendable {
  var xy = KernelProduct()
  var xx = KernelProduct()
  var yy = KernelProduct()
}

// MARK: Linear kernel

extension KernelMoments {
  /// K = X Xᵀ and L = Y Yᵀ of centred rows: every row of K adds up to 0, so all follows from |XᵀY|²_F and the lengths
  /// of the rows.
  init<Scalar: TensorScalar>(linear x: ScaledRows<Scalar>, _ y: ScaledRows<Scalar>, workers: Int) throws {
    let (n, d, e) = (x.rows.rows, x.rows.columns, y.rows.columns)
    let byUnits = 2 * d * e + d * d + e * e <= n * (d + e)
    let squares = byUnits ? try unitProducts(x, y, workers: workers) : try observationProducts(x, y, workers: workers)
    func product(_ square: Double, _ a: [Double], _ b: [Double]) -> KernelProduct {
      var product = KernelProduct()
      for (p, q) in zip(a, b) {
        product.diagonal.products += p * q
        product.diagonal.totals.0 += p
        product.diagonal.totals.1 += q
      }
      product.products = square - product.diagonal.products
      product.rowProducts = product.diagonal.products
      product.diagonal.mixed = -2 * product.diagonal.products
      product.totals = (-product.diagonal.totals.0, -product.diagonal.totals.1)
      return product
    }
    let (k, l) = (
      Tensor(x.norms).converted(to: Double.self).elements, Tensor(y.norms).converted(to: Double.self).elements
    )
    xy = product(squares.xy, k, l)
    xx = product(squares.xx, k, k)
    yy = product(squares.yy, l, l)
  }
}

/// |XᵀY|²_F, |XᵀX|²_F and |YᵀY|²_F as Σ K∘L, Σ K∘K and Σ L∘L, tile by tile of observations.
private func observationProducts<Scalar: TensorScalar>(
  _ x: ScaledRows<Scalar>, _ y: ScaledRows<Scalar>, workers: Int
) throws -> (xy: Double, xx: Double, yy: Double) {
  let sums = try tileSums(observations: x.rows.rows, workers: workers) {
    (lines, columns, k: UnsafeMutablePointer<Scalar>, l) in
    x.products(lines, columns, into: k)
    y.products(lines, columns, into: l)
  }
  // The tiles hold −2 x·y.
  return (sums.xy / 4, sums.xx / 4, sums.yy / 4)
}

// MARK: Gaussian kernel

extension KernelMoments {
  /// Both kernel matrices with their own widths σ; their diagonals are 1.
  init<Scalar: TensorScalar>(
    gaussian x: (rows: ScaledRows<Scalar>, width: Double), _ y: (rows: ScaledRows<Scalar>, width: Double), workers: Int
  ) throws {
    let (gammaX, gammaY) = (x.rows.gamma(ofWidth: x.width), y.rows.gamma(ofWidth: y.width))
    let (xRows, yRows) = (x.rows, y.rows)
    let sums = try tileSums(observations: xRows.rows.rows, workers: workers) {
      (lines, columns, k: UnsafeMutablePointer<Scalar>, l) in
      for (rows, gamma, tile) in [(xRows, gammaX, k), (yRows, gammaY, l)] {
        rows.products(lines, columns, into: tile)
        if lines == columns {
          for i in 0..<lines.count { tile[i * lines.count + i] = .infinity }
        }
        rows.norms.withUnsafeBufferPointer { norms in
          Scalar.kernels.gaussianTile(
            lines.count, columns.count, norms.baseAddress! + lines.lowerBound, norms.baseAddress! + columns.lowerBound,
            gamma, tile)
        }
      }
    }
    let n = Double(xRows.rows.rows)
    func product(_ sum: Double, _ a: [Double], _ b: [Double]) -> KernelProduct {
      var product = KernelProduct()
      product.products = sum
      for (p, q) in zip(a, b) {
        product.rowProducts += p * q
        product.totals.0 += p
        product.totals.1 += q
      }
      product.diagonal = (n, product.totals.0 + product.totals.1, (n, n))
      return product
    }
    xy = product(sums.xy, sums.xRows, sums.yRows)
    xx = product(sums.xx, sums.xRows, sums.xRows)
    yy = product(sums.yy, sums.yRows, sums.yRows)
  }
}
