import Foundation

/// A fitted power law y = C x₁^a x₂^b …, as for losses over numbers of demonstrations.
public struct PowerLaw: Sendable, Hashable, Codable {
  /// Which errors are made small; the two answer different questions and differ on noisy data.
  public enum Method: String, Sendable, Codable {
    /// Non-linear least squares of y itself: large values count most.
    case linearSpace
    /// Ordinary least squares of ln y on ln x: relative errors count.
    case logLog
  }

  public let method: Method
  /// C.
  public let coefficient: Double
  /// a, b, … in the order of the predictors.
  public let exponents: [Double]
  /// Covariance of (C, a, b, …), s²(JᵀJ)⁻¹ with s² = SS_res/(n − p).
  public let covariance: [[Double]]
  /// 1 − SS_res/SS_tot of y.
  public let rSquared: Double
  /// 1 − SS_res/SS_tot of ln y.
  public let rSquaredOfLogs: Double
  /// Number of points.
  public let count: Int

  /// C Πⱼ xⱼ^aⱼ.
  public func callAsFunction(_ predictors: [Double]) -> Double {
    precondition(predictors.count == exponents.count, "a predictor for every exponent")
    return coefficient * zip(predictors, exponents).reduce(1) { $0 * pow($1.0, $1.1) }
  }

  /// t intervals of C, a, b, … with n − p degrees of freedom.
  ///
  /// In log space C's interval is that of ln C, exponentiated.
  public func parameters(level: Double = 0.95) throws(SampleError) -> [Estimate] {
    try requireLevel(level)
    let freedom = count - 1 - exponents.count
    let t = StudentDistribution(degreesOfFreedom: Double(freedom)).quantile((1 + level) / 2)
    return ([coefficient] + exponents).enumerated().map { index, value in
      let half = t * covariance[index][index].squareRoot()
      let interval =
        index == 0 && method == .logLog
        ? Interval(lower: value * exp(-half / value), upper: value * exp(half / value), level: level)
        : Interval(lower: value - half, upper: value + half, level: level)
      return Estimate(value: value, interval: interval, count: count, method: "t, \(method.rawValue)")
    }
  }
}

// MARK: Fitting

extension PowerLaw {
  /// Fits y = C Πⱼ xⱼ^aⱼ.
  ///
  /// The search in linear space starts from the log-log fit, in the parameters (ln C, a, b, …), so C stays positive.
  /// - Parameters:
  ///   - values: y `[n]`, positive.   - predictors: `[k][n]`, positive, one array a predictor.
  /// - Throws: `SampleError` for unequal lengths, fewer than k + 2 points, values that are not positive and finite, or
  ///   predictors that do not vary independently (the exponents are then not determined).
  public static func fit(
    _ values: [Double], predictors: [[Double]], method: Method = .linearSpace, maximumIterations: Int = 200
  ) throws(SampleError) -> FitOutcome<PowerLaw> {
    let points = try LogPoints(values, predictors)
    let start = try points.leastSquares()
    switch method {
    case .logLog:
      let squares = zip(points.logValues, points.rows).reduce(0) { total, point in
        let error = point.0 - dot(point.1, start.solution)
        return total + error * error
      }
      return .converged(
        PowerLaw(method, start.solution, start.inverse, residualVariance: squares / points.freedom, values, points))
    case .linearSpace:
      let solution = nonlinearLeastSquares(
        start: start.solution, residualCount: values.count, maximumIterations: maximumIterations,
        negligibleSumOfSquares: 1e-28 * dot(values, values)
      ) { theta in
        let predictions = points.rows.map { exp(dot($0, theta)) }
        return (
          zip(predictions, values).map { $0 - $1 },
          zip(predictions, points.rows).map { prediction, row in row.map { prediction * $0 } }
        )
      }
      let law = PowerLaw(
        method, solution.parameters, solution.inverseNormalMatrix,
        residualVariance: solution.sumOfSquares / points.freedom, values, points)
      if solution.converged { return .converged(law) }
      return .notConverged(
        last: law,
        remedy: "no minimum after \(solution.iterations) iterations; check for a value far from all others, "
          + "allow more iterations, or fit in log space")
    }
  }

  /// R² of predictions of points that were left out of the fit, one at a time: 1 − Σ(yᵢ − ŷ₍₋ᵢ₎)²/Σ(yᵢ − ȳ)².
  ///
  /// Negative when the law predicts worse than the mean. `nil` when a fit did not converge.
  /// - Throws: as `fit`, which then has one point fewer.
  public static func leaveOneOutRSquared(
    _ values: [Double], predictors: [[Double]], method: Method = .linearSpace
  ) throws(SampleError) -> Double? {
    _ = try LogPoints(values, predictors)
    var predictions: [Double] = []
    for left in values.indices {
      func without(_ array: [Double]) -> [Double] { array.indices.filter { $0 != left }.map { array[$0] } }
      guard let law = try fit(without(values), predictors: predictors.map(without), method: method).fit else {
        return nil
      }
      predictions.append(law(predictors.map { $0[left] }))
    }
    return explainedShare(of: values, by: predictions)
  }

