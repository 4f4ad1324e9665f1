import Models
import Tensors

/// Finds the shares of a mixture while a policy, the proxy, trains on it. At each step
///
///     a batch has the same number of rows of every domain;
///     λ_d is measured on it (`MixtureSignal`);
///     α moves along λ (`MixtureUpdate`), once the warm-up is over;
///     θ follows the gradient of Σ_d α_d L_d.
///
/// The result is the mean of α over the steps; the proxy is thrown away. A policy is then trained from the start at
/// that fixed ratio, `Trainer(policy, on: DomainMixture(domains, ratio: found.ratio), …)`.
///
/// Optimiser, learning rate, its schedule, batch size, clipping and the interval of the path are those of the
/// configuration; it has one batch part. Deterministic: the same arguments give the same bytes.
public final class MixtureOptimization<Scalar: TensorScalar> {
  /// The proxy.
  public let policy: any RowwisePolicy<Scalar>
  public let configuration: TrainingConfiguration
  public let update: MixtureUpdate
  public private(set) var step = 0
  /// α
  public private(set) var shares: [Double]

  private let domains: [String]
  private let initialShares: [Double]
  private var shareSums: [Double]
  private var path: [MixturePoint] = []
  private let signal: MixtureSignal<Scalar>
  private var optimizer: Optimizer<Scalar>
  private var sampler: BatchSampler<Scalar>
  private var heldOutSampler: BatchSampler<Scalar>?
  private var batchStream: RandomStream
  private var heldOutStream: RandomStream
  private var noiseStream: RandomStream
  private let tape = Tape<Scalar>()
  private let referenceTape = Tape<Scalar>(recording: false)
  /// Where the signal needs them: each domain's gradient, and last the held-out rows'.
  private var gradients: [Tensor<Scalar>] = []

  /// - Parameters:
  ///   - policy: the proxy, untrained.   - mixture: the domains and their initial shares; its method is not used.
  ///   - seed: draws batches and, apart from them, noise.
  /// - Throws: `MixtureError` when the batch cannot hold a row of every domain, an initial share is 0, there are
  ///   neither one reference nor one a domain, the held-out domain has other widths, the update is out of range, or the
  ///   configuration wants parts.
  public init(
    _ policy: any RowwisePolicy<Scalar>, on mixture: DomainMixture<Scalar>, signal: MixtureSignal<Scalar>,
    update: MixtureUpdate, configuration: TrainingConfiguration, seed: UInt64
  ) throws(MixtureError) {
    let count = mixture.domains.count
    if let domain = mixture.shares.firstIndex(of: 0) {
      throw MixtureError(
        description: "domain \(mixture.domains[domain].name) has an initial share of 0, which no update changes; "
          + "leave it out or give it a share")
    }
    guard update.stepSize > 0, update.stepSize.isFinite, update.smoothing >= 0, update.smoothing <= 1,
      update.warmUp >= 0
    else {
      throw MixtureError(
        description: "the step size is \(update.stepSize), the smoothing \(update.smoothing) and the warm-up "
          + "\(update.warmUp); expected a positive number, one from 0 to 1, and one that is not negative")
    }
    guard configuration.batchParts == 1 else {
      throw MixtureError(
        description: "the configuration has \(configuration.batchParts) batch parts; a mixture is optimised with 1")
    }
    self.policy = policy
    self.configuration = configuration
    self.update = update
    self.signal = signal
    shares = mixture.shares
    initialShares = mixture.shares
    shareSums = [Double](repeating: 0, count: count)
    domains = mixture.domains.map(\.name)
    optimizer = Optimizer(configuration.optimizer, count: policy.parameters.count)
    let even = try DomainMixture(
      mixture.domains, ratio: .shares([Double](repeating: 1, count: count)), method: .lossWeighting)
    sampler = try BatchSampler(even, batchSize: configuration.batchSize)
    switch signal {
    case .excessLoss(let references, _):
      guard references.count == 1 || references.count == count else {
        throw MixtureError(
          description: "\(references.count) references for \(count) domains; expected one for all or one for each")
      }
    case .gradientAlignment(let heldOut, _):
      // Widths are checked where domains meet.
      _ = try DomainMixture([mixture.domains[0], heldOut], ratio: .natural)
      heldOutSampler = try BatchSampler(
        DomainMixture([heldOut], ratio: .natural), batchSize: max(1, configuration.batchSize / count))
      gradients = (0...count).map { _ in .zeros([policy.parameters.count]) }
    }
    batchStream = RandomStream(seed: seed, purpose: "mixture batches")
    heldOutStream = RandomStream(seed: seed, purpose: "mixture held-out batches")
    noiseStream = RandomStream(seed: seed, purpose: "mixture noise")
  }

  /// Optimises until `configuration.steps`.
  /// - Parameter progress: told the share of the steps that is done, now and then; what it throws ends the run.
  /// - Throws: `TrainingError` when a loss is no longer finite.
  public func run(progress: (Double) throws -> Void = { _ in }) throws -> OptimizedMixture {
    while step < configuration.steps {
      if step % 100 == 0 { try progress(Double(step) / Double(configuration.steps)) }
      try advance()
    }
    return OptimizedMixture(
      domains: domains, initialShares: initialShares,
      averageShares: step > update.warmUp ? shareSums.map { $0 / Double(step - update.warmUp) } : shares,
      finalShares: shares, path: path)
  }

