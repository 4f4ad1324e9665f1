import Storage
import Tensors

/// One layer's rows in a file, pooled to vectors as they are read.
public struct Layer: Sendable {
  /// The array's key; "representation" where the file is the array.
  public let name: String
  /// Numbers a row has after pooling.
  public let width: Int
  /// How rows became vectors; nil when they were.
  public let pooling: Pooling?
  /// Whether its numbers need Double to be kept.
  public let needsDouble: Bool
  private let array: StoredArray

  /// Bytes of the file that are looked at in one go.
  private static let blockBytes = 1 << 24
  /// Unwanted bytes between wanted rows that are read along.
  private static let gapBytes = 1 << 16

  /// - Throws: `RecordingError` for an array without numbers, or whose rows are no vectors and cannot be pooled.
  init(_ array: StoredArray, pooling: Pooling?) throws(RecordingError) {
    name = array.key.isEmpty ? "representation" : array.key
    self.array = array
    guard array.shape.allSatisfy({ $0 > 0 }) else {
      throw RecordingError(path: array.path, key: array.key, .empty(shape: array.shape))
    }
    let rowShape = Array(array.shape.dropFirst())
    if rowShape.count < 2 {
      self.pooling = nil
      width = rowShape.first ?? 1
    } else {
      guard let pooling else {
        throw RecordingError(path: array.path, key: array.key, .needsPooling(shape: array.shape))
      }
      guard let width = pooling.width(ofRowShape: rowShape) else {
        throw RecordingError(path: array.path, key: array.key, .cannotPool(pooling, shape: array.shape))
      }
      self.pooling = pooling
      self.width = width
    }
    switch array.type {
    case .float64, .signed32, .unsigned32, .signed64, .unsigned64: needsDouble = true
    default: needsDouble = false
    }
  }

  public var rowCount: Int { array.rowCount }

  /// The selected rows, episode by episode, `[n, width]`.
  ///
  /// Memory for the result and one block of the file is taken, whatever the size of the file.
  /// - Throws: `ArrayFileError`, or `RecordingError` for a value that is not finite.
  public func rows<Scalar: TensorScalar>(_ selection: RowSelection, as scalar: Scalar.Type) throws -> Tensor<Scalar> {
    let rowBytes = array.shape.dropFirst().reduce(1, *) * max(array.type.byteCount, MemoryLayout<Scalar>.size)
    let blockRows = max(1, Self.blockBytes / rowBytes)
    let pieces = pieces(of: selection, blockRows: blockRows, gapRows: Self.gapBytes / rowBytes)
    let count = selection.rowCount
    let rows = try Tensor<Scalar>(shape: [count, width]) { target in
      // In the order of the file, so that what is compressed is read once.
      for piece in pieces {
        let block = try array.rows(piece.read, as: scalar)
        let flat = try pooling.map { try $0.applied(to: block) } ?? block
        flat.withUnsafeBuffer { numbers in
          for run in piece.runs {
            let source = UnsafeBufferPointer(
              rebasing: numbers[((run.row - piece.read.lowerBound) * width)...].prefix(run.count * width))
            _ = UnsafeMutableBufferPointer(rebasing: target[(run.target * width)...].prefix(run.count * width))
              .update(from: source)
          }
        }
      }
    }
    if let place = rows.firstNonFinite {
      let (row, column) = place.quotientAndRemainder(dividingBy: width)
      throw RecordingError(
        path: array.path, key: array.key,
        .notFinite(value: "\(rows[row, column])", row: selection.row(at: row), column: column))
    }
    return rows
  }

  /// Rows of the file that are read together, and where the wanted ones among them go.
  private struct Piece {
    var read: Range<Int>
    var runs: [(row: Int, count: Int, target: Int)]
  }

  private func pieces(of selection: RowSelection, blockRows: Int, gapRows: Int) -> [Piece] {
    var runs: [(row: Int, count: Int, target: Int)] = []
    var target = 0
    for run in selection.episodes.flatMap(\.runs) {
      for start in stride(from: run.lowerBound, to: run.upperBound, by: blockRows) {
        let count = min(blockRows, run.upperBound - start)
        runs.append((start, count, target))
        target += count
      }
    }
    runs.sort { $0.row < $1.row }
    var pieces: [Piece] = []
    for run in runs {
      let end = run.row + run.count
      // Small gaps are read over: one long read is cheaper than many short ones.
      if let last = pieces.last, run.row - last.read.upperBound <= gapRows, end - last.read.lowerBound <= blockRows {
        pieces[pieces.count - 1].read = last.read.lowerBound..<max(end, last.read.upperBound)
        pieces[pieces.count - 1].runs.append(run)
      } else {
        pieces.append(Piece(read: run.row..<end, runs: [run]))
      }
    }
    return pieces
  }
}

extension RowSelection {
  /// The recording's row that stands at a place of the selection.
  func row(at place: Int) -> Int {
    var left = place
    for run in episodes.lazy.flatMap(\.runs) {
      if left < run.count { return run.lowerBound + left }
      left -= run.count
    }
    return place
  }
}
