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
  /// Of a domain whose weights are probabilities: how its rows are drawn.
  private let weightedRows: [WeightedRows?]
  /// Of a domain whose weights are in the loss: the weight of each demonstration; empty when no domain has any.
  private let lossWeights: [[Scalar]?]
  /// The factor on the losses of a domain: 1 under sampling.
  private let factors: [Scalar]

  /// - Throws: `MixtureError` when, under loss weighting, the batch has fewer rows than there are domains with a share.
  init(_ mixture: DomainMixture<Scalar>, batchSize: Int) throws(MixtureError) {
    self.mixture = mixture
    self.batchSize = batchSize
    observations = .zeros([batchSize, mixture.domains[0].observations.columns])
    actions = .zeros([batchSize, mixture.domains[0].actions.columns])
    bits = [UInt32](repeating: 0, count: 2 * batchSize)
    indices = [Int](repeating: 0, count: batchSize)
    weightedRows = mixture.domains.map { domain in
      domain.weights.flatMap { $0.effect == .sampling ? WeightedRows($0.values) : nil }
    }
    let lossWeights = mixture.domains.map { domain in
      domain.weights.flatMap { $0.effect == .loss ? $0.values.map { Scalar($0) } : nil }
    }
    self.lossWeights = lossWeights.contains { $0 != nil } ? lossWeights : []
    switch mixture.method {
    case .sampling:
      fixedCounts = nil
      factors = mixture.domains.map { _ in 1 }
      weights = self.lossWeights.isEmpty ? nil : .zeros([batchSize])
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
      let factors = zip(counts, mixture.shares).map { count, share in
        Scalar(share * Double(batchSize) / Double(max(count, 1)))
      }
      self.factors = factors
      weights = Tensor(zip(counts, factors).flatMap { [Scalar](repeating: $1, count: $0) })
    }
  }

  /// The next batch: rows drawn with replacement, those of one domain together.
  mutating func next(from stream: inout RandomStream) -> Batch<Scalar> {
    bits.withUnsafeMutableBufferPointer { stream.fill(bits: $0) }
    let counts = fixedCounts ?? drawnCounts()
    var rows: [Range<Int>] = []
    var start = 0
    for (number, domain) in mixture.domains.enumerated() {
      let range = start..<(start + counts[number])
      if let weighted = weightedRows[number] {
        for row in range { indices[row] = weighted.row(bits[batchSize + row]) }
      } else {
        // 32 random bits times the size, the upper half: a bias of at most size / 2³².
        for row in range { indices[row] = Int((UInt64(bits[batchSize + row]) * UInt64(domain.count)) >> 32) }
      }
      if !lossWeights.isEmpty { weigh(range, of: number) }
      Self.gather(domain.observations, indices, range, into: &observations)
      Self.gather(domain.actions, indices, range, into: &actions)
      rows.append(range)
      start += counts[number]
    }
    return Batch(observations: observations, actions: actions, weights: weights, domainRows: rows)
  }

  /// The weights of a domain's drawn rows in the loss.
  private mutating func weigh(_ rows: Range<Int>, of domain: Int) {
    let (factor, values, indices) = (factors[domain], lossWeights[domain], indices)
    weights?.withUnsafeMutableBuffer { memory in
      for row in rows { memory[row] = values.map { factor * $0[indices[row]] } ?? factor }
    }
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
