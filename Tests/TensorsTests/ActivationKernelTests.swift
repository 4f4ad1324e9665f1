import Foundation
import Kernels
import Tensors
import Testing

/// The activations, alone and fused with bias and slope, against their definitions by the C library.
struct ActivationKernelTests {
  struct Activation: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let operation: Int
    let value: @Sendable (Double) -> Double
    let slope: @Sendable (Double) -> Double
  }

  static let activations: [Activation] = [
    Activation(testDescription: "identity", operation: KERNEL_IDENTITY, value: { $0 }, slope: { _ in 1 }),
    Activation(
      testDescription: "ReLU", operation: KERNEL_RELU, value: { max($0, 0) }, slope: { $0 > 0 ? 1 : 0 }),
    Activation(
      testDescription: "SiLU", operation: KERNEL_SILU, value: { $0 / (1 + exp(-$0)) },
      slope: { x in
        let s = 1 / (1 + exp(-x))
        return s + x * s * (1 - s)
      }),
    Activation(
      testDescription: "GELU", operation: KERNEL_GELU, value: { 0.5 * $0 * erfc(-$0 / 2.0.squareRoot()) },
      slope: { 0.5 * erfc(-$0 / 2.0.squareRoot()) + $0 * exp(-$0 * $0 / 2) / (2 * Double.pi).squareRoot() }),
    Activation(
      testDescription: "tanh", operation: KERNEL_TANH, value: { tanh($0) }, slope: { 1 / (cosh($0) * cosh($0)) }),
    Activation(
      testDescription: "Mish", operation: KERNEL_MISH, value: { $0 * tanh(log1p(exp($0))) },
      slope: { x in
        let t = tanh(log1p(exp(x)))
        return t + x * (1 - t * t) / (1 + exp(-x))
      }),
  ]

  /// Three rows of 401 numbers from −30 to 30, a length that leaves a remainder in every vector width.
  private let columns = 401
  private func inputs<S: TensorScalar>(_ type: S.Type) -> [S] {
    (0..<3 * columns).map { S(Double(($0 * 7) % (3 * columns)) / Double(3 * columns - 1) * 60 - 30) }
  }

  /// f and f' as the fused kernel gives them.
  private func fused<S: TensorScalar>(_ operation: Int, _ x: [S], bias: [S]) -> (values: [S], slopes: [S]) {
    var slopes = x
    var values = [S](repeating: .nan, count: x.count)
    S.kernels.biasActivation(Int32(operation), x.count / bias.count, bias.count, bias, &slopes, &values)
    return (values, slopes)
  }

  /// Float: an absolute error of 3e-7 (the erfc of GELU) or 4 units of the last place, whichever is larger.
  private func allowed<S: TensorScalar>(_ exact: Double, _ type: S.Type) -> Double {
    S.self == Float.self ? max(3e-7, 4 * Double(Float(exact).ulp)) : max(1e-15, 8 * exact.ulp)
  }

  @Test(arguments: activations) func valuesAndSlopesFollowTheirDefinition(activation: Activation) {
    func check<S: TensorScalar>(_ type: S.Type) {
      let x = inputs(S.self)
      let (values, slopes) = fused(activation.operation, x, bias: [S](repeating: 0, count: columns))
      for i in x.indices {
        let exact = activation.value(Double(x[i]))
        #expect(abs(Double(values[i]) - exact) <= allowed(exact, S.self), "f(\(x[i]))")
        let slope = activation.slope(Double(x[i]))
        #expect(abs(Double(slopes[i]) - slope) <= 4 * allowed(slope, S.self), "f'(\(x[i]))")
      }
    }
    check(Float.self)
    check(Double.self)
  }

  @Test(arguments: activations) func theBiasIsAddedToEveryRow(activation: Activation) {
    let x = inputs(Double.self)
    let bias = (0..<columns).map { Double($0) / 100 - 2 }
    let shifted = x.indices.map { x[$0] + bias[$0 % columns] }
    let (values, slopes) = fused(activation.operation, x, bias: bias)
    let (plainValues, plainSlopes) = fused(activation.operation, shifted, bias: [Double](repeating: 0, count: columns))
    #expect(values == plainValues)
    #expect(slopes == plainSlopes)
  }

  @Test(arguments: activations) func inferenceGivesTheSameValues(activation: Activation) {
    func check<S: TensorScalar>(_ type: S.Type) {
      let x = inputs(S.self)
      let bias = (0..<columns).map { S($0) / 128 - 2 }
      var y = x
      S.kernels.biasActivationInference(Int32(activation.operation), 3, columns, bias, &y)
      let expected = fused(activation.operation, x, bias: bias).values
      var alone = x
      S.kernels.biasActivationInference(Int32(activation.operation), 3, columns, nil, &alone)
      let unbiased = fused(activation.operation, x, bias: [S](repeating: 0, count: columns)).values
      for i in x.indices {
        // Contraction may differ between the two loops by a rounding.
        #expect(abs(y[i] - expected[i]) <= 2 * expected[i].ulp)
        #expect(abs(alone[i] - unbiased[i]) <= 2 * unbiased[i].ulp)
      }
    }
    check(Float.self)
    check(Double.self)
  }

  @Test(arguments: activations) func nanPassesAndLargeNumbersReachTheirLimits(activation: Activation) {
    func check<S: TensorScalar>(_ type: S.Type) {
      let (values, _) = fused(activation.operation, [.nan, -1e4, 1e4, .infinity], bias: [S](repeating: 0, count: 4))
      #expect(values[0].isNaN)
      let lower: S = activation.operation == KERNEL_IDENTITY ? -1e4 : activation.operation == KERNEL_TANH ? -1 : 0
      let upper: S = activation.operation == KERNEL_TANH ? 1 : 1e4
      #expect(values[1] == lower)
      #expect(values[2] == upper)
      #expect(values[3] == (activation.operation == KERNEL_TANH ? 1 : .infinity))
    }
    check(Float.self)
    check(Double.self)
  }

  @Test func theBackwardPassMultipliesBySlopesAndSumsOverRows() {
    let derivative: [Double] = [1, 2, 3, 4, 5, 6]
    var gradient: [Double] = [1, 1, 1, 2, 2, 2]
    var bias: [Double] = [100, 100, 100]
    Double.kernels.biasActivationBackward(2, 3, derivative, &gradient, &bias)
    #expect(gradient == [1, 2, 3, 8, 10, 12])
    #expect(bias == [109, 112, 115])
    Double.kernels.biasActivationBackward(2, 3, nil, &gradient, nil)
    #expect(gradient == [1, 2, 3, 8, 10, 12])
  }
}
