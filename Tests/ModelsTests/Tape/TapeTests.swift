import Models
import Tensors
import Testing

struct TapeTests {
  @Test func backwardAddsToTheGradientsOfParameters() throws {
    let parameters = Parameters<Double>()
    let slot = parameters.add("x", wave(2, 3, 0.3))
    let tape = Tape<Double>()
    for passes in 1...3 {
      try tape.backward(from: tape.parameter(slot, of: parameters).squared().sum())
      tape.reset()
      try expectClose(
        parameters.gradient(of: slot), parameters[slot].elements.map { 2 * Double(passes) * $0 }, tolerance: 1e-14)
    }
    parameters.clearGradients()
    #expect(parameters.gradients.elements == [Double](repeating: 0, count: 6))
  }

  @Test func constantsAndUnusedInputsHaveNoGradient() throws {
    let tape = Tape<Double>()
    let (x, constant, unused) = (tape.input(wave(2, 3, 0.3)), tape.constant(wave(2, 3, 0.4)), tape.input(Tensor(1)))
    try tape.backward(from: (x * constant).sum())
    #expect(x.gradient?.elements == constant.value.elements)
    #expect(constant.gradient == nil)
    #expect(unused.gradient == nil)
  }

  @Test func aTapeThatDoesNotRecordComputesTheSameValues() throws {
    let values = try [true, false].map { recording in
      let tape = Tape<Double>(recording: recording)
      let x = tape.input(wave(4, 3, 0.3))
      return try x.linear(tape.input(wave(2, 3, 0.5)), bias: nil, activation: .tanh).softmax().value.elements
    }
    #expect(values[0] == values[1])
  }

  @Test func onlyANumberCanBeDifferentiated() throws {
    let tape = Tape<Double>()
    let x = tape.input(wave(2, 3, 0.3))
    #expect(throws: ShapeError("backward", expected: "a loss of one number", found: [2, 3])) {
      try tape.backward(from: x)
    }
  }

  @Test func parametersAreNamedWindowsOnOneVector() {
    let parameters = Parameters<Double>()
    let a = parameters.add("a", wave(2, 3, 0.3))
    let b = parameters.add("b", Tensor([7, 8]))
    #expect(parameters.slots == [a, b])
    #expect(parameters.slots.map(\.name) == ["a", "b"])
    #expect(parameters.count == 8)
    #expect(parameters[a] == wave(2, 3, 0.3))
    #expect(parameters[b].elements == [7, 8])
    #expect(parameters.values.elements == wave(2, 3, 0.3).elements + [7, 8])
    #expect(parameters.gradients.shape == [8])
  }

  @Test func otherValuesApplyWithinAScopeOnly() throws {
    struct Failure: Error {}
    let parameters = Parameters<Double>()
    let slot = parameters.add("a", Tensor([1, 2]))
    let inside = parameters.withValues(Tensor([3, 4])) { parameters[slot].elements }
    #expect(inside == [3, 4])
    #expect(parameters[slot].elements == [1, 2])
    #expect(throws: Failure.self) { try parameters.withValues(Tensor([3, 4])) { throw Failure() } }
    #expect(parameters[slot].elements == [1, 2])
  }
}
