import Foundation
import Synchronization
import Tensors
import ToyModel

/// The whole toy sweep on two cores, measured on some of its networks and scaled: training by networks and steps,
/// evaluation by networks.
enum ToySweep {
  static let measurements = [Measurement("toy-sweep", unit: "s") { try sweep() }]

  private static let wholeNetworks = 9 * 11 * 5
  private static let workers = 2
  private static let (steps, wholeSteps) = (1000, 4000)

  private static func sweep() throws -> Measurement.Value {
    // The peer's part of the sweep.
    let configurations = [0.01, 1, 10].flatMap { dz in
      [0.001, 0.1, 0.5, 0.99].flatMap { w in
        (0..<2).map { seed in
          var configuration = ToyConfiguration(dz: dz, w: w, seed: UInt64(seed))
          configuration.setting.steps = steps
          return configuration
        }
      }
    }
    let networks = configurations.count
    let clock = ContinuousClock()
    // Networks take equally long, so two workers need half of the sum.
    let times = Mutex((training: 0.0, evaluation: 0.0))
    try forEachInParallel(networks, workers: workers) { index in
      let begin = clock.now
      let network = try ToyExperiment.train(configurations[index])
      let between = clock.now
      let test = try ToyGeometry(configurations[index]).testPoints()
      var stream = RandomStream(seed: UInt64(index), purpose: "benchmark noise")
      let noise = Tensor<Double>.normal([configurations[index].setting.testCount, 2], from: &stream)
      _ = try network.answer(test.inputs, noise: noise, stream: &stream)
      let end = clock.now
      times.withLock {
        $0.training += seconds(between - begin)
        $0.evaluation += seconds(end - between)
      }
    }
    let share = Double(wholeNetworks) / Double(networks * workers)
    let training = times.withLock { $0.training } * share * Double(wholeSteps) / Double(steps)
    let evaluation = times.withLock { $0.evaluation } * share
    return .init(
      number: training + evaluation,
      details: ["training": training, "evaluation": evaluation])
  }
}
