import Models
import Tensors
import Testing

struct ReductionGradientTests {
  static let cases: [GradientCase] = totals + alongAxes + alongRows + extremes

  private static let shapes: [[Int]] = [[], [5], [3, 4], [2, 3, 4]]

  private static let totals: [GradientCase] = shapes.flatMap { shape -> [GradientCase] in
    [
      GradientCase("sum", "all of \(shape)", shape) { $0[0].sum() },
      GradientCase("mean", "all of \(shape)", shape) { $0[0].mean() },
    ]
  }

  private static let alongAxes: [GradientCase] = shapes.flatMap { shape -> [GradientCase] in
    shape.indices.flatMap { axis -> [GradientCase] in
      [
        GradientCase("sum", "axis \(axis) of \(shape)", shape) { try $0[0].sum(axis: axis) },
        GradientCase("mean", "axis \(axis) of \(shape)", shape) { try $0[0].mean(axis: axis) },
      ]
    }
  }

  private static let alongRows: [GradientCase] = shapes.dropFirst().flatMap { shape -> [GradientCase] in
    [
      GradientCase("softmax", "of \(shape)", shape) { $0[0].softmax() },
      GradientCase("logSumExp", "of \(shape)", shape) { $0[0].logSumExp() },
      GradientCase("normalizedRows", "of \(shape)", shape) { $0[0].normalizedRows() },
    ]
  }

  private static let extremes: [GradientCase] = [
    GradientCase("softmax", "far apart", [3, 4]) { ($0[0] * 30).softmax() },
    GradientCase("logSumExp", "far apart", [3, 4]) { ($0[0] * 300).logSumExp() },
    GradientCase("normalizedRows", "with a large ε", [3, 4]) { $0[0].normalizedRows(epsilon: 0.5) },
    GradientCase("normalizedRows", "far from the origin", [3, 4]) { ($0[0] + 1000).normalizedRows() },
  ]

  @Test(arguments: cases, OperandForm.allCases)
  func gradientIsThatOfCentralDifferences(_ test: GradientCase, _ form: OperandForm) throws {
    try GradientCheck.check(test, form)
  }
}
