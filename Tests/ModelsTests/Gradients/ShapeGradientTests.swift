import Models
import Tensors
import Testing

struct ShapeGradientTests {
  static let cases: [GradientCase] = windows + joins

  private static let windows: [GradientCase] = [
    GradientCase("reshaped", "to another rank", [3, 4]) { try $0[0].reshaped([2, 1, 6]) },
    GradientCase("reshaped", "with a free length", [2, 3, 4]) { try $0[0].reshaped([4, -1]) },
    GradientCase("reshaped", "a transpose", [3, 4]) { try $0[0].transposed().reshaped([12]) },
    GradientCase("transposed", "a matrix", [3, 4]) { try $0[0].transposed() },
    GradientCase("transposed", "a row", [1, 4]) { try $0[0].transposed() },
    GradientCase("transposed", "twice", [3, 4]) { try $0[0].transposed().squared().transposed() },
    GradientCase("rows", "of a matrix", [5, 3]) { try $0[0].rows(1..<4) },
    GradientCase("rows", "none", [5, 3]) { try $0[0].rows(2..<2) },
    GradientCase("rows", "of two domains that overlap", [5, 3]) { try $0[0].rows(0..<3) * $0[0].rows(2..<5) },
    GradientCase("slice", "of the first axis", [4, 3, 5]) { try $0[0].slice(1..<3, axis: 0) },
    GradientCase("slice", "of the middle axis", [4, 3, 5]) { try $0[0].slice(1..<3, axis: 1) },
    GradientCase("slice", "of the last axis", [4, 3, 5]) { try $0[0].slice(0..<2, axis: 2) },
    GradientCase("slice", "of a vector", [5]) { try $0[0].slice(2..<4, axis: 0) },
    GradientCase("slice", "of a slice", [4, 3, 5]) { try $0[0].slice(1..<4, axis: 2).slice(1..<2, axis: 1) },
    GradientCase("slice", "through an activation", [4, 6]) {
      try $0[0].slice(1..<4, axis: 1).activated(.tanh)
    },
    GradientCase("slice", "through a norm of its columns", [4, 6]) {
      try $0[0].slice(1..<4, axis: 1).normalizedRows()
    },
  ]

  private static let joins: [GradientCase] = [
    GradientCase("gatherRows", "with repeats", [4, 3]) { try $0[0].gatherRows([2, 0, 2, 2, 1]) },
    GradientCase("gatherRows", "of a vector", [4]) { try $0[0].gatherRows([3, 3, 0]) },
    GradientCase("gatherRows", "of rank 3", [4, 2, 3]) { try $0[0].gatherRows([1, 3, 1]) },
    GradientCase("gatherRows", "none", [4, 3]) { try $0[0].gatherRows([]) },
    GradientCase("concatenated", "matrices", [3, 2], [3, 4], [3, 1]) { try $0[0].tape.concatenated($0) },
    GradientCase("concatenated", "vectors", [2], [3]) { try $0[0].tape.concatenated($0) },
    GradientCase("concatenated", "rank 3", [2, 3, 2], [2, 3, 1]) { try $0[0].tape.concatenated($0) },
    GradientCase("concatenated", "an operand and itself", [3, 2]) { try $0[0].tape.concatenated([$0[0], $0[0]]) },
    GradientCase("concatenated", "one", [3, 2]) { try $0[0].tape.concatenated($0) },
    GradientCase("concatenated", "constants on both sides", [3, 2]) {
      let tape = $0[0].tape
      return try tape.concatenated([tape.constant(wave(3, 2, 0.1)), $0[0], tape.constant(wave(3, 1, 0.2))])
    },
  ]

  @Test(arguments: cases, OperandForm.allCases)
  func gradientIsThatOfCentralDifferences(_ test: GradientCase, _ form: OperandForm) throws {
    try GradientCheck.check(test, form)
  }
}