  /// One step.
  /// - Throws: `TrainingError` when a loss is not finite.
  @discardableResult
  public func advance() throws -> MixturePoint {
    policy.parameters.clearGradients()
    let batch = sampler.next(from: &batchStream)
    let (scores, loss): ([Double], Double)
    switch signal {
    case .excessLoss(let references, let clipping):
      (scores, loss) = try stepOnExcess(over: references, clipping: clipping, batch: batch)
    case .gradientAlignment(_, let normalized):
      (scores, loss) = try stepOnAlignment(normalized: normalized, batch: batch)
    }
    guard loss.isFinite else { throw divergence("loss is \(loss)") }
    _ = optimizer.step(policy.parameters, number: step, of: configuration)
    step += 1
    if step > update.warmUp { for domain in shares.indices { shareSums[domain] += shares[domain] } }
    let point = MixturePoint(step: step, shares: shares, scores: scores, loss: loss)
    if step % configuration.logInterval == 0 || step == configuration.steps { path.append(point) }
    return point
  }

  private func move(along scores: [Double]) throws {
    guard scores.allSatisfy(\.isFinite) else { throw divergence("domains' scores are \(scores)") }
    if step >= update.warmUp { shares = update.updated(shares, scores: scores, initial: initialShares) }
  }

  private func divergence(_ what: String) -> TrainingError {
    TrainingError(
      description: "the \(what) at step \(step + 1): lower the learning rate (\(configuration.learningRate)), clip "
        + "gradients, or normalise the data")
  }

  /// What each row counts in the mean loss of its domain.
  private func rowWeights(_ batch: Batch<Scalar>) -> [Double] {
    let scale = Double(domains.count) / Double(configuration.batchSize)
    return batch.weights!.elements.map { Double($0) * scale }
  }
}

// MARK: Excess loss

extension MixtureOptimization {
  private func stepOnExcess(
    over references: [any RowwisePolicy<Scalar>], clipping: ExcessClipping, batch: Batch<Scalar>
  ) throws -> (scores: [Double], loss: Double) {
    defer { tape.reset() }
    let weights = rowWeights(batch)
    // The same noise for the references and the proxy: what both cannot know cancels.
    let noise = noiseStream
    let expected = try references.map { reference in
      var stream = noise
      defer { referenceTape.reset() }
      return try reference.rowLosses(of: batch, on: referenceTape, stream: &stream).value.elements.map { Double($0) }
    }
    let losses = try policy.rowLosses(of: batch, on: tape, stream: &noiseStream)
    let found = losses.value.elements.map { Double($0) }
    let scores = batch.domainRows.enumerated().map { domain, rows in
      let reference = expected[expected.count == 1 ? 0 : domain]
      switch clipping {
      case .row: return rows.reduce(0.0) { $0 + weights[$1] * max(0, found[$1] - reference[$1]) }
      case .domain: return max(0, rows.reduce(0.0) { $0 + weights[$1] * (found[$1] - reference[$1]) })
      }
    }
    try move(along: scores)
    var coefficients = weights
    for (domain, rows) in batch.domainRows.enumerated() { for row in rows { coefficients[row] *= shares[domain] } }
    let total = try (losses * tape.constant(Tensor(coefficients.map { Scalar($0) }))).sum()
    try tape.backward(from: total)
    return (scores, Double(total.value.scalar))
  }
}

// MARK: Gradient alignment

extension MixtureOptimization {
  private func stepOnAlignment(
    normalized: Bool, batch: Batch<Scalar>
  ) throws -> (scores: [Double], loss: Double) {
    let weights = rowWeights(batch)
    var losses: [Double] = []
    for (domain, rows) in batch.domainRows.enumerated() {
      let part = Batch(
        observations: try batch.observations.rows(rows), actions: try batch.actions.rows(rows),
        domainRows: [0..<rows.count])
      losses.append(try differentiate(part, weights: Array(weights[rows]), into: domain))
    }
    let held = heldOutSampler!.next(from: &heldOutStream)
    let even = (0..<held.actions.rows).map { Double(held.weights?[$0] ?? 1) / Double(held.actions.rows) }
    _ = try differentiate(held, weights: even, into: domains.count)

    let target = gradients[domains.count]
    let scores = gradients.dropLast().map { gradient in
      let product = Self.product(gradient, target)
      guard normalized else { return product }
      let lengths = (Self.product(gradient, gradient) * Self.product(target, target)).squareRoot()
      return lengths > 0 ? product / lengths : 0
    }
    try move(along: scores)
    policy.parameters.clearGradients()
    for (domain, share) in shares.enumerated() {
      policy.parameters.gradients.withUnsafeMutableBuffer { sum in
        gradients[domain].withUnsafeBuffer {
          Scalar.kernels.addScaled($0.count, Scalar(share), $0.baseAddress, sum.baseAddress)
        }
      }
    }
    return (scores, zip(shares, losses).reduce(0) { $0 + $1.0 * $1.1 })
  }

  /// The gradient of Σ weight · row loss, kept under a number; returns the loss.
  private func differentiate(_ batch: Batch<Scalar>, weights: [Double], into number: Int) throws -> Double {
    defer { tape.reset() }
    policy.parameters.clearGradients()
    let losses = try policy.rowLosses(of: batch, on: tape, stream: &noiseStream)
    let total = try (losses * tape.constant(Tensor(weights.map { Scalar($0) }))).sum()
    try tape.backward(from: total)
    gradients[number].withUnsafeMutableBuffer { kept in
      policy.parameters.gradients.withUnsafeBuffer { kept.baseAddress!.update(from: $0.baseAddress!, count: $0.count) }
    }
    return Double(total.value.scalar)
  }

  private static func product(_ a: Tensor<Scalar>, _ b: Tensor<Scalar>) -> Double {
    a.withUnsafeBuffer { a in
      b.withUnsafeBuffer { Double(Scalar.kernels.dot(a.count, a.baseAddress, $0.baseAddress)) }
    }
  }
}
