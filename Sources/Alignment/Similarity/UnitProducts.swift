import Tensors

/// |XᵀY|²_F, |XᵀX|²_F and |YᵀY|²_F, tile by tile of units.
func unitProducts<Scalar: TensorScalar>(
  _ x: ScaledRows<Scalar>, _ y: ScaledRows<Scalar>, workers: Int
) throws -> (xy: Double, xx: Double, yy: Double) {
  let length = 256
  let xBlocks = ScaledRows<Scalar>.blocks(x.rows.columns, of: length)
  let yBlocks = ScaledRows<Scalar>.blocks(y.rows.columns, of: length)
  let tiles = UnitTile.all(xBlocks, yBlocks)
  let squares = Tensor<Double>.zeros([tiles.count])
  let target = squares.storage
  try forEachInParallel(tiles.count, workers: workers) { index in
    let tile = tiles[index]
    let (a, b) = (tile.product == 2 ? y.rows : x.rows, tile.product == 1 ? x.rows : y.rows)
    let product = UnsafeMutablePointer<Scalar>.allocate(capacity: length * length)
    defer { product.deallocate() }
    Scalar.multiplyMatrices(
      transposeA: true, transposeB: false, rows: tile.rows.count, columns: tile.columns.count, inner: a.rows, alpha: 1,
      a: a.storage.pointer + a.offset + tile.rows.lowerBound, lda: a.columns,
      b: b.storage.pointer + b.offset + tile.columns.lowerBound, ldb: b.columns, beta: 0, c: product,
      ldc: tile.columns.count)
    let count = tile.rows.count * tile.columns.count
    target.pointer[index] = tile.weight * Double(Scalar.kernels.dot(count, product, product))
  }
  var sums = [0.0, 0.0, 0.0]
  for (index, tile) in tiles.enumerated() { sums[tile.product] += squares.storage.pointer[index] }
  withExtendedLifetime(squares) {}
  return (sums[0], sums[1], sums[2])
}

/// One tile of one of the three products.
private struct UnitTile: Sendable {
  /// 0 for XᵀY, 1 for XᵀX, 2 for YᵀY.
  let product: Int
  /// How often it stands in its product: the lower triangle of a symmetric one is not computed.
  let weight: Double
  let rows: Range<Int>
  let columns: Range<Int>

  static func all(_ x: [Range<Int>], _ y: [Range<Int>]) -> [UnitTile] {
    var tiles = x.flatMap { a in y.map { b in UnitTile(product: 0, weight: 1, rows: a, columns: b) } }
    for (product, blocks) in [(1, x), (2, y)] {
      for (i, a) in blocks.enumerated() {
        for (j, b) in blocks.enumerated() where j >= i {
          tiles.append(UnitTile(product: product, weight: i == j ? 1 : 2, rows: a, columns: b))
        }
      }
    }
    return tiles
  }
}
