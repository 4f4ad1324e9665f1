import Models
import Tensors
import Testing
import Training

@Suite struct AllocationTests {
  /// Sampler, network, backward pass, penalty, clipping, optimiser and average: the memory of the first steps serves all
  /// others, though domains vary in size from batch to batch.
  private func allocations<Scalar: TensorScalar>(
    _ type: Scalar.Type, method: MixingMethod, optimizer: OptimizerRule
  ) throws -> Int {
    let mixture = try DomainMixture<Scalar>(
      [smooth("real", count: 20, shift: 0, as: type), smooth("sim", count: 80, shift: 1, as: type)],
      ratio: .target(0.2), method: method)
    let trainer = try Trainer(
      denoiser(seed: 1, hidden: [32, 32, 32], as: type), on: mixture,
      configuration: TrainingConfiguration(
        steps: 400, batchSize: 64, learningRate: 1e-3, optimizer: optimizer, gradientClip: 1, average: .init(),
        logInterval: 10),
      regularizers: [(MeanMatching(), 0.1)], seed: 1)
    for _ in 0..<50 { try trainer.advance() }
    let before = TensorStorage<Scalar>.allocationsOnThisThread
    for _ in 0..<300 { try trainer.advance() }
    return TensorStorage<Scalar>.allocationsOnThisThread - before
  }

  @Test(arguments: MixingMethod.allCases, [OptimizerRule.adamW(), .sgd(momentum: 0.9)])
  func aStepAfterWarmUpAllocatesNoTensorStorage(method: MixingMethod, optimizer: OptimizerRule) throws {
    #expect(try allocations(Float.self, method: method, optimizer: optimizer) == 0)
    #expect(try allocations(Double.self, method: method, optimizer: optimizer) == 0)
  }

  @Test func theCounterSeesAnAllocation() {
    let before = TensorStorage<Float>.allocationsOnThisThread
    let tensor = Tensor<Float>.zeros([3])
    #expect(TensorStorage<Float>.allocationsOnThisThread - before == 1 && tensor.count == 3)
  }
}
