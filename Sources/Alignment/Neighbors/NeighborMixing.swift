import Statistics
import Tensors

/// How much farther the nearest row of the other domain is than the nearest row of one's own.
///
///     μ = √( (D₁₂ / D₁₁) · (D₂₁ / D₂₂) ),   D_ab = mean over the rows of a of the distance to the nearest row of b
///
/// About 1 when the domains are mixed, and the larger the farther they lie apart against their own spacing; far below 1
/// when one holds copies of the other's rows. It has no unit: layers of different width and scale can be compared.
///
/// *A row's own episode is not looked at.* Its neighbours in time are nearest to it whatever the domains do, and would
/// make every D₁₁ small. A domain that has one group only offers no other episode: there the other rows of that group
/// stand in, neighbours in time included, so give episodes where there are any.
///
/// *Equal numbers.* The nearest of many candidates is nearer than the nearest of few, so both distances of a row are
/// expectations over a random choice of equally many groups, e = min(E_within, E_across) of the E other groups on each
/// side. With the distances d₍₁₎ ≤ d₍₂₎ ≤ … to those groups that is no sampling but a sum,
///
///     D = Σ_r d₍r₎ C(E − r, e − 1) / C(E, e).
///
/// Where groups of the two domains differ in their number of rows, D₁₂/D₁₁ is too small by about the power −1/dimension
/// of the ratio of the densities and D₂₁/D₂₂ too large by the same, and the geometric mean cancels both.
/// - Source: the idea of nearest-neighbour coincidences is Schilling's, JASA 81 (1986) and Henze's, Ann. Stat. 16
///   (1988); distances in place of counts keep a scale where every neighbour is from one's own domain.
public struct NeighborMixing: UnpairedMeasure {
  /// The most that a preparation keeps.
  public let keptBytes: Int

  public init(keptBytes: Int = 1 << 29) { self.keptBytes = keptBytes }

  public var declaration: MeasureDeclaration {
    MeasureDeclaration(
      name: "neighbor-mixing", title: "Cross-domain over within-domain nearest-neighbour distance", pairing: .unpaired,
      direction: .smallerIsCloser, invariances: [.translation, .rotation, .scaling],
      properties: [.symmetry, .identity, .nonNegative, .relative], bias: "O(1/n)", cost: "O(n² d)",
      source: "after Schilling, JASA 81 (1986)", rowLimit: 4096)
  }

  /// Keeps every row's distances to all G groups, 8 N G bytes, where that is at most `keptBytes`; beyond, each value
  /// computes anew those it needs.
  /// - Complexity: O(N² d + N G log G); a value takes O(n G) at most, without d.
  public func prepare<Scalar: TensorScalar>(_ rows: GroupedRows<Scalar>, workers: Int) throws -> any PreparedMeasure {
    if 8 * rows.rows.rows * rows.groups.count > keptBytes {
      return DirectNeighborMixing(rows: rows)
    }
    return try PreparedNeighborMixing(rows, workers: workers)
  }
}

/// The groups around each row, kept.
private struct PreparedNeighborMixing: PreparedMeasure {
  private let groups: [Range<Int>]
  /// `[N, G]`.
  private let around: [GroupAtDistance]

  init<Scalar: TensorScalar>(_ rows: GroupedRows<Scalar>, workers: Int) throws {
    groups = rows.groups
    let distances = try GroupDistances(rows)
    let (n, count) = (rows.rows.rows, rows.groups.count)
    let blockRows = GroupDistances<Scalar>.blockRows
    around = try [GroupAtDistance](unsafeUninitializedCapacity: n * count) { buffer, initialized in
      // Every block writes to a place of its own.
      nonisolated(unsafe) let target = buffer.baseAddress!
      try forEachInParallel((n + blockRows - 1) / blockRows, workers: workers) { block in
        let range = (block * blockRows)..<Swift.min((block + 1) * blockRows, n)
        distances.write(rows: range, into: target + range.lowerBound * count)
      }
      initialized = n * count
    }
  }

  func value(between first: [Int], and second: [Int]) throws -> MeasuredValue {
    var sums = try NeighborSums(groups: groups, first: first, second: second)
    around.withUnsafeBufferPointer { around in
      for group in first + second {
        for row in groups[group] {
          sums.add(
            rowOf: group, around: UnsafeBufferPointer(rebasing: around[row * groups.count..<(row + 1) * groups.count]))
        }
      }
    }
    return try sums.value
  }
}

/// The same, computed anew from the rows of the chosen groups.
private struct DirectNeighborMixing<Scalar: TensorScalar>: PreparedMeasure {
  let rows: GroupedRows<Scalar>

  func value(between first: [Int], and second: [Int]) throws -> MeasuredValue {
    let chosen = first + second
    let some = try GroupedRows(rows.rows(of: chosen), counts: chosen.map { rows.groups[$0].count })
    let distances = try GroupDistances(some)
    var sums = try NeighborSums(
      groups: some.groups, first: Array(first.indices), second: Array(first.count..<chosen.count))
    let blockRows = GroupDistances<Scalar>.blockRows
    let count = chosen.count
    let groupOfRow = some.groups.enumerated().flatMap { Array(repeating: $0.offset, count: $0.element.count) }
    let around = UnsafeMutableBufferPointer<GroupAtDistance>.allocate(capacity: blockRows * count)
    defer { around.deallocate() }
    for start in stride(from: 0, to: some.rows.rows, by: blockRows) {
      let range = start..<Swift.min(start + blockRows, some.rows.rows)
      distances.write(rows: range, into: around.baseAddress!)
      for (line, row) in range.enumerated() {
        sums.add(
          rowOf: groupOfRow[row],
          around: UnsafeBufferPointer(rebasing: around[line * count..<(line + 1) * count]))
      }
    }
    return try sums.value
  }
}
