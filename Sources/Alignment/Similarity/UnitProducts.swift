import Tensors

/// |XᵀY|²_F, |XᵀX|²_F and |YᵀY|²_F, tile by tile of units.
func unitProducts<Scalar: TensorScalar>(
  _ x: ScaledRows<Scalar>, _ y: ScaledRows<Scalar>, workers: Int
) throws -> (xy: Double, xx: Double, yy: Double) {
  let tiles = UnitTile.all(x.rows.columns, y.rows.columns)
  let squares = Tensor<Double>.zeros([tiles.count])
  try forEachInParallel(tiles.count, workers: workers) { index in
    let tile = tiles[index]
    let (a, b) = (tile.product == 2 ? y.rows : x.rows, tile.product == 1 ? x.rows : y.rows)
    squares.storage.pointer[index] =
      tile.isDiagonal ? squaredNorm(of: a, tile.rows) : squaredNorm(of: a, tile.rows, b, tile.columns) * tile.weight
  }
  var sums = [0.0, 0.0, 0.0]
  for (square, tile) in zip(squares.elements, tiles) { sums[tile.product] += square }
  return (sums[0], sums[1], sums[2])
}

/// |AᵀB|²_F for some columns of A and of B.
private func squaredNorm<Scalar: TensorScalar>(
  of a: Tensor<Scalar>, _ first: Range<Int>, _ b: Tensor<Scalar>, _ second: Range<Int>
) -> Double {
  let product = Tensor<Scalar>(uninitialized: [first.count, second.count])
  Scalar.multiplyMatrices(
    transposeA: true, transposeB: false, rows: first.count, columns: second.count, inner: a.rows, alpha: 1,
    a: a.storage.pointer + a.offset + first.lowerBound, lda: a.columns,
    b: b.storage.pointer + b.offset + second.lowerBound, ldb: b.columns, beta: 0, c: product.storage.pointer,
    ldc: second.count)
  return Double(Scalar.kernels.dot(product.count, product.storage.pointer, product.storage.pointer))
}

/// |AᵀA|²_F for some columns of A, from its lower triangle.
private func squaredNorm<Scalar: TensorScalar>(of a: Tensor<Scalar>, _ columns: Range<Int>) -> Double {
  let product = Tensor<Scalar>(uninitialized: [columns.count, columns.count])
  Scalar.multiplyByOwnTranspose(
    rows: a.rows, columns: columns.count, a: a.storage.pointer + a.offset + columns.lowerBound, lda: a.columns,
    c: product.storage.pointer, ldc: columns.count)
  var sum = 0.0
  for i in 0..<columns.count {
    let row = product.storage.pointer + i * columns.count
    sum += 2 * Double(Scalar.kernels.dot(i, row, row)) + Double(row[i]) * Double(row[i])
  }
  withExtendedLifetime(product) {}
  return sum
}

/// One tile of one of the three products.
private struct UnitTile: Sendable {
  /// 0 for XᵀY, 1 for XᵀX, 2 for YᵀY.
  let product: Int
  let rows: Range<Int>
  let columns: Range<Int>

  /// Half of a symmetric product's tile on the diagonal is its mirror.
  var isDiagonal: Bool { product > 0 && rows == columns }
  /// Of a symmetric product, only tiles right of the diagonal are computed.
  var weight: Double { product > 0 ? 2 : 1 }

  /// Tiles of equal work: those of XᵀY are half as wide as those on a diagonal, of which half is computed.
  static func all(_ d: Int, _ e: Int) -> [UnitTile] {
    func blocks(_ count: Int, _ length: Int = 512) -> [Range<Int>] { ScaledRows<Float>.blocks(count, of: length) }
    var tiles = blocks(d).flatMap { a in blocks(e, 256).map { b in UnitTile(product: 0, rows: a, columns: b) } }
    for (product, width) in [(1, d), (2, e)] {
      for a in blocks(width) {
        for b in blocks(width) where b.lowerBound >= a.lowerBound {
          tiles.append(UnitTile(product: product, rows: a, columns: b))
        }
      }
    }
    return tiles
  }
}
