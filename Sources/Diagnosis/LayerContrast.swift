import Statistics

/// A sum of one coordinate over several layers or checkpoints, Σ cₖ θₖ, with its interval.
public struct LayerContrast: Sendable, Hashable {
  /// How the interval came about.
  public enum Pairing: String, Sendable, Hashable, Codable {
    /// From the same halves of the same episodes on all sides: what they share cancels. A side whose halves are all
    /// alike, as those of a probe that never errs, cannot be paired.
    case paired
    /// From each side's own interval as if they had nothing in common. Too wide where they do.
    case unpaired
  }

  /// nil where a side has no value.
  public let value: Double?
  public let interval: Interval?
  public let pairing: Pairing

  /// - Parameters:
  ///   - canPair: whether the sides' episodes are the same observations.
  init(_ coordinate: Coordinate, of layers: [LayerDiagnosis], _ coefficients: [Double], canPair: Bool) {
    let sets = layers.compactMap { $0[coordinate].halves }
    if canPair, sets.count == layers.count, let first = sets.first,
      sets.allSatisfy({ first.corresponds(to: $0) && !$0.isConstant })
    {
      (value, interval) = HalfSampleValues.contrast(sets, coefficients)
      pairing = .paired
      return
    }
    pairing = .unpaired
    let readings = layers.map { $0[coordinate] }
    let values = readings.compactMap(\.value)
    guard values.count == layers.count else {
      (value, interval) = (nil, nil)
      return
    }
    let sum = zip(values, coefficients).reduce(0) { $0 + $1.0 * $1.1 }
    value = sum
    interval = Self.squareAndAdd(readings, coefficients, around: sum)
  }

  /// The distances of the sides' ends from their values, in quadrature: a negative coefficient turns an interval over.
  /// - Source: Zou and Donner, Biometrics 64 (2008).
  private static func squareAndAdd(
    _ readings: [Reading], _ coefficients: [Double], around sum: Double
  ) -> Interval? {
    var (below, above) = (0.0, 0.0)
    for (reading, coefficient) in zip(readings, coefficients) {
      guard let value = reading.value, let interval = reading.interval else { return nil }
      var reach = (down: coefficient * (value - interval.lower), up: coefficient * (interval.upper - value))
      if coefficient < 0 { swap(&reach.down, &reach.up) }
      below += reach.down * reach.down
      above += reach.up * reach.up
    }
    let level = readings.first?.interval?.level ?? 0.95
    return Interval(lower: sum - below.squareRoot(), upper: sum + above.squareRoot(), level: level)
  }
}

extension LayerContrast {
  /// Such as "-0.12 [-0.15, -0.09]".
  public var inWords: String {
    guard let value else { return "without a value" }
    guard let interval else { return "\(short(value)) (no interval)" }
    return "\(short(value)) [\(short(interval.lower)), \(short(interval.upper))]"
  }

  /// Whether the interval lies wholly above or below zero; nil where it does not.
  public var sign: FloatingPointSign? {
    guard let interval else { return nil }
    return interval.lower > 0 ? .plus : interval.upper < 0 ? .minus : nil
  }
}
