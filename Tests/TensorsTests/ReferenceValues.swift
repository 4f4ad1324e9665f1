import Foundation
import Tensors
import Testing

/// `Reference/tensors.json`: what numpy and scipy compute on operands made by `wave`.
struct ReferenceValues: Decodable, Sendable {
  struct Case: Decodable, Sendable {
    let shape: [Int]
    let values: [Double]
  }
  struct Broadcast: Decodable, Sendable {
    let a: [Int]
    let b: [Int]
    /// Empty where numpy refuses the pair.
    let results: [String: Case]
  }

  let reductions: [String: Case]
  let factorisations: [String: Case]
  let broadcasting: [Broadcast]

  static let shared = try! decoded(ReferenceValues.self, from: "tensors")

  static func decoded<T: Decodable>(_ type: T.Type, from name: String) throws -> T {
    let url = try #require(Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Reference"))
    return try JSONDecoder().decode(type, from: Data(contentsOf: url))
  }
}

/// sin(a + 0.7 k) + 0.25 cos(0.11 k² + a) at the row-major position k: the operands of every reference value.
func wave<S: TensorScalar>(_ shape: [Int], _ a: Double, as type: S.Type) -> Tensor<S> {
  let count = shape.reduce(1, *)
  return try! Tensor(
    (0..<count).map { S(sin(a + 0.7 * Double($0)) + 0.25 * cos(0.11 * Double($0 * $0) + a)) }, shape: shape)
}

/// What a precision reaches on the well-conditioned problems here.
func tolerance<S: TensorScalar>(of type: S.Type) -> Double { S.self == Float.self ? 1e-5 : 1e-12 }

/// Equal shapes, and no number further away than the tolerance times the largest expected number (or 1).
func expectClose<S: TensorScalar>(
  _ found: Tensor<S>, _ expected: ReferenceValues.Case?, tolerance limit: Double? = nil, _ comment: Comment? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let expected = try #require(expected, sourceLocation: sourceLocation)
  #expect(found.shape == expected.shape, comment, sourceLocation: sourceLocation)
  let scale = expected.values.reduce(1) { max($0, abs($1)) }
  let limit = (limit ?? tolerance(of: S.self)) * scale
  let close = zip(found.elements, expected.values).allSatisfy { abs(Double($0) - $1) <= limit }
  #expect(close, comment, sourceLocation: sourceLocation)
}

func expectClose<S: TensorScalar>(
  _ found: Tensor<S>, _ expected: Tensor<S>, tolerance limit: Double? = nil, _ comment: Comment? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  try expectClose(
    found, ReferenceValues.Case(shape: expected.shape, values: expected.elements.map(Double.init)), tolerance: limit,
    comment, sourceLocation: sourceLocation)
}
