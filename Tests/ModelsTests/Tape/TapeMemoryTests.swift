import Models
import Tensors
import Testing

struct TapeMemoryTests {
  private let policy: DenoisingPolicy<Float>
  private let data: (observations: Tensor<Float>, actions: Tensor<Float>)

  init() {
    var stream = RandomStream(seed: 1, purpose: "initialisation")
    policy = DenoisingPolicy(
      .init(observationWidth: 3, actionWidth: 2, hidden: [20, 20], timeEmbedding: .sinusoidal(width: 8, scale: 10)),
      path: FlowMatching(), stream: &stream)
    data = (wave(64, 3, 0.4).converted(to: Float.self), wave(64, 2, 0.9).converted(to: Float.self))
  }

  /// A gradient step on a batch whose first `split` rows are one domain; returns the loss.
  private func step(
    _ tape: Tape<Float>, split: Int = 20, weights: Tensor<Float>? = nil, stream: inout RandomStream
  ) throws -> Float {
    let batch = Batch(
      observations: data.observations, actions: data.actions, weights: weights,
      domainRows: [0..<split, split..<data.actions.rows])
    policy.parameters.clearGradients()
    let output = try policy.loss(of: batch, on: tape, stream: &stream)
    // What a regulariser does: something with each domain's rows.
    var total = output.loss
    for rows in batch.domainRows where !rows.isEmpty {
      let latents = try output.latents.rows(rows)
      total = try total + (latents - latents.mean(axis: 0)).squared().mean() * 0.1
    }
    let loss = total.value.scalar
    try tape.backward(from: total)
    tape.reset()
    descend(policy.parameters)
    return loss
  }

  private func descend(_ parameters: Parameters<Float>) {
    parameters.gradients.withUnsafeBuffer { gradient in
      parameters.values.withUnsafeMutableBuffer { values in
        for i in values.indices { values[i] -= 0.01 * gradient[i] }
      }
    }
  }

  private func allocations(_ body: () throws -> Void) rethrows -> Int {
    let before = TensorStorage<Float>.allocationsOnThisThread
    try body()
    return TensorStorage<Float>.allocationsOnThisThread - before
  }

  @Test func aStepAllocatesNoStorageAfterWarmUp() throws {
    let tape = Tape<Float>()
    let weights = Tensor<Float>.ones([64])
    var stream = RandomStream(seed: 2, purpose: "noise")
    #expect(try allocations { _ = try step(tape, weights: weights, stream: &stream) } > 0)
    _ = try step(tape, weights: weights, stream: &stream)
    #expect(try allocations { for _ in 0..<20 { _ = try step(tape, weights: weights, stream: &stream) } } == 0)
  }

