import Models
import Tensors
import Testing

/// Compares the tape's gradients with central differences in Double.
///
///     f′(x) ≈ (f(x − 2h) − 8 f(x − h) + 8 f(x + h) − f(x + 2h)) / 12h
///
/// With h = 1e-4 the truncation, O(h⁴), and the rounding, ε/h, are both near 1e-12.
enum GradientCheck {
  /// The largest relative error allowed.
  static let tolerance = 1e-6
  private static let step = 1e-4

  /// The derivative of a function of one number at 0.
  static func derivative(_ f: (Double) throws -> Double) rethrows -> Double {
    let h = step
    return try (f(-2 * h) - 8 * f(-h) + 8 * f(h) - f(2 * h)) / (12 * h)
  }

  /// The gradient of a function of a tensor.
  static func gradient(at x: Tensor<Double>, _ f: (Tensor<Double>) throws -> Double) rethrows -> [Double] {
    try (0..<x.count).map { index in
      try derivative { distance in
        var moved = x.contiguous()
        moved.withUnsafeMutableBuffer { $0[index] += distance }
        return try f(moved)
      }
    }
  }

  /// Every element to a relative error below `tolerance`; elements a thousand times below the largest to the same
  /// absolute error as one of that size.
  static func expect(
    _ found: [Double]?, equals expected: [Double], _ comment: Comment,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let found = try #require(found, comment, sourceLocation: sourceLocation)
    #expect(found.count == expected.count, comment, sourceLocation: sourceLocation)
    let largest = expected.reduce(0) { max($0, abs($1)) }
    let floor = max(1e-3 * largest, 1e-5)
    let worst = zip(found, expected).map { abs($0 - $1) / max(abs($1), floor) }.reduce(0) { $1 <= $0 ? $0 : $1 }
    #expect(worst < tolerance, comment, sourceLocation: sourceLocation)
  }

  /// Checks every element of a parameter set's gradient.
  /// - Parameter loss: builds one number on the tape; the same number for the same parameters.
  static func expectGradients(
    of parameters: Parameters<Double>, sourceLocation: SourceLocation = #_sourceLocation,
    loss: (Tape<Double>) throws -> Variable<Double>
  ) throws {
    let tape = Tape<Double>()
    parameters.clearGradients()
    try tape.backward(from: loss(tape))
    let expected = try gradient(at: parameters.values) { values in
      try parameters.withValues(values) { try loss(Tape(recording: false)).value.scalar }
    }
    for slot in parameters.slots {
      try expect(
        parameters.gradient(of: slot).elements, equals: Array(expected[slot.offset..<slot.offset + slot.count]),
        "\(slot.name)", sourceLocation: sourceLocation)
    }
  }

  /// Checks the derivative along a random direction of all parameters.
  static func expectDirectionalDerivative(
    of parameters: Parameters<Double>, _ comment: Comment, sourceLocation: SourceLocation = #_sourceLocation,
    loss: (Tape<Double>) throws -> Variable<Double>
  ) throws {
    let tape = Tape<Double>()
    parameters.clearGradients()
    try tape.backward(from: loss(tape))
    var stream = RandomStream(seed: 2, purpose: "direction")
    let direction = Tensor<Double>.normal([parameters.count], from: &stream)
    let start = parameters.values
    let expected = try derivative { distance in
      try parameters.withValues(start + direction * distance) { try loss(Tape(recording: false)).value.scalar }
    }
    let found = zip(parameters.gradients.elements, direction.elements).map(*).reduce(0, +)
    #expect(abs(expected) > 1e-3, "the direction says something", sourceLocation: sourceLocation)
    #expect(abs(found - expected) < tolerance * abs(expected), comment, sourceLocation: sourceLocation)
  }
}

extension GradientCheck {
  /// Checks the gradient of every operand of a case.
  static func check(_ test: GradientCase, _ form: OperandForm) throws {
    let operands = test.operands
    switch form {
    case .inputs, .inputsWithResultUsedTwice:
      try check(test, form, differentiated: Array(operands.indices)) { tape in operands.map { tape.input($0) } }
    case .stridedInputs:
      try check(test, form, differentiated: Array(operands.indices)) { tape in
        operands.map { tape.input(strided($0)) }
      }
    case .intermediates, .intermediatesUsedBefore, .intermediatesUsedAfter:
      try checkIntermediates(test, form)
    case .parameters:
      try checkParameters(test)
    case .oneInputAmongConstants:
      for chosen in operands.indices {
        try check(test, form, differentiated: [chosen]) { tape in
          operands.enumerated().map { $0 == chosen ? tape.input($1) : tape.constant($1) }
        }
      }
    }
  }

