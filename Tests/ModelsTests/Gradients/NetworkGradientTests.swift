import Models
import Tensors
import Testing

struct NetworkGradientTests {
  /// Parameters away from their first values, where scales of 1 and shifts of 0 would hide mistakes.
  private func disturb(_ parameters: Parameters<Double>) throws {
    var stream = RandomStream(seed: 4, purpose: "disturbance")
    parameters.values = try parameters.values + Tensor.normal([parameters.count], from: &stream) * 0.3
  }

  private func weighted(_ x: Variable<Double>) throws -> Variable<Double> {
    var stream = RandomStream(seed: 5, purpose: "weights")
    return try (x * x.tape.constant(.normal(x.shape, from: &stream))).sum()
  }

  @Test func layerNormHasTheGradientOfCentralDifferences() throws {
    for shape in [[4, 6], [2, 3, 6]] {
      let parameters = Parameters<Double>()
      let x = parameters.add("x", try wave(shape.dropLast().reduce(1, *), 6, 0.3).reshaped(shape))
      let norm = LayerNorm("norm", width: 6, in: parameters)
      try disturb(parameters)
      try GradientCheck.expectGradients(of: parameters) { tape in
        try weighted(norm(tape.parameter(x, of: parameters)))
      }
    }
  }

  @Test func groupNormHasTheGradientOfCentralDifferences() throws {
    for shape in [[4, 6], [2, 6, 5], [2, 6, 2, 3]] {
      for groups in [1, 2, 6] where shape.count > 2 || groups < 6 {
        let parameters = Parameters<Double>()
        let x = parameters.add("x", try wave(shape[0], shape.dropFirst().reduce(1, *), 0.3).reshaped(shape))
        let norm = GroupNorm("norm", groups: groups, channels: 6, in: parameters)
        try disturb(parameters)
        try GradientCheck.expectGradients(of: parameters) { tape in
          try weighted(norm(tape.parameter(x, of: parameters)))
        }
      }
    }
  }

  @Test(arguments: Activation.allCases)
  func networkWithNormsHasTheGradientOfCentralDifferences(_ activation: Activation) throws {
    let parameters = Parameters<Double>()
    var stream = RandomStream(seed: 6, purpose: "initialisation")
    let first = Linear("first", inputs: 5, outputs: 8, in: parameters, stream: &stream)
    let layerNorm = LayerNorm("layer norm", width: 8, in: parameters)
    let second = Linear("second", inputs: 8, outputs: 6, activation: activation, in: parameters, stream: &stream)
    let groupNorm = GroupNorm("group norm", groups: 2, channels: 6, in: parameters)
    let third = Linear("third", inputs: 6, outputs: 3, in: parameters, stream: &stream)
    try disturb(parameters)
    let loss = { (tape: Tape<Double>) in
      let hidden = try layerNorm(first(tape.constant(wave(7, 5, 0.2)))).activated(activation)
      return try third(groupNorm(second(hidden))).meanSquaredError(wave(7, 3, 1.7))
    }
    try GradientCheck.expectGradients(of: parameters, loss: loss)
    try GradientCheck.expectDirectionalDerivative(of: parameters, "\(activation)", loss: loss)
  }

  @Test(arguments: Activation.allCases)
  func residualBlockHasTheGradientOfCentralDifferences(_ activation: Activation) throws {
    for shape in [[4, 6], [2, 3, 6]] {
      let parameters = Parameters<Double>()
      var stream = RandomStream(seed: 9, purpose: "initialisation")
      let x = parameters.add("x", try wave(shape.dropLast().reduce(1, *), 6, 0.3).reshaped(shape))
      let block = ResidualBlock("block", width: 6, activation: activation, in: parameters, stream: &stream)
      try disturb(parameters)
      try GradientCheck.expectGradients(of: parameters) { tape in
        try weighted(block(tape.parameter(x, of: parameters)))
      }
    }
  }

  private static let paths: [any NoisePath] =
    [FlowMatching()]
    + Diffusion.Prediction.allCases.map {
      Diffusion(schedule: DiffusionSchedule(.cosine, steps: 100), prediction: $0, sampler: .ddim(steps: 10, eta: 0))
    }

  @Test func policyLossHasTheDirectionalDerivativeOfCentralDifferences() throws {
    for (index, path) in Self.paths.enumerated() {
      for activation in Activation.allCases {
        for (embedding, residual) in [(TimeEmbedding.scalar, false), (.sinusoidal(width: 8, scale: 20), true)] {
          var initialisation = RandomStream(seed: 7, purpose: "initialisation")
          let policy = DenoisingPolicy<Double>(
            .init(
              observationWidth: 3, actionWidth: 2, hidden: [16, residual ? 16 : 12, 16], activation: activation,
              timeEmbedding: embedding, latentLayer: 1, residual: residual),
            path: path, stream: &initialisation)
          let batch = Batch(
            observations: wave(10, 3, 0.4), actions: wave(10, 2, 0.9),
            weights: Tensor((0..<10).map { 0.5 + 0.2 * Double($0) }), domainRows: [0..<4, 4..<10])
          try GradientCheck.expectDirectionalDerivative(
            of: policy.parameters, "path \(index), \(activation), \(embedding)"
          ) { tape in
            var noise = RandomStream(seed: 8, purpose: "noise")
            let output = try policy.loss(of: batch, on: tape, stream: &noise)
            // A regulariser's pull on the two domains' latents.
            let means = try batch.domainRows.map { try output.latents.rows($0).mean(axis: 0) }
            return try output.loss + 0.3 * (means[0] - means[1]).squared().sum()
          }
        }
      }
    }
  }
}
