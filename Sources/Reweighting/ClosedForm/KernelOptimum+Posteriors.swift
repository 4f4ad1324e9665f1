import Foundation
import Kernels
import Statistics
import Synchronization
import Tensors

extension KernelOptimum {
  /// What each domain alone answers at many queries and noise levels (`DomainPosteriors`), its shares left open.
  ///
  /// Streamed: a tile of queries runs over tiles of demonstrations, whose kernel is evaluated once for all noise levels;
  /// sums are kept relative to the largest logit so far and rescaled when a larger one comes (Milakov and Gimelshein,
  /// 2018). The result does not depend on the number of workers.
  /// - Parameter progress: told from any thread the share of the queries that is done; what it throws ends the pass.
  /// - Complexity: O(queries · n · (k + times · d)) time; O(n (k + d) + queries · times · domains · d) memory.
  /// - Throws: `ShapeError` when widths differ, `SampleError` for a time without noise.
  public func posteriors(
    _ queries: NoisyQueries, workers: Int = 1, progress: @escaping @Sendable (Double) throws -> Void = { _ in }
  ) throws -> DomainPosteriors {
    let tiles = try LogitTiles(self, queries)
    let done = Atomic<Int>(0)
    let (levels, domains, width) = (tiles.levels.count, self.domains.count, tiles.width)
    let count = queries.count
    var prior = [Double](repeating: 0, count: count * domains)
    var evidence = [Double](repeating: 0, count: levels * count * domains)
    var sizes = evidence
    var answers = [Double](repeating: 0, count: domains * levels * count * width)
    try prior.withUnsafeMutableBufferPointer { prior in
      try evidence.withUnsafeMutableBufferPointer { evidence in
        try sizes.withUnsafeMutableBufferPointer { sizes in
          try answers.withUnsafeMutableBufferPointer { answers in
            // Every tile of queries writes its own rows.
            nonisolated(unsafe) let (prior, evidence, sizes, answers) = (prior, evidence, sizes, answers)
            try forEachInParallel(tiles.queryTiles, workers: workers) { tile in
              let rows = tiles.queryRows(tile)
              let sums = try DomainSums.streamed(tiles, rows: rows)
              for (place, row) in rows.enumerated() {
                for domain in 0..<domains {
                  let size = Double(tiles.domains[domain].count)
                  let ownPrior = sums.priors[domain]
                  prior[row * domains + domain] = ownPrior.top[place] + log(ownPrior.sum[place] / size)
                  for level in 0..<levels {
                    let own = sums.levels[level][domain]
                    let target = (level * count + row) * domains + domain
                    evidence[target] = own.top[place] + log(own.sum[place] / size)
                    sizes[target] = own.sum[place] > 0 ? own.sum[place] * own.sum[place] / own.squares[place] : 0
                    let start = ((domain * levels + level) * count + row) * width
                    for axis in 0..<width {
                      answers[start + axis] = own.actions[place * width + axis] / own.sum[place]
                    }
                  }
                }
              }
              let count = done.wrappingAdd(1, ordering: .relaxed).newValue
              try progress(Double(count) / Double(tiles.queryTiles))
            }
          }
        }
      }
    }
    let stride = levels * count * width
    return DomainPosteriors(
      times: queries.times, noisy: queries.noisy, path: path,
      priorLogEvidence: try Tensor(prior, shape: [count, domains]),
      logEvidence: try Tensor(evidence, shape: [levels, count, domains]),
      effectiveSampleSize: try Tensor(sizes, shape: [levels, count, domains]),
      answers: try (0..<domains).map {
        try Tensor(Array(answers[$0 * stride..<($0 + 1) * stride]), shape: [levels, count, width]) + tiles.centre
      })
  }
}

/// The running sums over one domain's demonstrations for the queries of a tile, relative to the largest logit so far.
private struct DomainSums {
  struct Running {
    var top: [Double]
    /// Σ e, Σ e² with e = exp(logit − top).
    var sum: [Double]
    var squares: [Double]
    /// Σ e (a_k − ā), `[rows, d]`.
    var actions: [Double]

    init(rows: Int, width: Int) {
      top = [Double](repeating: -.infinity, count: rows)
      sum = [Double](repeating: 0, count: rows)
      squares = sum
      actions = [Double](repeating: 0, count: rows * width)
    }

    /// Takes in the logits of a tile of demonstrations, which it overwrites.
    mutating func add(
      _ logits: UnsafeMutablePointer<Double>, rows: Int, columns: Int, actions tile: Tensor<Double>?
    ) {
      let kernels = Double.kernels
      for row in 0..<rows {
        let values = logits + row * columns
        let largest = kernels.maximum(columns, values)
        guard largest > -.infinity else {
          kernels.fill(columns, 0, values)
          continue
        }
        if largest > top[row] {
          let scale = exp(top[row] - largest)
          sum[row] *= scale
          squares[row] *= scale * scale
          let width = actions.count / rows
          for axis in row * width..<(row + 1) * width { actions[axis] *= scale }
          top[row] = largest
        }
        kernels.affine(columns, values, 1, -top[row], values)
        kernels.unary(Int32(KERNEL_EXPONENTIAL), columns, values, values)
        sum[row] += kernels.sum(columns, values)
        squares[row] += kernels.dot(columns, values, values)
      }
      guard let tile else { return }
      let width = tile.columns
      tile.withUnsafeBuffer { points in
        Double.multiplyMatrices(
          transposeA: false, transposeB: false, rows: rows, columns: width, inner: columns, alpha: 1, a: logits,
          lda: columns, b: points.baseAddress!, ldb: width, beta: 1, c: &actions, ldc: width)
      }
    }
  }

  /// One a domain, of the kernel alone.
  var priors: [Running]
  /// `[level][domain]`
  var levels: [[Running]]

  static func streamed(_ tiles: LogitTiles, rows: Range<Int>) throws -> DomainSums {
    let domains = tiles.domains.count
    var sums = DomainSums(
      priors: (0..<domains).map { _ in Running(rows: rows.count, width: 0) },
      levels: tiles.levels.map { _ in (0..<domains).map { _ in Running(rows: rows.count, width: tiles.width) } })
    let thresholds = try tiles.neighbourThresholds(rows: rows)
    let capacity = rows.count * LogitTiles.columns
    try withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * capacity) { scratch in
      let priors = scratch.baseAddress!
      let logits = priors + capacity
      for (domain, samples) in tiles.sampleTiles {
        try tiles.fillPriors(rows: rows, samples: samples, thresholds: thresholds, into: priors)
        logits.update(from: priors, count: rows.count * samples.count)
        sums.priors[domain].add(logits, rows: rows.count, columns: samples.count, actions: nil)
        let actions = try tiles.actions.rows(samples)
        for (index, level) in tiles.levels.enumerated() {
          try tiles.fillLogits(level, rows: rows, samples: samples, priors: priors, into: logits)
          sums.levels[index][domain].add(logits, rows: rows.count, columns: samples.count, actions: actions)
        }
      }
    }
    return sums
  }
}
