import Models
import Tensors
import Testing

struct LinearGradientTests {
  static let cases: [GradientCase] =
    Activation.allCases.flatMap { activation in
      [
        GradientCase("linear", "\(activation) with bias", [5, 3], [4, 3], [4]) {
          try $0[0].linear($0[1], bias: $0[2], activation: activation)
        },
        GradientCase("linear", "\(activation) without bias", [5, 3], [4, 3]) {
          try $0[0].linear($0[1], bias: nil, activation: activation)
        },
        GradientCase("linear", "\(activation) on rank 3", [2, 5, 3], [4, 3], [4]) {
          try $0[0].linear($0[1], bias: $0[2], activation: activation)
        },
        GradientCase("linear", "\(activation) on a vector", [3], [4, 3], [4]) {
          try $0[0].linear($0[1], bias: $0[2], activation: activation)
        },
        GradientCase("linear", "\(activation) of a matrix by itself", [4, 4], [4]) {
          try $0[0].linear($0[0], bias: $0[1], activation: activation)
        },
        GradientCase("linear", "\(activation) twice with the same weight", [5, 3], [3, 3], [3]) {
          let hidden = try $0[0].linear($0[1], bias: $0[2], activation: activation)
          return try hidden.linear($0[1], bias: $0[2], activation: activation)
        },
      ]
    } + [
      GradientCase("linear", "one row, one output", [1, 3], [1, 3], [1]) {
        try $0[0].linear($0[1], bias: $0[2], activation: .silu)
      },
      GradientCase("linear", "with a transposed weight", [5, 3], [3, 4], [4]) {
        try $0[0].linear($0[1].transposed(), bias: $0[2], activation: .silu)
      },
      GradientCase("multiplied", "two matrices", [3, 4], [4, 2]) { try $0[0].multiplied(by: $0[1]) },
      GradientCase("multiplied", "a matrix by itself", [3, 3]) { try $0[0].multiplied(by: $0[0]) },
      GradientCase("multiplied", "a matrix by its transpose", [3, 4]) { try $0[0].multiplied(by: $0[0].transposed()) },
      GradientCase("multiplied", "a transposed matrix by columns", [4, 3], [4, 5]) {
        try $0[0].transposed().multiplied(by: $0[1].slice(1..<4, axis: 1))
      },
      GradientCase("multiplied", "a row by a column", [1, 4], [4, 1]) { try $0[0].multiplied(by: $0[1]) },
      GradientCase("multiplied", "a column by a row", [3, 1], [1, 4]) { try $0[0].multiplied(by: $0[1]) },
    ]

  @Test(arguments: cases, OperandForm.allCases)
  func gradientIsThatOfCentralDifferences(_ test: GradientCase, _ form: OperandForm) throws {
    try GradientCheck.check(test, form)
  }
}
