import Models
import Tensors
import Testing

struct ShapeErrorTests {
  /// What an operation says when it is given operands of shapes that do not fit.
  struct Refusal: Sendable, CustomTestStringConvertible {
    let operation: String
    let shapes: [[Int]]
    /// What the error shows beyond the operands: a target, weights, indices.
    let others: [[Int]]
    let apply: @Sendable ([Variable<Double>]) throws -> Variable<Double>

    init(
      _ operation: String, _ shapes: [Int]..., others: [[Int]] = [],
      apply: @escaping @Sendable ([Variable<Double>]) throws -> Variable<Double>
    ) {
      (self.operation, self.shapes, self.others, self.apply) = (operation, shapes, others, apply)
    }

    var testDescription: String { "\(operation) of \(shapes)" }
  }

  static let refusals: [Refusal] = [
    Refusal("+", [3, 4], [3]) { try $0[0] + $0[1] },
    Refusal("-", [3, 4], [2, 4]) { try $0[0] - $0[1] },
    Refusal("*", [3, 4], [3, 1, 5]) { try $0[0] * $0[1] },
    Refusal("/", [2], [3]) { try $0[0] / $0[1] },
    Refusal("linear", [5, 3], [4, 2], [4]) { try $0[0].linear($0[1], bias: $0[2]) },
    Refusal("linear", [5, 3], [4, 3], [3]) { try $0[0].linear($0[1], bias: $0[2]) },
    Refusal("linear", [5, 3], [4, 3], [1, 4]) { try $0[0].linear($0[1], bias: $0[2]) },
    Refusal("linear", [], [4, 3], [4]) { try $0[0].linear($0[1], bias: $0[2]) },
    Refusal("linear", [5, 3], [3], [4]) { try $0[0].linear($0[1], bias: $0[2]) },
    Refusal("matrix product", [3, 4], [3, 4]) { try $0[0].multiplied(by: $0[1]) },
    Refusal("matrix product", [3, 4], [4]) { try $0[0].multiplied(by: $0[1]) },
    Refusal("sum", [3, 4]) { try $0[0].sum(axis: 2) },
    Refusal("sum", [3, 4]) { try $0[0].sum(axis: -1) },
    Refusal("mean", [3, 4]) { try $0[0].mean(axis: 2) },
    Refusal("mean", [3, 0]) { try $0[0].mean(axis: 1) },
    Refusal("reshaped to [5, -1]", [3, 4]) { try $0[0].reshaped([5, -1]) },
    Refusal("reshaped to [3, 5]", [3, 4]) { try $0[0].reshaped([3, 5]) },
    Refusal("transposed", [2, 3, 4]) { try $0[0].transposed() },
    Refusal("slice 1..<4 of axis 0", [3, 4]) { try $0[0].rows(1..<4) },
    Refusal("slice 0..<1 of axis 2", [3, 4]) { try $0[0].slice(0..<1, axis: 2) },
    Refusal("slice -1..<1 of axis 1", [3, 4]) { try $0[0].slice(-1..<1, axis: 1) },
    Refusal("gatherRows", [3, 4], others: [[0, 3]]) { try $0[0].gatherRows([0, 3]) },
    Refusal("gatherRows", [], others: [[0]]) { try $0[0].gatherRows([0]) },
    Refusal("concatenated", [3, 4], [2, 4]) { try $0[0].tape.concatenated($0) },
    Refusal("concatenated", [3, 4], [3, 1, 4]) { try $0[0].tape.concatenated($0) },
    Refusal("concatenated", [3], []) { try $0[0].tape.concatenated($0) },
    Refusal("meanSquaredError", [3, 4], others: [[4, 3]]) { try $0[0].meanSquaredError(.zeros([4, 3])) },
    Refusal("meanSquaredError", [3, 4], others: [[4]]) {
      try $0[0].meanSquaredError(.zeros([3, 4]), weights: .ones([4]))
    },
    Refusal("meanSquaredError", [0, 4], others: [[0, 4]]) { try $0[0].meanSquaredError(.zeros([0, 4])) },
    Refusal("binaryCrossEntropy", [3, 4], others: [[3]]) { try $0[0].binaryCrossEntropy(labels: .zeros([3])) },
    Refusal("crossEntropy", [3, 4], others: [[2]]) { try $0[0].crossEntropy(labels: [0, 1]) },
    Refusal("crossEntropy", [0, 4], others: [[0]]) { try $0[0].crossEntropy(labels: []) },
    Refusal("crossEntropy", [3], others: [[3]]) { try $0[0].crossEntropy(labels: [0, 0, 0]) },
    Refusal("LayerNorm", [3, 4]) { try LayerNorm("norm", width: 5, in: Parameters<Double>())($0[0]) },
    Refusal("LayerNorm", [3, 1]) { try LayerNorm("norm", width: 5, in: Parameters<Double>())($0[0]) },
    Refusal("GroupNorm", [3, 4]) { try GroupNorm("norm", groups: 1, channels: 5, in: Parameters<Double>())($0[0]) },
    Refusal("GroupNorm", [5]) { try GroupNorm("norm", groups: 1, channels: 5, in: Parameters<Double>())($0[0]) },
  ]

  @Test(arguments: refusals)
  func anOperationNamesItselfAndTheShapesItRefuses(_ test: Refusal) throws {
    let tape = Tape<Double>()
    let error = try #require(throws: ShapeError.self) {
      try test.apply(test.shapes.map { tape.input(.zeros($0)) })
    }
    #expect(error.operation == test.operation)
    #expect(error.found == test.shapes + test.others)
    #expect(!error.expected.isEmpty)
  }

  @Test func aLabelThatIsNoClassIsNamed() throws {
    let tape = Tape<Double>()
    for label in [-1, 4] {
      let error = try #require(throws: ShapeError.self) {
        try tape.input(.zeros([2, 4])).crossEntropy(labels: [0, label])
      }
      #expect(error.description == "crossEntropy: expected labels from 0 to 3, not \(label), found [2, 4]")
    }
  }

  @Test func nothingCannotBeConcatenated() {
    #expect(throws: ShapeError.self) { try Tape<Double>().concatenated([]) }
  }
}
