import Alignment
import Tensors

/// Samples and maps that the declarations of measures are tried on.
enum SampleMaps {
  static func normal(_ rows: Int, _ columns: Int, _ index: Int) -> Tensor<Double> {
    var stream = RandomStream(seed: 70, purpose: "conformance", index: UInt64(index))
    return .normal([rows, columns], from: &stream)
  }

  /// A map that a measure may declare to be invariant to, of d columns; translations move by a row of size 3.
  static func apply(_ invariance: MeasureDeclaration.Invariance, to x: Tensor<Double>, _ index: Int) -> Tensor<Double> {
    let d = x.columns
    switch invariance {
    case .translation: return try! x + 3 * normal(1, d, 1000 + index)
    case .rotation: return try! x.multiplied(by: orthogonal(d, 2000 + index))
    case .scaling: return x * 3.7
    case .linear:
      // Singular values from 1 to 40: invertible, and far from orthogonal.
      let stretch = try! Tensor((0..<d).map { 1 + 39 * Double($0) / Double(max(d - 1, 1)) }, shape: [1, d])
      return try! (x.multiplied(by: orthogonal(d, 3000 + index)) * stretch).multiplied(by: orthogonal(d, 4000 + index))
    }
  }

  /// By Gram–Schmidt on normal columns.
  private static func orthogonal(_ d: Int, _ index: Int) -> Tensor<Double> {
    var rows = (0..<d).map { normal(d, d, index).row(at: $0).elements }
    for i in 0..<d {
      for _ in 0..<2 {
        for j in 0..<i {
          let product = zip(rows[i], rows[j]).reduce(0) { $0 + $1.0 * $1.1 }
          for k in 0..<d { rows[i][k] -= product * rows[j][k] }
        }
      }
      let length = rows[i].reduce(0) { $0 + $1 * $1 }.squareRoot()
      for k in 0..<d { rows[i][k] /= length }
    }
    return try! Tensor(rows: rows)
  }

  static func isClose(_ a: Double, _ b: Double, _ tolerance: Double) -> Bool {
    abs(a - b) <= tolerance * max(1, abs(a), abs(b))
  }
}
