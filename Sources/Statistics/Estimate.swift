/// A confidence interval: both ends and the share of repetitions in which it covers the truth.
public struct Interval: Sendable, Hashable, Codable {
  public let lower: Double
  public let upper: Double
  /// Nominal coverage, 0.95 for a 95 % interval.
  public let level: Double

  /// - Precondition: `lower` does not exceed `upper`, and neither is NaN.
  public init(lower: Double, upper: Double, level: Double = 0.95) {
    precondition(lower <= upper, "an interval's lower end \(lower) exceeds its upper end \(upper)")
    self.lower = lower
    self.upper = upper
    self.level = level
  }

  public var halfWidth: Double { (upper - lower) / 2 }
  public func contains(_ value: Double) -> Bool { lower <= value && value <= upper }
}

extension Interval: CustomStringConvertible {
  public var description: String { "[\(lower), \(upper)]" }
}

/// A number with its uncertainty, the size of the sample behind it and the method that made the interval.
public struct Estimate: Sendable, Hashable, Codable {
  public let value: Double
  public let interval: Interval
  /// Independent units behind the estimate: seeds, pairs, trials or points, as the method says.
  public let count: Int
  /// Name of the interval's construction, such as "Wilson" or "t".
  public let method: String

  public init(value: Double, interval: Interval, count: Int, method: String) {
    self.value = value
    self.interval = interval
    self.count = count
    self.method = method
  }
}

extension Estimate: CustomStringConvertible {
  public var description: String { "\(value) \(interval) (\(method), n = \(count))" }
}
