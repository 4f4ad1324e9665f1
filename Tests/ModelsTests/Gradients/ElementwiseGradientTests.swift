import Models
import Tensors
import Testing

struct ElementwiseGradientTests {
  static let cases: [GradientCase] = arithmetic + functions + activations

  private static let broadcasts: [(String, [Int], [Int])] = [
    ("equal shapes", [3, 4], [3, 4]),
    ("a row along the rows", [3, 4], [4]),
    ("the rows along a row", [4], [3, 4]),
    ("a column along the columns", [3, 4], [3, 1]),
    ("a column and a row", [3, 1], [1, 4]),
    ("one number on the right", [3, 4], []),
    ("one number on the left", [], [3, 4]),
    ("one element of rank 2", [3, 4], [1, 1]),
    ("a middle axis", [2, 3, 4], [2, 1, 4]),
    ("first and last axes", [2, 3, 4], [1, 3, 1]),
    ("missing and short axes", [2, 3, 4], [3, 1]),
    ("two numbers", [], []),
  ]

  private static let arithmetic: [GradientCase] =
    broadcasts.flatMap { (name, a, b) in
      [
        GradientCase("+", name, a, b) { try $0[0] + $0[1] },
        GradientCase("-", name, a, b) { try $0[0] - $0[1] },
        GradientCase("*", name, a, b) { try $0[0] * $0[1] },
        GradientCase("/", name, a, b, domain: .awayFromZero) { try $0[0] / $0[1] },
      ]
    } + [
      GradientCase("+", "an operand and itself", [3, 4]) { try $0[0] + $0[0] },
      GradientCase("-", "an operand and itself", [3, 4]) { try $0[0] - $0[0] },
      GradientCase("*", "an operand and itself", [3, 4]) { try $0[0] * $0[0] },
      GradientCase("/", "an operand and itself", [3, 4], domain: .positive) { try $0[0] / $0[0] },
      GradientCase("*", "a matrix and its own column", [3, 4]) { try $0[0] * $0[0].slice(1..<2, axis: 1) },
      GradientCase("-", "the opposite", [3, 4]) { -$0[0] },
      GradientCase("+", "a number", [3, 4]) { $0[0] + 2.5 },
      GradientCase("*", "a number on the right", [3, 4]) { $0[0] * 2.5 },
      GradientCase("*", "a number on the left", [3, 4]) { -1.5 * $0[0] },
      GradientCase("affine", "scale and shift", [3, 4]) { $0[0].affine(scale: -1.5, shift: 0.3) },
    ]

  private static let functions: [GradientCase] = [
    GradientCase("exponential", "a matrix", [3, 4]) { $0[0].exponential() },
    GradientCase("logarithm", "a matrix", [3, 4], domain: .positive) { $0[0].logarithm() },
    GradientCase("squareRoot", "a matrix", [3, 4], domain: .positive) { $0[0].squareRoot() },
    GradientCase("squared", "a matrix", [3, 4]) { $0[0].squared() },
    GradientCase("softplus", "a matrix", [3, 4]) { $0[0].softplus() },
    GradientCase("softplus", "far from zero", [3, 4]) { ($0[0] * 20).softplus() },
    GradientCase("sigmoid", "a matrix", [3, 4]) { $0[0].sigmoid() },
    GradientCase("sigmoid", "one number", []) { $0[0].sigmoid() },
  ]

  private static let activations: [GradientCase] = Activation.allCases.flatMap { activation in
    [[], [5], [3, 4], [2, 3, 4]].map { shape in
      GradientCase("activated", "\(activation) on \(shape)", shape, domain: .awayFromZero) {
        $0[0].activated(activation)
      }
    }
  }

  @Test(arguments: cases, OperandForm.allCases)
  func gradientIsThatOfCentralDifferences(_ test: GradientCase, _ form: OperandForm) throws {
    try GradientCheck.check(test, form)
  }

  @Test func scalingTheGradientLeavesTheValueAndMultipliesTheGradient() throws {
    for scale in [-0.5, 0, 2] {
      let tape = Tape<Double>()
      let x = tape.input(wave(3, 4, 0.3))
      let y = x.scalingGradient(by: scale)
      try tape.backward(from: (y.squared() + x.squared()).sum())
      #expect(y.value == x.value)
      try expectClose(x.gradient, x.value.elements.map { 2 * (1 + scale) * $0 }, tolerance: 1e-14)
    }
  }

  @Test func nothingFlowsThroughADetachedValue() throws {
    let tape = Tape<Double>()
    let x = tape.input(wave(3, 4, 0.3))
    try tape.backward(from: (x.squared().detached() * x).sum())
    try expectClose(x.gradient, x.value.elements.map { $0 * $0 }, tolerance: 1e-14)
  }
}
