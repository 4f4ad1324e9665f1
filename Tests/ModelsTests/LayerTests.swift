import Foundation
import Models
import Tensors
import Testing

struct LayerTests {
  private let normalizations = ReferenceValues.shared.normalizations

  /// Puts a reference case through a layer and compares its output and gradients.
  private func check(
    _ test: ReferenceValues.NormalizationCase, parameters: Parameters<Double>,
    layer: (Variable<Double>) throws -> Variable<Double>
  ) throws {
    parameters.values = Tensor(test.weight + test.bias)
    parameters.clearGradients()
    let tape = Tape<Double>()
    let x = tape.input(try Tensor(test.x, shape: test.shape))
    let y = try layer(x)
    try tape.backward(from: (y * tape.constant(Tensor(test.upstream, shape: test.shape))).sum())
    let tolerance = normalizations.tolerance
    #expect(y.shape == test.shape)
    try expectClose(y.value, test.output, tolerance: tolerance, "\(test.name)")
    try expectClose(x.gradient, test.inputGradient, tolerance: tolerance, "\(test.name), x")
    try expectClose(
      parameters.gradients, test.weightGradient + test.biasGradient, tolerance: tolerance, "\(test.name), parameters")
  }

  private func referenceCase(_ name: String) throws -> ReferenceValues.NormalizationCase {
    try #require(normalizations.cases.first { $0.name == name })
  }

  @Test func layerNormIsPyTorchs() throws {
    let parameters = Parameters<Double>()
    let norm = LayerNorm("norm", width: 6, in: parameters)
    try check(referenceCase("layer norm over the last axis"), parameters: parameters) { try norm($0) }
  }

  @Test func groupNormIsPyTorchs() throws {
    for (name, groups) in [("group norm, 2 groups of channels", 2), ("group norm, 3 groups, length 5", 3)] {
      let parameters = Parameters<Double>()
      let norm = GroupNorm("norm", groups: groups, channels: 6, in: parameters)
      try check(referenceCase(name), parameters: parameters) { try norm($0) }
    }
  }

  @Test func aFreshNormGivesRowsOfMeanZeroAndVarianceOne() throws {
    let parameters = Parameters<Double>()
    let norm = LayerNorm("norm", width: 40, epsilon: 0, in: parameters)
    let tape = Tape<Double>(recording: false)
    let y = try norm(tape.constant(wave(5, 40, 0.3) * 7 + 3)).value
    for mean in try y.mean(axis: 1).elements { #expect(abs(mean) < 1e-14) }
    for variance in try y.squared().mean(axis: 1).elements { #expect(abs(variance - 1) < 1e-13) }
  }

  @Test func aResidualBlockAddsItsBranchToWhatComesIn() throws {
    let parameters = Parameters<Double>()
    var stream = RandomStream(seed: 1, purpose: "initialisation")
    let block = ResidualBlock("block", width: 4, activation: .relu, in: parameters, stream: &stream)
    func set(_ slot: Parameters<Double>.Slot, to tensor: Tensor<Double>) {
      parameters.values.withUnsafeMutableBuffer { values in
        for (place, value) in tensor.elements.enumerated() { values[slot.offset + place] = value }
      }
    }
    let x = wave(3, 4, 0.3)
    func output(_ x: Tensor<Double>) throws -> Tensor<Double> {
      let tape = Tape<Double>(recording: false)
      return try withExtendedLifetime(tape) { try block(tape.constant(x)).value }
    }
    // With W₂ = 0 and b₂ = 1 the branch is 1.
    set(block.second.weight, to: .zeros([4, 4]))
    set(block.second.bias, to: .ones([4]))
    #expect(try output(x) == x + 1)
    // With W₁ = W₂ = 1, b₁ = b₂ = 0 it is the positive part of the normalised row.
    set(block.first.weight, to: .identity(4))
    set(block.first.bias, to: .zeros([4]))
    set(block.second.weight, to: .identity(4))
    set(block.second.bias, to: .zeros([4]))
    let found = try output(Tensor(rows: [[1, 3, 1, 3]])).elements
    for (a, b) in zip(found, [1.0, 4, 1, 4]) { #expect(abs(a - b) < 1e-5) }
  }

  @Test func lossAndGradientsOfASmallNetworkAreThoseOfPyTorch() throws {
    let reference = ReferenceValues.shared.network
    let parameters = Parameters<Double>()
    var slots: [(weight: Parameters<Double>.Slot, bias: Parameters<Double>.Slot)] = []
    for (k, (inputs, outputs)) in zip(reference.sizes, reference.sizes.dropFirst()).enumerated() {
      slots.append(
        (
          parameters.add("weight \(k)", wave(outputs, inputs, 0.3 + Double(k)) * 0.6),
          parameters.add("bias \(k)", wave(1, outputs, 0.8 + Double(k)).row(at: 0) * 0.1)
        ))
    }
    let tape = Tape<Double>()
    var x = tape.constant(wave(7, 6, 0.2))
    for (k, slot) in slots.enumerated() {
      x = try x.linear(
        tape.parameter(slot.weight, of: parameters), bias: tape.parameter(slot.bias, of: parameters),
        activation: k + 1 < slots.count ? .silu : .identity)
    }
    let loss = try x.meanSquaredError(wave(7, 2, 1.7))
    try tape.backward(from: loss)
    try expectClose(x.value, reference.output, tolerance: reference.tolerance)
    try expectClose(loss.value, [reference.loss], tolerance: reference.tolerance)
    for (k, slot) in slots.enumerated() {
      try expectClose(
        parameters.gradient(of: slot.weight), reference.weightGradients[k], tolerance: reference.tolerance)
      try expectClose(parameters.gradient(of: slot.bias), reference.biasGradients[k], tolerance: reference.tolerance)
    }
  }

  @Test func sinusoidalEmbeddingIsThatOfDiffusionPolicy() throws {
    let reference = ReferenceValues.shared.timeEmbeddings
    for test in reference.cases {
      for (scale, times) in [(1.0, reference.times), (100, reference.times.map { $0 / 100 })] {
        let embedding = TimeEmbedding.sinusoidal(width: test.width, scale: scale)
        #expect(embedding.width == test.width)
        let found = Tensor(times.flatMap { embedding($0) })
        try expectClose(found, test.output, tolerance: reference.tolerance, "width \(test.width), scale \(scale)")
      }
    }
  }

  @Test func linearLayersStartWithinTheBoundOfPyTorchAndFillIt() {
    let parameters = Parameters<Double>()
    var stream = RandomStream(seed: 1, purpose: "initialisation")
    let layer = Linear("layer", inputs: 64, outputs: 100, in: parameters, stream: &stream)
    let weights = parameters[layer.weight]
    #expect(weights.shape == [100, 64])
    #expect(parameters[layer.bias].shape == [100])
    // Bound 1/8. Of 6400 uniform numbers the largest exceeds 0.124 but for a chance of (1 − .004)^6400 < 1e-11.
    #expect(parameters.values.maximum() <= 0.125 && parameters.values.minimum() >= -0.125)
    #expect(weights.maximum() > 0.124 && weights.minimum() < -0.124)
    // Variance 1/(3·64); five standard errors of a uniform variance, √(0.8/6400), false alarms below 1e-6.
    let variance = weights.squared().mean() - weights.mean() * weights.mean()
    #expect(abs(variance * 192 - 1) < 5 * (0.8 / 6400.0).squareRoot())
  }
}
