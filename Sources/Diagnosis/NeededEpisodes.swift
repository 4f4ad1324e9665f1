import Foundation
import Statistics

/// How many episodes would take an interval clear of a threshold that it reaches over.
///
/// An interval's reach shrinks as one over the root of the number of episodes. With h the reach of the interval towards
/// the threshold and d the distance of the value from it, were the value to stay where it is,
///
///     f = (h/d)²                               as many for the interval to end at the threshold: an even chance
///     f = (h/d)² (1 + z_{.8}/z_{.975})²        for four chances in five
///
/// Both domains are to grow alike.
public struct NeededEpisodes: Sendable, Hashable {
  public let coordinate: Coordinate
  public let threshold: Double
  /// f of both; nil where the value lies on the threshold, or so near that the number means nothing.
  public let factorForEvenChance: Double?
  public let factorForFourInFive: Double?

  /// More than this many times the data at hand is no advice.
  public static let largestFactor = 1e4

  /// nil where the interval does not reach over the threshold, or there is none.
  init?(_ coordinate: Coordinate, _ reading: Reading, threshold: Double) {
    guard let value = reading.value, let interval = reading.interval, interval.contains(threshold) else { return nil }
    self.coordinate = coordinate
    self.threshold = threshold
    let distance = abs(value - threshold)
    let reach = threshold < value ? value - interval.lower : interval.upper - value
    let ratio = reach / distance
    let forPower = 1 + NormalDistribution.quantile(0.8) / NormalDistribution.quantile((1 + interval.level) / 2)
    func factor(_ ratio: Double) -> Double? { ratio * ratio <= Self.largestFactor ? max(1, ratio * ratio) : nil }
    factorForEvenChance = factor(ratio)
    factorForFourInFive = factor(ratio * forPower)
  }

  /// Such as "41 real and 52 sim episodes", of a layer's own times a factor; two digits, for a guess has no more.
  static func count(_ layer: LayerDiagnosis, times factor: Double) -> String {
    func grown(_ count: Int) -> Int {
      let needed = Double(count) * factor
      let unit = pow(10, max(0, floor(log10(max(needed, 1))) - 1))
      return Int((needed / unit).rounded(.up) * unit)
    }
    if let real = layer.realEpisodes, let sim = layer.simEpisodes {
      return "\(grown(real)) real and \(grown(sim)) sim episodes"
    }
    return "\(grown(layer.realRows)) real and \(grown(layer.simRows)) sim rows"
  }
}

extension Diagnosis {
  /// The thresholds that intervals of an undecided layer reach over, each with what would take it clear of them. None
  /// where no number of episodes decides: in a shallow layer, or recorded at a late flow time.
  public func needs(ofLayer index: Int) -> [NeededEpisodes] {
    let layer = layers[index]
    guard layer.verdict.regime == .undecided, depth(ofLayer: index) >= rules.earliestDepth,
      flowTime <= rules.latestTime
    else { return [] }
    return [
      NeededEpisodes(layer.betterProbe, layer[layer.betterProbe], threshold: rules.discernible),
      NeededEpisodes(.separation, layer.separation, threshold: rules.disjoint),
    ].compactMap { $0 }
  }
}
