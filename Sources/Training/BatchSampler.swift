import Models
import Tensors

/// Draws batches from a mixture into memory of its own, used again from batch to batch.
struct BatchSampler<Scalar: TensorScalar> {
  let mixture: DomainMixture<Scalar>
  let batchSize: Int
  private var observations: Tensor<Scalar>
  private var actions: Tensor<Scalar>
  private var weights: Tensor<Scalar>?
  private var bits: [UInt32]
  private var indices: [Int]
  /// Under loss weighting, the fixed number of rows of each domain.
  private let fixedCounts: [Int]?

  /// - Throws: `MixtureError` when, under loss weighting, the batch has fewer rows than there are domains with a share.
  init(_ mixture: DomainMixture<Scalar>, batchSize: Int) throws(MixtureError) {
    self.mixture = mixture
    self.batchSize = batchSize
    observations = .zeros([batchSize, mixture.domains[0].observations.columns])
    actions = .zeros([batchSize, mixture.domains[0].actions.columns])
    bits = [UInt32](repeating: 0, count: 2 * batchSize)
    indices = [Int](repeating: 0, count: batchSize)
    switch mixture.method {
    case .sampling:
      fixedCounts = nil
    case .lossWeighting:
      let active = mixture.shares.count { $0 > 0 }
      guard batchSize >= active else {
        throw MixtureError(
          description: "a batch of \(batchSize) cannot hold rows of \(active) domains; loss weighting needs at least "
            + "one of each: use a larger batch, or sampling")
      }
      var position = 0
      let counts = mixture.shares.map { share -> Int in
        guard share > 0 else { return 0 }
        defer { position += 1 }
        return batchSize / active + (position < batchSize % active ? 1 : 0)
      }
      fixedCounts = counts
      // Weighted so that the mean over the batch is Σ share · mean over the domain's rows.
      weights = Tensor(
        zip(counts, mixture.shares).flatMap { count, share in
          [Scalar](repeating: Scalar(share * Double(batchSize) / Double(max(count, 1))), count: count)
        })
    }
  }

  /// The next batch: rows drawn with replacement, those of one domain together.
  mutating func next(from stream: inout RandomStream) -> Batch<Scalar> {
    bits.withUnsafeMutableBufferPointer { stream.fill(bits: $0) }
    let counts = fixedCounts ?? drawnCounts()
    var rows: [Range<Int>] = []
    var start = 0
    for (domain, count) in zip(mixture.domains, counts) {
      let range = start..<(start + count)
      // 32 random bits times the size, the upper half: a bias of at most size / 2³².
      for row in range { indices[row] = Int((UInt64(bits[batchSize + row]) * UInt64(domain.count)) >> 32) }
      Self.gather(domain.observations, indices, range, into: &observations)
      Self.gather(domain.actions, indices, range, into: &actions)
      rows.append(range)
      start += count
    }
    return Batch(observations: observations, actions: actions, weights: weights, domainRows: rows)
  }

  /// How many rows fall to each domain when every row draws its own.
  private func drawnCounts() -> [Int] {
    var counts = [Int](repeating: 0, count: mixture.domains.count)
    for row in 0..<batchSize {
      let uniform = Double(bits[row]) * 0x1p-32
      var cumulative = 0.0
      var chosen = counts.count - 1
      for (domain, share) in mixture.shares.enumerated() {
        cumulative += share
        if uniform < cumulative {
          chosen = domain
          break
        }
      }
      // Rounding may leave the sum of the shares below 1: the last domain with a share takes the rest.
      while mixture.shares[chosen] == 0 { chosen -= 1 }
      counts[chosen] += 1
    }
    return counts
  }

  private static func gather(
    _ source: Tensor<Scalar>, _ indices: [Int], _ range: Range<Int>, into target: inout Tensor<Scalar>
  ) {
    let width = source.columns
    source.withUnsafeBuffer { from in
      target.withUnsafeMutableBuffer { to in
        indices.withUnsafeBufferPointer {
          Scalar.kernels.gatherRows(
            range.count, width, from.baseAddress, $0.baseAddress! + range.lowerBound,
            to.baseAddress! + range.lowerBound * width)
        }
      }
    }
  }
}
