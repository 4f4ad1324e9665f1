import Foundation
import Statistics
import Tensors

/// How well the domain can be read when the representation is blurred: an exact probe reads an offset of any size, a
/// policy only one it can resolve.
///
/// Every row is moved by independent normal noise of standard deviation ρσ in each direction, σ² being the variance
/// within domains, averaged over directions: σ² = tr Σ_within/d. The same noise is used at every ρ, so the curve has
/// none of its own. Of two normal domains with one isotropic covariance, Δ deviations apart, the best probe has
/// A = Φ(Δ/√(2(1 + ρ²))).
public struct ResolutionCurve: Sendable {
  public struct Point: Sendable {
    /// ρ, in deviations within domains.
    public let resolution: Double
    public let areaUnderROC: Estimate
    public let balancedAccuracy: Estimate
    /// What both are read from.
    package let scores: OutOfFoldScores
  }

  public static let standardResolutions = [0, 0.1, 0.2, 0.3, 0.5, 0.7, 1]

  public let points: [Point]
  /// σ
  public let deviationWithin: Double

  /// - Parameters:
  ///   - resolutions: ρ, ascending, none negative.
  ///   - finished: called as fits end, from any thread; throws to stop.
  /// - Throws: what `CrossFit` throws; `SampleError` when no row differs from its domain's mean, so that σ is 0.
  public init(
    of sample: DomainSample, with probe: any Probe, resolutions: [Double] = standardResolutions,
    fitting crossFit: CrossFit, finished: @escaping @Sendable () throws -> Void = {}
  ) throws {
    if let bad = resolutions.first(where: { !($0 >= 0) || !$0.isFinite }) {
      throw SampleError.outOfRange(what: "resolution", value: bad, expected: "a number that is not negative")
    }
    var moments = DomainMoments(width: sample.width)
    try moments.add(sample.rows.rows.rows(0..<sample.realRows), isSim: false)
    try moments.add(sample.rows.rows.rows(sample.realRows..<sample.rowCount), isSim: true)
    let deviation = try moments.meanVarianceWithin().squareRoot()
    guard deviation > 0 else {
      throw SampleError.degenerate(
        what: "resolution curve: the rows of a domain are all the same, so there is no deviation to scale the noise by",
        remedy: "record more than one observation a domain")
    }
    var stream = RandomStream(seed: crossFit.seed, purpose: "resolution noise")
    let noise = Tensor<Float>.normal(sample.rows.rows.shape, from: &stream)
    deviationWithin = deviation
    points = try resolutions.map { resolution in
      let blurred =
        resolution == 0
        ? sample : try sample.replacing(sample.rows.rows + noise * Float(resolution * deviation))
      let scores = try crossFit.scores(
        of: blurred, with: probe, isSim: sample.isSim, purpose: "resolution", repetition: 0, finished: finished)
      return Point(
        resolution: resolution, areaUnderROC: try scores.areaUnderROC(),
        balancedAccuracy: try scores.balancedAccuracy(), scores: scores)
    }
  }

  /// The ρ at which the area under the ROC curve first falls to `threshold`, linear between points; nil when it stays
  /// above at every ρ, 0 when it is no higher without noise.
  public func resolutionLost(at threshold: Double = 0.75) -> Double? {
    guard let first = points.firstIndex(where: { $0.areaUnderROC.value <= threshold }) else { return nil }
    guard first > 0 else { return points[0].resolution }
    let (above, below) = (points[first - 1], points[first])
    let share =
      (above.areaUnderROC.value - threshold) / (above.areaUnderROC.value - below.areaUnderROC.value)
    return above.resolution + share * (below.resolution - above.resolution)
  }
}