  @Test func aStepAllocatesNoStorageWhenTheDomainsVaryInSize() throws {
    let tape = Tape<Float>()
    var stream = RandomStream(seed: 2, purpose: "noise")
    for split in 0...64 { _ = try step(tape, split: split, stream: &stream) }
    _ = try step(tape, stream: &stream)
    #expect(
      try allocations {
        for _ in 0..<100 { _ = try step(tape, split: stream.uniform(below: 65), stream: &stream) }
      } == 0)
  }

  @Test func normsBroadcastsViewsAndLossesAllocateNoStorageAfterWarmUp() throws {
    let parameters = Parameters<Float>()
    var stream = RandomStream(seed: 1, purpose: "initialisation")
    let first = Linear("first", inputs: 3, outputs: 8, activation: .silu, in: parameters, stream: &stream)
    let layerNorm = LayerNorm("layer norm", width: 8, in: parameters)
    let groupNorm = GroupNorm("group norm", groups: 2, channels: 8, in: parameters)
    let last = Linear("last", inputs: 4, outputs: 2, in: parameters, stream: &stream)
    let labels = data.actions.sigmoid()
    let tape = Tape<Float>()
    let step = {
      let hidden = try groupNorm(layerNorm(first(tape.constant(data.observations))))
      let half = try hidden.slice(2..<6, axis: 1)
      let logits = try last(half.softplus() + half.sigmoid() * half.transposed().softmax().transposed())
      let similarity = try hidden.multiplied(by: hidden.transposed()).logSumExp().mean()
      let loss =
        try logits.binaryCrossEntropy(labels: labels)
        + logits.crossEntropy(labels: (0..<64).map { $0 % 2 }) + similarity
      try tape.backward(from: loss)
      tape.reset()
    }
    try step()
    try step()
    #expect(try allocations { for _ in 0..<5 { try step() } } == 0)
  }

  @Test func aVariableHeldAcrossResetCostsNoStorageAfterWarmUp() throws {
    // A caller's `let loss` lives until the end of its scope, which may lie behind `reset()`.
    let tape = Tape<Float>()
    let step = {
      let x = tape.input(data.actions)
      let loss = try (x * x).mean()
      try tape.backward(from: loss)
      tape.reset()
      withExtendedLifetime((x, loss)) {}
    }
    for _ in 0..<3 { try step() }
    #expect(try allocations { for _ in 0..<10 { try step() } } == 0)
  }

  @Test func inferenceAllocatesOnlyWhatItReturns() throws {
    var stream = RandomStream(seed: 3, purpose: "sampling")
    let noise = Tensor<Float>.normal([64, 2], from: &stream)
    let act = { (steps: Int) in
      var initial = RandomStream(seed: 1, purpose: "initialisation")
      let policy = DenoisingPolicy<Float>(policy.architecture, path: FlowMatching(steps: steps), stream: &initial)
      var stream = RandomStream(seed: 3, purpose: "sampling")
      for _ in 0..<2 { _ = try policy.act(on: data.observations, noise: noise, stream: &stream) }
      return try allocations { _ = try policy.act(on: data.observations, noise: noise, stream: &stream) }
    }
    #expect(try act(10) == act(50))
  }

  @Test func valuesTakenFromTheTapeSurviveReset() throws {
    let tape = Tape<Float>()
    let run = { (a: Double) in
      let x = tape.input(wave(8, 3, a).converted(to: Float.self))
      let y = try (x * x).sum(axis: 1)
      try tape.backward(from: y.sum())
      return (value: y.value, gradient: try #require(x.gradient))
    }
    let taken = try run(0.3)
    let copies = (taken.value.elements, taken.gradient.elements)
    for a in [0.4, 0.5, 0.6] {
      tape.reset()
      _ = try run(a)
    }
    #expect(taken.value.elements == copies.0)
    #expect(taken.gradient.elements == copies.1)
    #expect(taken.gradient.elements == (wave(8, 3, 0.3).converted(to: Float.self) * 2).elements)
  }

  @Test func aTapeDroppedWithoutResetIsFreed() throws {
    weak var dropped: Tape<Float>?
    weak var storage: TensorStorage<Float>?
    weak var parameters: Parameters<Float>?
    do {
      let tape = Tape<Float>()
      let set = Parameters<Float>()
      let slot = set.add("weight", .ones([3, 3]))
      let x = tape.input(data.observations)
      let hidden = try x.linear(tape.parameter(slot, of: set), bias: nil, activation: .mish)
      let joined = try tape.concatenated([hidden.softplus(), hidden.sigmoid(), hidden.activated(.gelu)])
      let norms = try joined.normalizedRows().softmax() / joined.exponential()
      let loss = try norms.logSumExp().mean() + hidden.binaryCrossEntropy(labels: .ones([64, 3]))
      (dropped, storage, parameters) = (tape, joined.value.storage, set)
      #expect(dropped != nil && storage != nil && parameters != nil)
      #expect(loss.value.scalar.isFinite)
    }
    #expect(dropped == nil)
    #expect(storage == nil)
    #expect(parameters == nil)
  }

  @Test func aLongRecordingIsFreedWithoutExhaustingTheStack() throws {
    weak var dropped: Tape<Float>?
    do {
      let tape = Tape<Float>()
      var x = tape.input(Tensor<Float>(1))
      for _ in 0..<200_000 { x = x + 1 }
      dropped = tape
      #expect(x.value.scalar == 200_001)
    }
    #expect(dropped == nil)
  }

  @Test func parametersAreUpdatedInPlace() throws {
    let address = { policy.parameters.values.withUnsafeBuffer { $0.baseAddress } }
    let gradientAddress = { policy.parameters.gradients.withUnsafeBuffer { $0.baseAddress } }
    let before = (address(), gradientAddress())
    let start = policy.parameters.values.elements
    let tape = Tape<Float>()
    var stream = RandomStream(seed: 2, purpose: "noise")
    for _ in 0..<3 { _ = try step(tape, stream: &stream) }
    #expect((address(), gradientAddress()) == before)
    #expect(policy.parameters.values.elements != start)
  }

  @Test func anUpdateLeavesValuesTakenBeforehandAlone() throws {
    let taken = policy.parameters.values
    let slot = policy.parameters.slots[0]
    let weight = policy.parameters[slot]
    let copies = (taken.elements, weight.elements)
    let tape = Tape<Float>()
    var stream = RandomStream(seed: 2, purpose: "noise")
    _ = try step(tape, stream: &stream)
    #expect(taken.elements == copies.0)
    #expect(weight.elements == copies.1)
    #expect(policy.parameters[slot].elements != copies.1)
  }

  @Test func aStepOnAUsedTapeIsThatOnAFreshOne() throws {
    // Stale memory would show.
    let used = Tape<Float>()
    var stream = RandomStream(seed: 2, purpose: "noise")
    for split in [3, 40] { _ = try step(used, split: split, stream: &stream) }
    let values = policy.parameters.values
    let results = try [used, Tape<Float>()].map { tape in
      policy.parameters.values = values
      var own = stream
      let loss = try step(tape, split: 17, stream: &own)
      return [loss] + policy.parameters.gradients.elements
    }
    #expect(results[0] == results[1])
  }
}
