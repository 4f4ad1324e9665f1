import Foundation
import Kernels
import Tensors
import Testing

/// The kernels' elementary functions against the C library's in Double.
struct ElementaryFunctionTests {
  /// Points from −limit to limit, not evenly spread: dense at 0, and with every sign and size.
  private func points(to limit: Double) -> [Double] {
    let steps = 4001
    return (0..<steps).map { k in
      let t = 2 * Double(k) / Double(steps - 1) - 1
      return limit * t * t * t
    }
  }

  private func apply<S: TensorScalar>(_ operation: some BinaryInteger, to x: [S]) -> [S] {
    var y = x
    x.withUnsafeBufferPointer { source in
      y.withUnsafeMutableBufferPointer {
        S.kernels.unary(Int32(operation), source.count, source.baseAddress, $0.baseAddress)
      }
    }
    return y
  }

  /// The largest distance to f in units of the last place of f; results below the smallest normal number are compared
  /// to its last place.
  private func worstUlps<S: TensorScalar>(
    _ operation: some BinaryInteger, to limit: Double, _ type: S.Type, _ f: (Double) -> Double
  ) -> Double {
    let x = points(to: limit).map { S($0) }
    return zip(x, apply(operation, to: x)).map { x, y in
      let exact = f(Double(x))
      return abs(Double(y) - exact) / Double(max(S(exact).magnitude.ulp, S.leastNormalMagnitude.ulp))
    }.max()!
  }

  @Test func exponentialsAreWithinTwoUlps() {
    #expect(worstUlps(KERNEL_EXPONENTIAL, to: 87, Float.self, exp) <= 2)
    #expect(worstUlps(KERNEL_EXPONENTIAL, to: 708, Double.self, exp) <= 2)
  }

  @Test func hyperbolicTangentsAndSigmoidsAreWithinFourUlps() {
    #expect(worstUlps(KERNEL_TANH, to: 20, Float.self, tanh) <= 4)
    #expect(worstUlps(KERNEL_TANH, to: 40, Double.self, tanh) <= 4)
    #expect(worstUlps(KERNEL_SIGMOID, to: 80, Float.self) { 1 / (1 + exp(-$0)) } <= 4)
    #expect(worstUlps(KERNEL_SIGMOID, to: 700, Double.self) { 1 / (1 + exp(-$0)) } <= 4)
  }

  @Test func sinesAndCosinesAreWithinOneUlp() {
    #expect(worstUlps(KERNEL_SINE, to: 100, Float.self, sin) <= 1)
    #expect(worstUlps(KERNEL_COSINE, to: 100, Float.self, cos) <= 1)
    #expect(worstUlps(KERNEL_SINE, to: 100, Double.self, sin) <= 1)
    #expect(worstUlps(KERNEL_COSINE, to: 100, Double.self, cos) <= 1)
  }

  @Test func softplusIsWithinTwoUlps() {
    let softplus = { (x: Double) in x > 0 ? x + log1p(exp(-x)) : log1p(exp(x)) }
    #expect(worstUlps(KERNEL_SOFTPLUS, to: 80, Float.self, softplus) <= 2)
    #expect(worstUlps(KERNEL_SOFTPLUS, to: 700, Double.self, softplus) <= 2)
  }

  @Test func simpleFunctionsAreCorrectlyRounded() {
    for x in [1e-30, 0.1, 1, 7, 1e15] {
      #expect(Tensor([Float(x)]).logarithm().scalar == Float(log(Double(Float(x)))))
      #expect(Tensor([Float(x)]).squareRoot().scalar == Float(x).squareRoot())
      #expect(Tensor([Float(x)]).reciprocal().scalar == 1 / Float(x))
      #expect(Tensor([x]).logarithm().scalar == log(x))
      #expect(Tensor([x]).squareRoot().scalar == x.squareRoot())
      #expect(Tensor([x]).reciprocal().scalar == 1 / x)
      #expect(Tensor([-x]).absolute().scalar == x)
      #expect(Tensor([-x]).squared().scalar == x * x)
    }
  }

  @Test func exponentialsReachTheLimitsOfTheirRange() {
    func check<S: TensorScalar>(_ type: S.Type, _ exact: (S) -> S) {
      let largest = S(log(Double(S.greatestFiniteMagnitude)))
      let smallest = S(log(Double(S.leastNonzeroMagnitude)))
      let x: [S] = [0, -0.0, .infinity, -.infinity, largest * 1.01, smallest * 1.01, smallest * 1.2, 1e30, -1e30]
      #expect(apply(KERNEL_EXPONENTIAL, to: x) == [1, 1, .infinity, 0, .infinity, 0, 0, .infinity, 0])
      // Through the subnormal numbers, to a unit in their last place.
      for step in 0..<100 {
        let t = smallest + S(step) / 100 * (S(log(Double(S.leastNormalMagnitude))) - smallest)
        let y = apply(KERNEL_EXPONENTIAL, to: [t])[0]
        #expect(abs(y - exact(t)) <= S.leastNonzeroMagnitude * 2, "exp(\(t))")
      }
      #expect(apply(KERNEL_EXPONENTIAL, to: [largest * 0.9999])[0].isFinite)
    }
    check(Float.self) { Float(exp(Double($0))) }
    check(Double.self) { exp($0) }
  }

  @Test func boundedFunctionsReachTheirBoundsAtInfinity() {
    #expect(apply(KERNEL_TANH, to: [Float.infinity, -.infinity, 1e30, -0.0]) == [1, -1, 1, 0])
    #expect(apply(KERNEL_SIGMOID, to: [Float.infinity, -.infinity, -1e4, 1e4]) == [1, 0, 0, 1])
    #expect(apply(KERNEL_SOFTPLUS, to: [Float.infinity, -.infinity, 1e4, -1e4]) == [.infinity, 0, 1e4, 0])
    #expect(apply(KERNEL_TANH, to: [Double.infinity, -.infinity]) == [1, -1])
    #expect(apply(KERNEL_SIGMOID, to: [Double.infinity, -.infinity]) == [1, 0])
  }

  @Test func nanStaysNaNThroughEveryFunctionAndInEveryLane() {
    func check<S: TensorScalar>(_ type: S.Type) {
      for operation in KERNEL_NEGATE...KERNEL_MISH {
        for place in 0..<19 {
          var x = [S](repeating: 0.5, count: 19)
          x[place] = .nan
          let y = apply(operation, to: x)
          #expect(y.indices.filter { y[$0].isNaN } == [place], "operation \(operation)")
        }
      }
    }
    check(Float.self)
    check(Double.self)
  }
}
