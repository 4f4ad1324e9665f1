import Foundation
import Models
import Statistics
import Tensors

/// A policy's predictions beside those of the closed form, at every noise level and query: where the network follows the
/// optimum on its data, and where it does something else.
///
/// With p the policy's prediction of the path's target (velocity, ε, v or x₀), p* the closed form's, and p_D, p_R what
/// the domain D alone and the rest alone would have it predict:
///
///     cosine = p·p* / ‖p‖‖p*‖        relative error = ‖p − p*‖ / ‖p*‖
///     implied mass m̂ = argmin_m ‖p − m p_D − (1 − m) p_R‖² = (p − p_R)·(p_D − p_R) / ‖p_D − p_R‖²
///
/// An implied mass means something only where the domains disagree: it is NaN where p_D and p_R differ by no more than
/// `minimumAngle`, or where one of them has no answer. It is not clipped to [0, 1]: a network may lie beyond either.
/// `offLine`, ‖p − m̂ p_D − (1 − m̂) p_R‖ / ‖p_D − p_R‖, says how far it lies beside both.
///
/// All tensors are `[times, queries]`.
public struct TrainedAgainstOptimal: Sendable {
  /// NaN where either vector is zero.
  public let cosine: Tensor<Double>
  public let relativeError: Tensor<Double>
  /// The angle between p_D and p_R in degrees.
  public let domainAngle: Tensor<Double>
  public let impliedMass: Tensor<Double>
  public let offLine: Tensor<Double>
  /// The closed form's mass of the domain, and that of the shares and the kernel alone.
  public let closedFormMass: Tensor<Double>
  public let priorMass: Tensor<Double>

  /// - Parameters:
  ///   - predictions: p, one `[queries, d]` a time of the posteriors.
  ///   - shares: the mixture the policy was trained on.   - domain: D.   - minimumAngle: in degrees.
  /// - Throws: `ShapeError` when shapes differ; `SampleError` for a prediction that is not finite, fewer than two
  ///   domains, or as `DomainPosteriors.mixed`.
  public init(
    predictions: [Tensor<Double>], posteriors: DomainPosteriors, shares: [Double], domain: Int = 0,
    minimumAngle: Double = 10
  ) throws {
    guard posteriors.domainCount >= 2 else {
      throw SampleError.tooFew(what: "domains to compare", found: posteriors.domainCount, needed: 2)
    }
    precondition((0..<posteriors.domainCount).contains(domain), "there are \(posteriors.domainCount) domains")
    try requireRange(minimumAngle, 0...180, "minimum angle in degrees")
    guard predictions.count == posteriors.times.count else {
      throw SampleError.unequalLengths(
        what: "predictions and noise levels", left: predictions.count, right: posteriors.times.count)
    }
    for (prediction, noisy) in zip(predictions, posteriors.noisy) {
      guard prediction.shape == noisy.shape else {
        throw ShapeError("predictions of the policy", expected: "\(noisy.shape)", found: prediction.shape)
      }
      try requireFinite(prediction, "predictions of the policy")
    }
    let mixture = try posteriors.mixed(shares: shares)
    let optimal = try mixture.predictions()
    let own = try posteriors.predictions(of: domain)
    let rest = try posteriors.predictions(ofAllBut: domain, shares: shares)

    let (times, queries) = (predictions.count, predictions[0].rows)
    var rows = [Comparison]()
    for time in 0..<times {
      for query in 0..<queries {
        rows.append(
          Comparison(
            trained: predictions[time].row(at: query).elements, optimal: optimal[time].row(at: query).elements,
            own: own[time].row(at: query).elements, rest: rest[time].row(at: query).elements,
            minimumAngle: minimumAngle))
      }
    }
    func tensor(_ value: (Comparison) -> Double) throws -> Tensor<Double> {
      try Tensor(rows.map(value), shape: [times, queries])
    }
    cosine = try tensor(\.cosine)
    relativeError = try tensor(\.relativeError)
    domainAngle = try tensor(\.domainAngle)
    impliedMass = try tensor(\.impliedMass)
    offLine = try tensor(\.offLine)
    closedFormMass = try mixture.mass.slice(domain..<domain + 1, axis: 2).reshaped([times, queries])
    priorMass = try mixture.priorMass.slice(domain..<domain + 1, axis: 1).reshaped([1, queries])
      .broadcast(to: [times, queries]).contiguous()
  }

  /// Spearman's correlation of implied mass with the closed form's and with the prior mass, over every time and query
  /// where a mass is implied.
  /// - Throws: `SampleError` for fewer than three such places, or when a mass is the same everywhere.
  public func massCorrelations() throws -> (closedForm: Correlation, prior: Correlation) {
    let places = impliedMass.elements.indices.filter { !impliedMass.elements[$0].isNaN }
    let implied = places.map { impliedMass.elements[$0] }
    return (
      try .spearman(implied, places.map { closedFormMass.elements[$0] }),
      try .spearman(implied, places.map { priorMass.elements[$0] })
    )
  }
}

/// One time and query.
private struct Comparison {
  let cosine: Double
  let relativeError: Double
  let domainAngle: Double
  let impliedMass: Double
  let offLine: Double

  init(trained: [Double], optimal: [Double], own: [Double], rest: [Double], minimumAngle: Double) {
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    func difference(_ a: [Double], _ b: [Double]) -> [Double] { zip(a, b).map { $0 - $1 } }
    func length(_ a: [Double]) -> Double { dot(a, a).squareRoot() }
    cosine = dot(trained, optimal) / (length(trained) * length(optimal))
    relativeError = length(difference(trained, optimal)) / length(optimal)
    // atan2 of the difference and the sum of unit vectors keeps the digits of small angles.
    let (a, b) = (own.map { $0 / length(own) }, rest.map { $0 / length(rest) })
    domainAngle = 2 * atan2(length(difference(a, b)), length(zip(a, b).map { $0 + $1 })) * 180 / .pi
    let span = difference(own, rest)
    guard domainAngle > minimumAngle else {
      (impliedMass, offLine) = (.nan, .nan)
      return
    }
    let mass = dot(difference(trained, rest), span) / dot(span, span)
    impliedMass = mass
    offLine = length(zip(difference(trained, rest), span).map { $0 - mass * $1 }) / length(span)
  }
}

extension DomainPosteriors {
  /// What a network at one domain's optimum predicts, one `[queries, d]` a time; NaN where the domain has no answer.
  public func predictions(of domain: Int) throws -> [Tensor<Double>] {
    try times.indices.map {
      try path.prediction(of: answers[domain].row(at: $0), noisy: noisy[$0], time: times[$0])
    }
  }

  /// What the optimum of all other domains predicts, at their shares among themselves (equal ones if none has a share);
  /// NaN where none of them has an answer.
  public func predictions(ofAllBut domain: Int, shares: [Double]) throws -> [Tensor<Double>] {
    if domainCount == 2 { return try predictions(of: 1 - domain) }
    var rest = shares
    rest[domain] = 0
    if rest.allSatisfy({ $0 == 0 }) { rest = rest.indices.map { $0 == domain ? 0 : 1 } }
    return try mixed(shares: rest).predictions()
  }
}
