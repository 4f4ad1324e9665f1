import Models
import Tensors
import Testing

struct LossGradientTests {
  private static let labels = try! Tensor([1, 0, 0.25, 1, 0.5, 0, 1, 1, 0, 0, 0.75, 1], shape: [3, 4])

  static let cases: [GradientCase] = [
    GradientCase("meanSquaredError", "a matrix", [3, 4]) { try $0[0].meanSquaredError(wave(3, 4, 0.7)) },
    GradientCase("meanSquaredError", "weighted rows", [3, 4]) {
      try $0[0].meanSquaredError(wave(3, 4, 0.7), weights: Tensor([0.5, 0, 3]))
    },
    GradientCase("meanSquaredError", "weighted rows of rank 3", [3, 2, 4]) {
      try $0[0].meanSquaredError(wave(6, 4, 0.7).reshaped([3, 2, 4]), weights: Tensor([0.5, 2, 3]))
    },
    GradientCase("meanSquaredError", "a strided target and strided weights", [3, 4]) {
      try $0[0].meanSquaredError(
        GradientCheck.strided(wave(3, 4, 0.7)), weights: GradientCheck.strided(Tensor([0.5, 2, 3])))
    },
    GradientCase("meanSquaredError", "a vector", [5]) { try $0[0].meanSquaredError(Tensor([1, 2, 3, 4, 5])) },
    GradientCase("binaryCrossEntropy", "soft labels", [3, 4]) { try $0[0].binaryCrossEntropy(labels: labels) },
    GradientCase("binaryCrossEntropy", "a weight of the label 1", [3, 4]) {
      try $0[0].binaryCrossEntropy(labels: labels, positiveWeight: 2.5)
    },
    GradientCase("crossEntropy", "four classes", [3, 4]) { try $0[0].crossEntropy(labels: [2, 0, 2]) },
    GradientCase("crossEntropy", "one class", [3, 1]) { try $0[0].crossEntropy(labels: [0, 0, 0]) },
  ]

  @Test(arguments: cases, OperandForm.allCases)
  func gradientIsThatOfCentralDifferences(_ test: GradientCase, _ form: OperandForm) throws {
    try GradientCheck.check(test, form)
  }
}
