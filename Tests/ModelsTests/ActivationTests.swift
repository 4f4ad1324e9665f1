import Models
import Tensors
import Testing

struct ActivationTests {
  private let reference = ReferenceValues.shared.activations

  @Test func valuesAndDerivativesAreThoseOfPyTorch() throws {
    #expect(reference.cases.count == Activation.allCases.count - 1)
    for test in reference.cases {
      let activation = try #require(Activation(rawValue: test.name))
      let tape = Tape<Double>()
      let x = tape.input(Tensor(reference.x))
      let y = x.activated(activation)
      try tape.backward(from: y.sum())
      try expectClose(y.value, test.output, tolerance: reference.tolerance, "\(test.name)")
      try expectClose(x.gradient, test.derivative, tolerance: reference.tolerance, "\(test.name)′")
    }
  }

  @Test func fusedWithALinearLayerTheyAreTheSame() throws {
    // x · 1 + 0, recorded and not.
    for test in reference.cases {
      let activation = try #require(Activation(rawValue: test.name))
      let tape = Tape<Double>()
      let column = try Tensor(reference.x).reshaped([-1, 1])
      let x = tape.input(column)
      let y = try x.linear(tape.constant(.ones([1, 1])), bias: tape.constant(.zeros([1])), activation: activation)
      try tape.backward(from: y.sum())
      try expectClose(y.value, test.output, tolerance: reference.tolerance, "\(test.name)")
      try expectClose(x.gradient, test.derivative, tolerance: reference.tolerance, "\(test.name)′")
      let z = try tape.constant(column).linear(tape.constant(.ones([1, 1])), bias: nil, activation: activation)
      try expectClose(z.value, test.output, tolerance: reference.tolerance, "\(test.name) without a record")
    }
  }

  @Test func inSinglePrecisionTheyStayWithinAFewRoundings() throws {
    for test in reference.cases {
      let activation = try #require(Activation(rawValue: test.name))
      let tape = Tape<Float>()
      let x = tape.input(Tensor(reference.x.map(Float.init)))
      let y = x.activated(activation)
      try tape.backward(from: y.sum())
      try expectClose(y.value.converted(to: Double.self), test.output, tolerance: 2e-6, "\(test.name)")
      try expectClose(x.gradient?.converted(to: Double.self), test.derivative, tolerance: 4e-6, "\(test.name)′")
    }
  }
}