  private init(
    _ method: Method, _ theta: [Double], _ inverse: [[Double]], residualVariance: Double, _ values: [Double],
    _ points: LogPoints
  ) {
    self.method = method
    coefficient = exp(theta[0])
    exponents = Array(theta.dropFirst())
    count = values.count
    // From (ln C, a, …) to (C, a, …): dC = C d ln C.
    let scale = [exp(theta[0])] + exponents.map { _ in 1 }
    covariance = scale.indices.map { i in
      scale.indices.map { j in residualVariance * inverse[i][j] * scale[i] * scale[j] }
    }
    let logs = points.rows.map { dot($0, theta) }
    rSquared = explainedShare(of: values, by: logs.map { exp($0) })
    rSquaredOfLogs = explainedShare(of: points.logValues, by: logs)
  }
}

private func dot(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }

private func explainedShare(of values: [Double], by predictions: [Double]) -> Double {
  let residual = zip(values, predictions).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  return 1 - residual / Moments(values).sumOfSquares
}

/// The points in log space: ln y, and rows (1, ln x₁, ln x₂, …).
private struct LogPoints {
  let logValues: [Double]
  let rows: [[Double]]
  var freedom: Double { Double(logValues.count - rows[0].count) }

  init(_ values: [Double], _ predictors: [[Double]]) throws(SampleError) {
    guard !predictors.isEmpty else { throw .tooFew(what: "predictors of a power law", found: 0, needed: 1) }
    try requireFinite(values, "power law, values", atLeast: predictors.count + 2)
    for (j, predictor) in predictors.enumerated() {
      guard predictor.count == values.count else {
        throw .unequalLengths(what: "power law, predictor \(j)", left: predictor.count, right: values.count)
      }
      try requireFinite(predictor, "power law, predictor \(j)")
    }
    if let value = (values + predictors.joined()).first(where: { $0 <= 0 }) {
      throw .outOfRange(
        what: "power law", value: value, expected: "positive values and predictors; logarithms are taken")
    }
    if values.allSatisfy({ $0 == values[0] }) { throw .constant(what: "power law, values") }
    logValues = values.map { log($0) }
    rows = values.indices.map { i in [1] + predictors.map { log($0[i]) } }
  }

  /// Ordinary least squares by modified Gram–Schmidt: the solution and (XᵀX)⁻¹.
  func leastSquares() throws(SampleError) -> (solution: [Double], inverse: [[Double]]) {
    let width = rows[0].count
    var columns = (0..<width).map { j in rows.map { $0[j] } }
    var r = [[Double]](repeating: [Double](repeating: 0, count: width), count: width)
    var rightHand = logValues
    var projected = [Double](repeating: 0, count: width)
    for j in 0..<width {
      let before = dot(rows.map { $0[j] }, rows.map { $0[j] })
      r[j][j] = dot(columns[j], columns[j]).squareRoot()
      // What is left of a column that depends on the others is rounding.
      guard r[j][j] * r[j][j] > 1e-20 * before else {
        throw .degenerate(
          what: "power law: predictor \(j - 1) does not vary independently of the ones before it",
          remedy: "leave it out, or add points in which it varies")
      }
      columns[j] = columns[j].map { $0 / r[j][j] }
      projected[j] = dot(columns[j], rightHand)
      rightHand = zip(rightHand, columns[j]).map { $0 - projected[j] * $1 }
      for k in (j + 1)..<max(j + 1, width) {
        r[j][k] = dot(columns[j], columns[k])
        columns[k] = zip(columns[k], columns[j]).map { $0 - r[j][k] * $1 }
      }
    }
    func backSubstitute(_ b: [Double]) -> [Double] {
      var x = b
      for i in stride(from: width - 1, through: 0, by: -1) {
        for k in (i + 1)..<max(i + 1, width) { x[i] -= r[i][k] * x[k] }
        x[i] /= r[i][i]
      }
      return x
    }
    // (XᵀX)⁻¹ = R⁻¹R⁻ᵀ.
    let inverseColumns = (0..<width).map { j in backSubstitute((0..<width).map { $0 == j ? 1 : 0 }) }
    let inverse = (0..<width).map { i in
      (0..<width).map { j in (0..<width).reduce(0) { $0 + inverseColumns[$1][i] * inverseColumns[$1][j] } }
    }
    return (backSubstitute(projected), inverse)
  }
}
