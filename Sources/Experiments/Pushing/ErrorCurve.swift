import PlanarPushing

/// A demonstration's distance from the goal, state by state.
package struct ErrorCurve: Codable, Sendable {
  /// px.
  package let position: [Double]
  /// Radians, in [0, π].
  package let orientation: [Double]

  init(_ demonstration: Demonstration, _ task: PushingTask) {
    let errors = demonstration.states.map { task.error(of: $0.block) }
    (position, orientation) = (errors.map(\.position), errors.map(\.orientation))
  }

  package init(position: [Double], orientation: [Double]) {
    self.position = position
    self.orientation = orientation
  }

  var count: Int { position.count }

  /// `count` states evenly apart, the first and the last among them; between two states the earlier.
  func subsampled(_ count: Int) -> ErrorCurve {
    let indices = (0..<count).map { $0 * (self.count - 1) / (count - 1) }
    return ErrorCurve(position: indices.map { position[$0] }, orientation: indices.map { orientation[$0] })
  }
}

/// Error curves of several demonstrations as the study normalises them: each subsampled to M = min(100, shortest) states,
/// averaged, and the average of each error scaled to [0, 1] by its own smallest and largest value.
///
///     ẽ(t) = (e(t) − min ē) / (max ē − min ē),   ē(t) = mean over demonstrations
///
/// A single demonstration's ẽ may leave [0, 1]; the mean of all does not.
/// - Source: Wei et al., IROS 2025, analyze_normalized_errors.
package struct NormalizedErrors: Sendable {
  package let curves: [ErrorCurve]

  /// - Parameter count: M.
  /// - Precondition: there is a curve, M is at least 2 and at most the length of the shortest.
  package init(_ curves: [ErrorCurve], count: Int) {
    precondition(!curves.isEmpty && count >= 2 && curves.allSatisfy { $0.count >= count })
    let sampled = curves.map { $0.subsampled(count) }
    let scaled = [\ErrorCurve.position, \.orientation].map { error in
      let mean = Self.mean(sampled.map { $0[keyPath: error] })
      let (low, high) = (mean.min()!, mean.max()!)
      // Errors that never change stay at 0.
      let span = high > low ? high - low : 1
      return sampled.map { $0[keyPath: error].map { ($0 - low) / span } }
    }
    self.curves = zip(scaled[0], scaled[1]).map { ErrorCurve(position: $0, orientation: $1) }
  }

  /// M for these curves.
  package static func count(_ curves: [ErrorCurve]) -> Int { min(100, curves.map(\.count).min() ?? 0) }

  static func mean(_ rows: [[Double]]) -> [Double] {
    var sum = rows[0]
    for row in rows.dropFirst() { for place in sum.indices { sum[place] += row[place] } }
    return sum.map { $0 / Double(rows.count) }
  }

  /// ∫ (orientation − position) dt of the mean curves over t in [0, 1], by trapezoids: below zero when orientation is
  /// corrected first.
  package var area: Double {
    let gap = zip(Self.mean(curves.map(\.orientation)), Self.mean(curves.map(\.position))).map { $0 - $1 }
    return (gap.reduce(0, +) - (gap[0] + gap[gap.count - 1]) / 2) / Double(gap.count - 1)
  }
}
