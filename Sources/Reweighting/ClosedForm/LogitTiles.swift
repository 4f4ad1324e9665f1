import Foundation
import Models
import Statistics
import Tensors

/// ln K(z, z_k) − ‖x_t − α a_k‖²/(2σ²) for some queries and some demonstrations at a time, so that neither all queries
/// nor all demonstrations need fit beside one another.
///
/// −‖x_t‖²/(2σ²) is left out: it is the same for every demonstration. Actions are centred first, which changes nothing
/// else and keeps digits where actions lie far from the origin.
struct LogitTiles: Sendable {
  /// Queries a tile: with `columns` its logits are 256 KiB and stay in the cache.
  static let rows = 32
  static let columns = 1024

  /// One noise level.
  struct Level: Sendable {
    let signal: Double
    let noise: Double
    /// (α/σ²)(x_t − α ā), `[queries, d]`.
    let noisy: Tensor<Double>
    /// −α²‖a_k − ā‖²/(2σ²) is this times ‖a_k − ā‖².
    let shift: Double
  }

  let kernel: PreparedKernel
  let queries: PreparedKernel.Queries
  let levels: [Level]
  /// Where each domain's demonstrations stand.
  let domains: [Range<Int>]
  /// a_k − ā, `[n, d]`.
  let actions: Tensor<Double>
  /// ā, `[1, d]`.
  let centre: Tensor<Double>
  private let squaredNorms: Tensor<Double>
  private let demonstrationGroups: [Int]
  private let queryGroups: [Int]

  var width: Int { actions.columns }
  var queryTiles: Int { (queries.count + Self.rows - 1) / Self.rows }
  func queryRows(_ tile: Int) -> Range<Int> { tile * Self.rows..<min((tile + 1) * Self.rows, queries.count) }

  /// The tiles of demonstrations, each within one domain.
  var sampleTiles: [(domain: Int, samples: Range<Int>)] {
    domains.enumerated().flatMap { index, range in
      stride(from: range.lowerBound, to: range.upperBound, by: Self.columns).map {
        (index, $0..<min($0 + Self.columns, range.upperBound))
      }
    }
  }

  /// - Throws: `ShapeError` when widths differ from the demonstrations', `SampleError` for a time without noise.
  init(_ optimum: KernelOptimum, _ queries: NoisyQueries) throws {
    kernel = optimum.prepared
    self.queries = try kernel.queries(queries.latents)
    domains = KernelOptimum.ranges(of: optimum.domains)
    let raw = try Tensor.concatenated(optimum.domains.map(\.actions))
    centre = try raw.mean(axis: 0, keepingAxis: true)
    actions = try raw - centre
    squaredNorms = try actions.squared().sum(axis: 1)
    let (path, centre) = (optimum.path, centre)
    levels = try zip(queries.times, queries.noisy).map { time, noisy in
      let level = try path.checkedCorruption(at: time)
      guard level.noise > 0, level.noise.isFinite, level.signal.isFinite else {
        throw SampleError.outOfRange(
          what: "noise level at time \(time)", value: level.noise,
          expected: "a positive σ; without noise the optimum is undefined between demonstrations")
      }
      guard noisy.columns == raw.columns else {
        throw ShapeError("actions of the queries", expected: "[queries, \(raw.columns)]", found: noisy.shape)
      }
      let precision = 1 / (level.noise * level.noise)
      return Level(
        signal: level.signal, noise: level.noise,
        noisy: try (noisy - centre * level.signal) * (level.signal * precision),
        shift: -0.5 * level.signal * level.signal * precision)
    }
    let grouped = !queries.groups.isEmpty && optimum.domains.contains { !$0.groups.isEmpty }
    queryGroups = grouped ? queries.groups : []
    // A demonstration of unknown group is nobody's own.
    demonstrationGroups =
      grouped
      ? optimum.domains.flatMap { $0.groups.isEmpty ? [Int](repeating: .min, count: $0.actions.rows) : $0.groups } : []
  }

  /// Of each query of a tile, what −‖z − z_k‖² is at the last of its nearest neighbours; empty for other kernels.
  func neighbourThresholds(rows: Range<Int>) throws -> [Double] {
    guard let neighbours = kernel.neighbours else { return [] }
    let total = actions.rows
    var distances = Tensor<Double>(shape: [rows.count, total]) { _ in }
    try distances.withUnsafeMutableBuffer { memory in
      // Tile by tile as in `fillPriors`, so that equal distances come out equal to the last bit.
      try withUnsafeTemporaryAllocation(of: Double.self, capacity: rows.count * Self.columns) { scratch in
        for (_, samples) in sampleTiles {
          try fillDistances(rows: rows, samples: samples, into: scratch.baseAddress!)
          for row in 0..<rows.count {
            (memory.baseAddress! + row * total + samples.lowerBound).update(
              from: scratch.baseAddress! + row * samples.count, count: samples.count)
          }
        }
      }
    }
    return distances.withUnsafeBuffer { memory in
      (0..<rows.count).map {
        PreparedKernel.largest(
          neighbours, in: UnsafeBufferPointer(rebasing: memory[$0 * total..<($0 + 1) * total]))
      }
    }
  }

  /// ln K (−‖z − z_k‖² under the nearest-neighbour kernel) into dense rows, −∞ within a query's own group.
  private func fillDistances(
    rows: Range<Int>, samples: Range<Int>, into output: UnsafeMutablePointer<Double>
  ) throws {
    output.update(repeating: 0, count: rows.count * samples.count)
    try kernel.add(queries, rows: rows, samples: samples, to: output)
    guard !queryGroups.isEmpty else { return }
    for (place, row) in rows.enumerated() {
      for (column, k) in samples.enumerated() where demonstrationGroups[k] == queryGroups[row] {
        output[place * samples.count + column] = -.infinity
      }
    }
  }

  /// ln K of a tile into dense rows.
  func fillPriors(
    rows: Range<Int>, samples: Range<Int>, thresholds: [Double], into output: UnsafeMutablePointer<Double>
  ) throws {
    try fillDistances(rows: rows, samples: samples, into: output)
    for (place, threshold) in thresholds.enumerated() {
      PreparedKernel.keep(
        above: threshold,
        in: UnsafeMutableBufferPointer(start: output + place * samples.count, count: samples.count))
    }
  }

  /// The logits of a tile at one noise level, from its priors.
  func fillLogits(
    _ level: Level, rows: Range<Int>, samples: Range<Int>, priors: UnsafePointer<Double>,
    into output: UnsafeMutablePointer<Double>
  ) throws {
    output.update(from: priors, count: rows.count * samples.count)
    squaredNorms.withUnsafeBuffer { norms in
      for row in 0..<rows.count {
        Double.kernels.addScaled(
          samples.count, level.shift, norms.baseAddress! + samples.lowerBound, output + row * samples.count)
      }
    }
    Tensor.multiply(
      try level.noisy.rows(rows), try actions.rows(samples).transposed(), alpha: 1, into: output, beta: 1)
  }
}
