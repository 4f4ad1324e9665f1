import Foundation
import Models
import Tensors
import Testing

struct LossTests {
  private let reference = ReferenceValues.shared.losses

  @Test func lossesAndTheirGradientsAreThoseOfPyTorch() throws {
    #expect(reference.cases.count == 4)
    for test in reference.cases {
      let tape = Tape<Double>()
      let x = tape.input(try Tensor(test.prediction, shape: test.shape))
      let target = Tensor(test.target)
      let loss =
        switch test.name {
        case "binary cross entropy with logits": try x.binaryCrossEntropy(labels: target)
        case "binary cross entropy with logits, positive weight 2.5":
          try x.binaryCrossEntropy(labels: target, positiveWeight: 2.5)
        case "cross entropy": try x.crossEntropy(labels: test.target.map { Int($0) })
        default: try x.meanSquaredError(target.reshaped(test.shape))
        }
      try tape.backward(from: loss)
      #expect(loss.shape == [])
      try expectClose(loss.value, [test.loss], tolerance: reference.tolerance, "\(test.name)")
      try expectClose(x.gradient, test.gradient, tolerance: reference.tolerance, "\(test.name), gradient")
    }
  }

  @Test func rowWeightsMultiplyTheRowsOfTheMeanSquaredError() throws {
    let tape = Tape<Double>(recording: false)
    let x = wave(3, 4, 0.3)
    let y = wave(3, 4, 0.9)
    let rows = try (x - y).squared().mean(axis: 1).elements
    let weights = [0.5, 0, 3.0]
    let loss = try tape.constant(x).meanSquaredError(y, weights: Tensor(weights)).value.scalar
    #expect(abs(loss - zip(weights, rows).map(*).reduce(0, +) / 3) < 1e-15)
    let ones = try tape.constant(x).meanSquaredError(y, weights: .ones([3])).value.scalar
    #expect(abs(ones - (try tape.constant(x).meanSquaredError(y).value.scalar)) < 1e-15)
  }

  @Test func hugeLogitsGiveFiniteLossesAndGradients() throws {
    let tape = Tape<Float>()
    let x = tape.input(try Tensor([1e4, -1e4, -1e4, 1e4], shape: [2, 2]))
    let binary = try x.binaryCrossEntropy(labels: Tensor([1, 0, 1, 0], shape: [2, 2]))
    let classes = try x.crossEntropy(labels: [0, 0])
    try tape.backward(from: binary + classes)
    // Two logits of four are wrong by 1e4; one row of two by 2e4.
    #expect(binary.value.scalar == 5e3)
    #expect(classes.value.scalar == 1e4)
    let gradient = try #require(x.gradient).elements
    for (found, expected) in zip(gradient, [0, 0, -0.75, 0.75] as [Float]) { #expect(abs(found - expected) < 1e-30) }
  }
}
