import Tensors

/// What a trained toy network makes of the two domains: the outputs of its hidden layers.
public struct ToyRepresentations: Sendable {
  /// One `[n, width]` a hidden layer, first to last.
  public let source: [Tensor<Float>]
  public let target: [Tensor<Float>]
}

extension ToyExperiment {
  /// Records a network on `count` fresh inputs of each domain over the whole plane, at one flow time, with the same noise
  /// in both domains.
  public static func representations(
    of network: ToyNetwork, _ configuration: ToyConfiguration, count: Int, time: Double
  ) throws -> ToyRepresentations {
    let geometry = ToyGeometry(configuration)
    var stream = RandomStream(seed: configuration.seeds.sampling, purpose: "toy recorded noise")
    let noise = Tensor<Double>.normal([count, 2], from: &stream)
    return ToyRepresentations(
      source: try network.hiddenLayers(of: geometry.recordedPoints(.source, count: count), noise: noise, time: time),
      target: try network.hiddenLayers(of: geometry.recordedPoints(.target, count: count), noise: noise, time: time))
  }
}
