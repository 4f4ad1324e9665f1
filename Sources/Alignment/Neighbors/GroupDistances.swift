import Kernels
import Tensors

/// How far each row is from each group: the distance to the nearest row of the group other than itself, exact up to the
/// last bit of a Float.
///
/// Distances are in units of the rows' own largest deviation, so that they never overflow.
struct GroupDistances<Scalar: TensorScalar>: Sendable {
  private let rows: GroupedRows<Scalar>
  private let centered: CenteredRows
  private let doubt: FilterDoubt
  private let starts: [Int32]

  /// - Throws: `SampleError` when a value is not finite, or its square is not.
  init(_ rows: GroupedRows<Scalar>) throws {
    self.rows = rows
    centered = try CenteredRows(queries: nil, references: rows.rows)
    doubt = FilterDoubt(centered)
    starts = rows.groups.map { Int32($0.lowerBound) } + [Int32(rows.rows.rows)]
  }

  static var blockRows: Int { 64 }

  /// Every group with its distance from each row of `range`, nearest first: `[range.count, G]`.
  /// - Complexity: O(N d + G log G) a row.
  func write(rows range: Range<Int>, into target: UnsafeMutablePointer<GroupAtDistance>) {
    let (n, d, groups) = (rows.rows.rows, rows.rows.columns, rows.groups.count)
    let tile = Tensor<Float>(uninitialized: [range.count, n])
    Float.multiplyMatrices(
      transposeA: false, transposeB: true, rows: range.count, columns: n, inner: d, alpha: -2,
      a: centered.references.storage.pointer + range.lowerBound * d, lda: d, b: centered.references.storage.pointer,
      ldb: d, beta: 0, c: tile.storage.pointer, ldc: n)
    let slack = range.map { doubt.slack(querySquare: centered.referenceSquares.storage.pointer[$0]) }
    let minima = Tensor<Float>(uninitialized: [range.count, groups])
    Scalar.neighborKernels.groupMinima(
      range.count, groups, starts, tile.storage.pointer, doubt.lower.storage.pointer, doubt.width.storage.pointer,
      slack,
      d, rows.rows.storage.pointer + rows.rows.offset, range.lowerBound, centered.scale, minima.storage.pointer)
    let ordered = UnsafeMutableBufferPointer<GroupAtDistance>.allocate(capacity: groups)
    defer { ordered.deallocate() }
    for line in 0..<range.count {
      let list = UnsafeMutableBufferPointer(start: target + line * groups, count: groups)
      for group in 0..<groups {
        list.initializeElement(
          at: group, to: GroupAtDistance(group: group, distance: minima.storage.pointer[line * groups + group]))
      }
      GroupAtDistance.sort(list, scratch: ordered)
    }
  }
}

/// A group and its distance in one word that sorts by distance, then by group: a Float that is not negative orders as
/// its bits do.
struct GroupAtDistance: Comparable, Sendable {
  private let word: UInt64

  init(group: Int, distance: Float) { word = UInt64(distance.bitPattern) << 32 | UInt64(group) }

  var group: Int { Int(word & 0xFFFF_FFFF) }
  var distance: Float { Float(bitPattern: UInt32(word >> 32)) }

  /// Sorts a list that stands in the order of its groups.
  static func sort(
    _ list: UnsafeMutableBufferPointer<GroupAtDistance>, scratch: UnsafeMutableBufferPointer<GroupAtDistance>
  ) {
    if list.count < 512 {
      var short = list
      short.sort()
      return
    }
    // By eleven bits of the distance at a time, the lowest first; equal ones keep their order.
    var (from, to) = (list, scratch)
    for shift in [32, 43, 54] as [UInt64] {
      var starts = [Int](repeating: 0, count: 2049)
      for entry in from { starts[Int(entry.word >> shift & 2047) + 1] += 1 }
      for digit in 0..<2048 { starts[digit + 1] += starts[digit] }
      for entry in from {
        let digit = Int(entry.word >> shift & 2047)
        to.initializeElement(at: starts[digit], to: entry)
        starts[digit] += 1
      }
      swap(&from, &to)
    }
    // Three passes end in the scratch.
    _ = list.update(fromContentsOf: scratch)
  }

  static func < (a: GroupAtDistance, b: GroupAtDistance) -> Bool { a.word < b.word }
}
