import Tensors

/// Standard normal numbers from `RandomStream`, a million at a time into memory that stays the same.
enum NormalSampling {
  static let measurements = [
    Measurement("normal-float", unit: "ns per number") {
      var stream = RandomStream(seed: 0, purpose: "benchmark")
      var numbers = [Float](repeating: 0, count: count)
      let time = secondsPerStep(40, warmup: 5) { numbers.withUnsafeMutableBufferPointer { stream.fill(normal: $0) } }
      return .init(number: time / Double(count) * 1e9)
    },
    Measurement("normal-double", unit: "ns per number") {
      var stream = RandomStream(seed: 0, purpose: "benchmark")
      var numbers = [Double](repeating: 0, count: count)
      let time = secondsPerStep(40, warmup: 5) { numbers.withUnsafeMutableBufferPointer { stream.fill(normal: $0) } }
      return .init(number: time / Double(count) * 1e9)
    },
  ]

  private static let count = 1 << 20
}
