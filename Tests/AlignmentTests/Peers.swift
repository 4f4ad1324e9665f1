import Foundation
import Tensors

/// Values computed by other software at the versions that `Reference/peers.json` names, each with its tolerance.
enum Peers {
  struct Case {
    /// The numbers, flattened in row-major order.
    let expected: [Double]
    let tolerance: Double
  }

  static func value(_ name: String) -> Case {
    let entry = (root["cases"] as! [String: Any])[name] as! [String: Any]
    return Case(expected: numbers(entry["expected"]!), tolerance: entry["tol"] as! Double)
  }

  /// M(n, d, a): A[i, j] = sin(a + 0.7 i + 1.3 j) + 0.25 cos(0.11 i j + a).
  static func matrix(_ n: Int, _ d: Int, _ a: Double) -> Tensor<Double> {
    Tensor(shape: [n, d]) { target in
      for i in 0..<n {
        for j in 0..<d {
          target[i * d + j] = sin(a + 0.7 * Double(i) + 1.3 * Double(j)) + 0.25 * cos(0.11 * Double(i * j) + a)
        }
      }
    }
  }

  /// The 12 × 3 matrices of the similarity cases.
  static let x = table("X12x3")
  static let y = table("Y12x3")

  private nonisolated(unsafe) static let root: [String: Any] = {
    let url = Bundle.module.url(forResource: "Reference/peers", withExtension: "json")!
    return try! JSONSerialization.jsonObject(with: Data(contentsOf: url)) as! [String: Any]
  }()

  private static func table(_ name: String) -> Tensor<Double> {
    try! Tensor(rows: root[name] as! [[Double]])
  }

  private static func numbers(_ value: Any) -> [Double] {
    if let list = value as? [Any] { return list.flatMap(numbers) }
    return [(value as! NSNumber).doubleValue]
  }
}
