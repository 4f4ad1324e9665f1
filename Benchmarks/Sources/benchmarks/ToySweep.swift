import Foundation
import Synchronization
import Tensors
import ToyModel

/// The whole toy sweep on two cores, measured on some of its networks and scaled: training by networks and steps,
/// evaluation by networks.
enum ToySweep {
  static let measurements = [Measurement("toy-sweep", unit: "s") { try sweep() }]

  private static let (networks, wholeNetworks) = (24, 9 * 11 * 5)
  private static let (steps, wholeSteps) = (1000, 4000)

  private static func sweep() throws -> Measurement.Value {
    let offsets = [0.01, 0.1, 0.5, 1, 3, 5, 10, 20, 50]
    let ratios = [0, 0.001, 0.01, 0.05, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 1]
    let configurations = (0..<networks).map { index in
      let cell = index * (offsets.count * ratios.count) / networks
      var configuration = ToyConfiguration(
        dz: offsets[cell / ratios.count], w: ratios[cell % ratios.count], seed: UInt64(index))
      configuration.setting.steps = steps
      return configuration
    }
    let clock = ContinuousClock()
    let trained = Mutex([Int: ToyNetwork]())
    let begin = clock.now
    try forEachInParallel(networks, workers: 2) { index in
      nonisolated(unsafe) let network = try ToyExperiment.train(configurations[index])
      trained.withLock { $0[index] = network }
    }
    let between = clock.now
    try forEachInParallel(networks, workers: 2) { index in
      nonisolated(unsafe) let network = trained.withLock { $0[index]! }
      let test = try ToyGeometry(configurations[index]).testPoints()
      var stream = RandomStream(seed: UInt64(index), purpose: "benchmark noise")
      let noise = Tensor<Double>.normal([configurations[index].setting.testCount, 2], from: &stream)
      _ = try network.answer(test.inputs, noise: noise, stream: &stream)
    }
    let end = clock.now
    let share = Double(wholeNetworks) / Double(networks)
    let training = seconds(between - begin) * share * Double(wholeSteps) / Double(steps)
    let evaluation = seconds(end - between) * share
    return .init(
      number: training + evaluation,
      details: ["training": training, "evaluation": evaluation, "networks measured": Double(networks)])
  }
}
