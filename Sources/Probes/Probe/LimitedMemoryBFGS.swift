import Foundation
import Tensors

/// Minimises a smooth convex function by steps along −H g, H being an inverse Hessian made from the last steps and their
/// changes of gradient (the two-loop recursion), with backtracking.
/// - Source: Nocedal and Wright, "Numerical optimization" (2006), algorithms 7.4 and 7.5.
struct LimitedMemoryBFGS {
  /// The Euclidean norm of the gradient at which the iteration ends.
  let tolerance: Double
  let iterationLimit: Int
  var memory = 12
  /// Iterations after which the metric may be made anew, where there is one.
  var metricLife = 8

  /// A map v ↦ M⁻¹ v near a point, M being close to the Hessian there.
  struct Metric {
    /// Of making one, in evaluations of the function.
    let cost: Double
    let make: (_ point: [Double]) throws -> (([Double]) throws -> [Double])
  }

  struct Minimum {
    let point: [Double]
    let iterations: Int
    let gradientNorm: Double
    let converged: Bool
  }

  private struct Pair {
    let step: [Double]
    let change: [Double]
    /// 1/(step·change)
    let inverse: Double
  }

  func minimize(
    from start: [Double], metric: Metric?, _ evaluate: ([Double]) throws -> (value: Double, gradient: [Double])
  ) throws -> Minimum {
    var point = start
    var (value, gradient) = try evaluate(point)
    var pairs: [Pair] = []
    var solve: (([Double]) throws -> [Double])?
    var norms: [Double] = []
    var metricDue = Int(min(4, metric?.cost ?? 0))
    for iteration in 0..<iterationLimit {
      let norm = length(gradient)
      if norm <= tolerance {
        return Minimum(point: point, iterations: iteration, gradientNorm: norm, converged: true)
      }
      norms.append(norm)
      if let metric, iteration >= metricDue, remaining(norms) > metric.cost + 4 {
        solve = try metric.make(point)
        pairs.removeAll()
        metricDue = iteration + metricLife
      }
      var direction = try self.direction(gradient, pairs, solve)
      var slope = dot(direction, gradient)
      if !(slope < 0) {
        pairs.removeAll()
        direction = gradient.map { -$0 }
        slope = -norm * norm
      }
      var share = pairs.isEmpty && solve == nil ? min(1, 1 / norm) : 1.0
      var next: (point: [Double], value: Double, gradient: [Double])?
      for _ in 0..<40 {
        var candidate = point
        Double.kernels.addScaled(point.count, share, direction, &candidate)
        let (found, foundGradient) = try evaluate(candidate)
        // Near the minimum the values differ by less than they are rounded; there the gradient decides.
        let rounding = 1e-14 * abs(value)
        let descends = found <= value + 1e-4 * share * slope
        if descends || (found <= value + rounding && length(foundGradient) < norm) {
          next = (candidate, found, foundGradient)
          break
        }
        // The minimum of the parabola through both values and the slope, kept within a tenth and a half.
        let bend = found - value - share * slope
        let vertex = bend > 0 ? -slope * share * share / (2 * bend) : share / 2
        share = min(max(vertex, share / 10), share / 2)
      }
      guard let next else {
        return Minimum(point: point, iterations: iteration, gradientNorm: norm, converged: false)
      }
      let step = zip(next.point, point).map { $0 - $1 }
      let change = zip(next.gradient, gradient).map { $0 - $1 }
      let curvature = dot(step, change)
      if curvature > 1e-14 * length(step) * length(change) {
        if pairs.count == memory { pairs.removeFirst() }
        pairs.append(Pair(step: step, change: change, inverse: 1 / curvature))
      }
      (point, value, gradient) = next
    }
    return Minimum(
      point: point, iterations: iterationLimit, gradientNorm: length(gradient),
      converged: length(gradient) <= tolerance)
  }

  /// Iterations until the tolerance at the rate of the last four; infinite where there is no such rate yet.
  private func remaining(_ norms: [Double]) -> Double {
    guard norms.count > 4, let last = norms.last, last < norms[norms.count - 5] else { return .infinity }
    let rate = log(last / norms[norms.count - 5]) / 4
    return log(tolerance / last) / rate
  }

  /// −H g.
  private func direction(
    _ gradient: [Double], _ pairs: [Pair], _ solve: (([Double]) throws -> [Double])?
  ) throws -> [Double] {
    let count = gradient.count
    var q = gradient
    var along: [Double] = []
    for pair in pairs.reversed() {
      let a = pair.inverse * dot(pair.step, q)
      Double.kernels.addScaled(count, -a, pair.change, &q)
      along.append(a)
    }
    if let solve {
      q = try solve(q)
    } else if let last = pairs.last {
      let scale = 1 / (last.inverse * dot(last.change, last.change))
      for i in q.indices { q[i] *= scale }
    }
    for (pair, a) in zip(pairs, along.reversed()) {
      let b = pair.inverse * dot(pair.change, q)
      Double.kernels.addScaled(count, a - b, pair.step, &q)
    }
    return q.map { -$0 }
  }
}

private func dot(_ a: [Double], _ b: [Double]) -> Double { Double.kernels.dot(a.count, a, b) }
private func length(_ a: [Double]) -> Double { dot(a, a).squareRoot() }
