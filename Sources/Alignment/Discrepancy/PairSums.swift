import Tensors

/// A function of two rows that depends on their distance alone.
enum PairFunction: Sendable, Hashable {
  /// The mean over bandwidths σ of exp(−|x − y|²/2σ²).
  case gaussian(bandwidths: [Double])
  /// |x − y|.
  case distance

  /// f(x, x).
  var atZero: Double {
    switch self {
    case .gaussian: 1
    case .distance: 0
    }
  }
}

/// Sums of a function of two rows over every pair of groups,
///
///     S[a, b] = Σ_{i∈a} Σ_{j∈b, j≠i} f(xᵢ, xⱼ)
///
/// after which the mean of f between or within any choice of whole groups costs O(G²), whatever the number of rows.
/// - Complexity: O(n² d) time, half of the pairs computed; O(blockRows²) memory a worker besides G² sums.
struct PairSums: Sendable {
  /// More groups than this would need too many sums; the caller falls back to the rows.
  static let groupLimit = 2048
  /// Rows and columns of a tile: its kernel values stay in the second cache.
  static let blockRows = 256

  let function: PairFunction
  /// Rows of each group.
  let counts: [Int]
  /// `[G, G]`, symmetric, without the pairs of a row with itself.
  let sums: [Double]

  init<Scalar: TensorScalar>(
    _ function: PairFunction, rows: ScaledRows<Scalar>, groups: [Range<Int>], workers: Int
  ) throws {
    precondition(groups.count <= Self.groupLimit, "at most \(Self.groupLimit) groups")
    self.function = function
    counts = groups.map(\.count)
    let tiling = PairTiling(function, rows: rows, groups: groups)
    let upper = Tensor<Double>.zeros([tiling.pieces.count, groups.count])
    let target = upper.storage
    try forEachInParallel(tiling.blocks.count, workers: workers) { block in
      tiling.accumulate(block: block, into: target.pointer)
    }
    // The upper triangle of tiles was summed: the lower one is its mirror.
    var sums = [Double](repeating: 0, count: groups.count * groups.count)
    for (index, piece) in tiling.pieces.enumerated() {
      for group in groups.indices {
        let sum = target.pointer[index * groups.count + group]
        sums[piece.group * groups.count + group] += sum
        sums[group * groups.count + piece.group] += sum
      }
    }
    withExtendedLifetime(upper) {}
    self.sums = sums
  }
}

/// The upper triangle of tiles of the pairwise matrix, one task a row of tiles.
private struct PairTiling<Scalar: TensorScalar>: Sendable {
  /// The part of a group that lies in one block of rows.
  struct Piece: Sendable {
    let group: Int
    let rows: Range<Int>
  }

  let function: PairFunction
  let rows: ScaledRows<Scalar>
  let groups: [Range<Int>]
  let blocks: [Range<Int>]
  let pieces: [Piece]
  /// The pieces of each block.
  let piecesOfBlock: [Range<Int>]

  init(_ function: PairFunction, rows: ScaledRows<Scalar>, groups: [Range<Int>]) {
    self.function = function
    self.rows = rows
    self.groups = groups
    blocks = rows.blocks(of: PairSums.blockRows)
    var pieces: [Piece] = []
    var ranges: [Range<Int>] = []
    var group = 0
    for block in blocks {
      let first = pieces.count
      while groups[group].upperBound <= block.lowerBound { group += 1 }
      var last = group
      while last < groups.count, groups[last].lowerBound < block.upperBound {
        pieces.append(Piece(group: last, rows: groups[last].clamped(to: block)))
        last += 1
      }
      ranges.append(first..<pieces.count)
    }
    self.pieces = pieces
    piecesOfBlock = ranges
  }

  /// Adds the sums of one row of tiles, from the diagonal to the right, to the lines of its pieces in `[pieces, G]`.
  /// The tile on the diagonal holds each pair twice and counts half.
  func accumulate(block: Int, into sums: UnsafeMutablePointer<Double>) {
    let length = PairSums.blockRows
    let tile = UnsafeMutablePointer<Scalar>.allocate(capacity: length * length)
    let columnSums = UnsafeMutablePointer<Scalar>.allocate(capacity: length)
    let precise = UnsafeMutablePointer<Double>.allocate(capacity: length)
    defer {
      tile.deallocate()
      columnSums.deallocate()
      precise.deallocate()
    }
    let lines = blocks[block]
    for other in block..<blocks.count {
      let columns = blocks[other]
      rows.products(lines, columns, into: tile)
      if other == block, case .gaussian = function {
        // At infinite distance from itself a row adds nothing. Distances are exactly 0 there.
        for i in 0..<lines.count { tile[i * lines.count + i] = .infinity }
      }
      let share = other == block ? 0.5 : 1
      for index in piecesOfBlock[block] {
        let piece = pieces[index]
        columnSums.update(repeating: 0, count: columns.count)
        let factor = share * addColumnSums(of: piece.rows, columns, startingAt: lines.lowerBound, tile, to: columnSums)
        Scalar.kernels.toDouble(columns.count, columnSums, precise)
        for target in piecesOfBlock[other] {
          var sum = 0.0
          for column in pieces[target].rows { sum += precise[column - columns.lowerBound] }
          sums[index * groups.count + pieces[target].group] += factor * sum
        }
      }
    }
  }

  /// Σ over some rows of a tile of f, column by column, but for the factor that is returned.
  private func addColumnSums(
    of lines: Range<Int>, _ columns: Range<Int>, startingAt first: Int, _ tile: UnsafeMutablePointer<Scalar>,
    to target: UnsafeMutablePointer<Scalar>
  ) -> Double {
    let products = tile + (lines.lowerBound - first) * columns.count
    return rows.norms.withUnsafeBufferPointer { norms in
      let lineNorms = norms.baseAddress! + lines.lowerBound
      let columnNorms = norms.baseAddress! + columns.lowerBound
      switch function {
      case .gaussian(let bandwidths):
        for bandwidth in bandwidths {
          Scalar.kernels.gaussianColumnSums(
            lines.count, columns.count, lineNorms, columnNorms, rows.gamma(ofWidth: bandwidth), products, target)
        }
        return 1 / Double(bandwidths.count)
      case .distance:
        Scalar.kernels.distanceColumnSums(
          lines.count, columns.count, rows.rows.columns, rows.pointer(toRow: lines.lowerBound),
          rows.pointer(toRow: columns.lowerBound), lineNorms, columnNorms, products, target)
        return rows.scale
      }
    }
  }
}
