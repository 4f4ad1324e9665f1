import Kernels

/// A reproducible source of random numbers: Philox 4×32-10, a function from a counter to bits.
///
/// A stream is named by a seed, a purpose and an index, so what it yields depends on neither the order in which
/// streams are used nor the number of threads: draw the noise of trial 17 first or last, it is the same noise.
///
/// The seed and the purpose are hashed into the 64-bit key; the index is the upper half of the 128-bit counter, so two
/// indices of one purpose never overlap. Bulk draws and single draws consume whole blocks of 128 bits.
/// - Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC'11.
public struct RandomStream: RandomNumberGenerator, Sendable, Codable, Equatable {
  private let key: UInt64
  private let index: UInt64
  private var block: UInt64 = 0
  /// The unused half of the last block that `next()` drew.
  private var spare: UInt64?

  public init(seed: UInt64, purpose: String, index: UInt64 = 0) {
    // FNV-1a over the purpose, mixed with the seed by the finaliser of SplitMix64.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in purpose.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    self.key = Self.mix(Self.mix(seed &+ 0x9E37_79B9_7F4A_7C15) ^ hash)
    self.index = index
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// 64 random bits.
  public mutating func next() -> UInt64 {
    if let half = spare {
      spare = nil
      return half
    }
    var words: (UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0)
    withUnsafeMutableBytes(of: &words) {
      kernel_philox_fill(key, index, block, 1, $0.baseAddress!.assumingMemoryBound(to: UInt32.self))
    }
    block &+= 1
    spare = UInt64(words.3) << 32 | UInt64(words.2)
    return UInt64(words.1) << 32 | UInt64(words.0)
  }

  /// A uniform number on [0, 1), 53 bits.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A uniform integer on 0 ..< bound, without modulo bias (Lemire 2019).
  public mutating func uniform(below bound: Int) -> Int {
    precondition(bound > 0, "an empty range has no uniform number")
    let range = UInt64(bound)
    var product = next().multipliedFullWidth(by: range)
    if product.low < range {
      let threshold = (0 &- range) % range
      while product.low < threshold { product = next().multipliedFullWidth(by: range) }
    }
    return Int(product.high)
  }

  /// A standard normal number.
  public mutating func normal() -> Double {
    var value = 0.0
    withUnsafeMutablePointer(to: &value) { fill(normal: UnsafeMutableBufferPointer(start: $0, count: 1)) }
    return value
  }

  /// A uniformly random order of 0 ..< count (Fisher–Yates).
  public mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) { order.swapAt(last, uniform(below: last + 1)) }
    return order
  }

  /// `size` of 0 ..< count without replacement, in random order.
  public mutating func sample(_ size: Int, of count: Int) -> [Int] {
    precondition(0 <= size && size <= count, "cannot draw \(size) of \(count) without replacement")
    var order = Array(0..<count)
    for first in 0..<size { order.swapAt(first, first + uniform(below: count - first)) }
    return Array(order.prefix(size))
  }
}

// MARK: Bulk draws

extension RandomStream {
  /// Fills a buffer with uniforms on [0, 1).
  public mutating func fill(uniform buffer: UnsafeMutableBufferPointer<Float>) {
    guard let base = buffer.baseAddress else { return }
    kernel_uniform_f32(key, index, advance(numbers: buffer.count, perBlock: 4), buffer.count, base)
  }

  /// Fills a buffer with uniforms on [0, 1).
  public mutating func fill(uniform buffer: UnsafeMutableBufferPointer<Double>) {
    guard let base = buffer.baseAddress else { return }
    kernel_uniform_f64(key, index, advance(numbers: buffer.count, perBlock: 2), buffer.count, base)
  }

  /// Fills a buffer with standard normals.
  public mutating func fill(normal buffer: UnsafeMutableBufferPointer<Float>) {
    guard let base = buffer.baseAddress else { return }
    kernel_normal_f32(key, index, advance(numbers: buffer.count, perBlock: 4), buffer.count, base)
  }

  /// Fills a buffer with standard normals.
  public mutating func fill(normal buffer: UnsafeMutableBufferPointer<Double>) {
    guard let base = buffer.baseAddress else { return }
    kernel_normal_f64(key, index, advance(numbers: buffer.count, perBlock: 2), buffer.count, base)
  }

  /// Fills a buffer with 32 random bits each.
  public mutating func fill(bits buffer: UnsafeMutableBufferPointer<UInt32>) {
    let blocks = (buffer.count + 3) / 4
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 4 * max(blocks, 1)) { scratch in
      kernel_philox_fill(key, index, advance(numbers: buffer.count, perBlock: 4), blocks, scratch.baseAddress)
      for position in buffer.indices { buffer[position] = scratch[position] }
    }
  }

  /// Reserves the blocks for a bulk draw and returns the first of them.
  private mutating func advance(numbers: Int, perBlock: Int) -> UInt64 {
    spare = nil
    let first = block
    block &+= UInt64((numbers + perBlock - 1) / perBlock)
    return first
  }
}

/// A distribution over 0 ..< n with given weights.
public struct CategoricalDistribution: Sendable {
  private let cumulative: [Double]

  /// - Precondition: weights are not negative, at least one is positive, and their sum is finite.
  public init(weights: [Double]) {
    var total = 0.0
    cumulative = weights.map { weight in
      precondition(weight >= 0 && weight.isFinite, "a weight is a finite number that is not negative")
      total += weight
      return total
    }
    precondition(total > 0 && total.isFinite, "at least one weight is positive, and their sum is finite")
  }

  /// An index drawn with probability proportional to its weight. One binary search.
  public func sample(using stream: inout RandomStream) -> Int {
    let target = stream.uniform() * cumulative[cumulative.count - 1]
    var low = 0
    var high = cumulative.count - 1
    while low < high {
      let middle = (low + high) / 2
      if cumulative[middle] > target { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
