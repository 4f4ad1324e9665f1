import Foundation
import Tensors

/// The random cases of `Reference/similarity.json`, made by `Tools/reference/similarity.py` with the versions named there.
struct SimilarityReference: Decodable, Sendable {
  struct Case: Decodable, Sendable {
    enum Value: Decodable, Sendable {
      case number(Double)
      case list([Double])

      init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        self = try (try? container.decode(Double.self)).map(Value.number) ?? .list(container.decode([Double].self))
      }
    }

    let x: Tensor<Double>
    let y: Tensor<Double>
    let expected: [String: Value]

    private enum CodingKeys: String, CodingKey { case x, y, expected }

    init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      x = try Tensor(rows: values.decode([[Double]].self, forKey: .x))
      y = try Tensor(rows: values.decode([[Double]].self, forKey: .y))
      expected = try values.decode([String: Value].self, forKey: .expected)
    }

    func number(_ name: String) -> Double? {
      if case .number(let value) = expected[name] { value } else { nil }
    }

    func list(_ name: String) -> [Double]? {
      if case .list(let values) = expected[name] { values } else { nil }
    }
  }

  struct Demonstration: Decodable, Sendable {
    let x: [[Double]]
    let y: [[Double]]
    let medians: [Double]
  }

  let unpaired: [Case]
  let paired: [Case]
  let demo: Demonstration

  static let shared: SimilarityReference = {
    let url = Bundle.module.url(forResource: "Reference/similarity", withExtension: "json")!
    return try! JSONDecoder().decode(SimilarityReference.self, from: Data(contentsOf: url))
  }()
}

/// How far a computation may be from a peer's number: `tolerance`, relative above 1 and absolute below.
func agrees(_ value: Double, _ expected: Double, _ tolerance: Double) -> Bool {
  abs(value - expected) <= tolerance * max(1, abs(expected))
}