  /// Places operands, goes backwards, and compares the gradients of those differentiated.
  private static func check(
    _ test: GradientCase, _ form: OperandForm, differentiated: [Int], place: (Tape<Double>) -> [Variable<Double>]
  ) throws {
    let tape = Tape<Double>()
    let variables = place(tape)
    let result = try scalar(test, form, variables, on: tape)
    try tape.backward(from: result)
    try compare(test, form, value: result.value.scalar, differentiated) { variables[$0].gradient?.elements }
  }

  private static func checkIntermediates(_ test: GradientCase, _ form: OperandForm) throws {
    let tape = Tape<Double>()
    let inputs = test.operands.map { tape.input($0) }
    let result = try scalar(test, form, inputs.map { $0.affine(scale: 1, shift: 0) }, on: tape)
    try tape.backward(from: result)
    try compare(test, form, value: result.value.scalar, Array(inputs.indices)) { inputs[$0].gradient?.elements }
  }

  private static func checkParameters(_ test: GradientCase) throws {
    let tape = Tape<Double>()
    let set = Parameters<Double>()
    let slots = test.operands.enumerated().map { set.add("operand \($0)", $1) }
    set.gradients = Tensor(repeating: 0.5, shape: [set.count])
    let result = try scalar(test, .parameters, slots.map { tape.parameter($0, of: set) }, on: tape)
    try tape.backward(from: result)
    try compare(test, .parameters, value: result.value.scalar, Array(slots.indices)) {
      set.gradient(of: slots[$0]).elements.map { $0 - 0.5 }
    }
  }

  private static func compare(
    _ test: GradientCase, _ form: OperandForm, value: Double, _ operands: [Int], found: (Int) -> [Double]?
  ) throws {
    let evaluate = { (operands: [Tensor<Double>]) in
      let tape = Tape<Double>(recording: false)
      return try scalar(test, form, operands.map { tape.constant($0) }, on: tape).value.scalar
    }
    let unrecorded = try evaluate(test.operands)
    #expect(abs(value - unrecorded) <= 1e-12 * max(1, abs(unrecorded)), "the recorded value is another one")
    for index in operands {
      let expected = try gradient(at: test.operands[index]) { moved in
        var operands = test.operands
        operands[index] = moved
        return try evaluate(operands)
      }
      try expect(found(index), equals: expected, "operand \(index)")
    }
  }

  /// One number from a case: the sum of its result times fixed random weights, and what the form adds.
  private static func scalar(
    _ test: GradientCase, _ form: OperandForm, _ operands: [Variable<Double>], on tape: Tape<Double>
  ) throws -> Variable<Double> {
    func weighted(_ x: Variable<Double>, _ purpose: String) throws -> Variable<Double> {
      var stream = RandomStream(seed: 3, purpose: purpose)
      return try (x * tape.constant(.normal(x.shape, from: &stream))).sum()
    }
    var terms: [Variable<Double>] = []
    if form == .intermediatesUsedBefore { terms += try operands.map { try weighted($0, "before") } }
    let result = try test.apply(operands)
    terms.append(try weighted(result, "result"))
    if form == .inputsWithResultUsedTwice { terms.append(try weighted(result, "again")) }
    if form == .intermediatesUsedAfter { terms += try operands.map { try weighted($0, "after") } }
    return try terms.dropFirst().reduce(terms[0]) { try $0 + $1 }
  }

  /// The same numbers as a window on memory twice as large, its axes in the opposite order.
  static func strided(_ x: Tensor<Double>) -> Tensor<Double> {
    let axes = Array((0..<x.rank).reversed())
    let reversed = try! x.permuted(axes).contiguous()
    let doubled = try! Tensor.concatenated(
      [reversed.reshaped(reversed.shape + [1]), Tensor.ones(reversed.shape + [1])], axis: x.rank)
    let window = try! doubled.permuted(Array((0...x.rank).reversed())).row(at: 0)
    return window
  }
}
