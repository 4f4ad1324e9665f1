@preconcurrency import GSL

/// GSL aborts the process on an error unless told not to; touching this value tells it, once.
let gslReturnsErrors: Void = { _ = gsl_set_error_handler_off() }()

/// The standard normal distribution.
public enum NormalDistribution {
  /// Φ(x) = P(Z ≤ x).
  public static func cumulative(_ x: Double) -> Double {
    gslReturnsErrors
    return gsl_cdf_ugaussian_P(x)
  }

  /// Φ⁻¹(p); infinite at 0 and 1.
  public static func quantile(_ p: Double) -> Double {
    precondition(p >= 0 && p <= 1, "a probability lies between 0 and 1")
    gslReturnsErrors
    return p == 0 ? -.infinity : p == 1 ? .infinity : gsl_cdf_ugaussian_Pinv(p)
  }
}

/// The beta distribution on [0, 1].
public struct BetaDistribution: Sendable {
  public let a: Double
  public let b: Double

  public init(_ a: Double, _ b: Double) {
    precondition(a > 0 && b > 0, "both parameters of a beta distribution are positive")
    self.a = a
    self.b = b
  }

  /// I_x(a, b), the regularised incomplete beta function.
  public func cumulative(_ x: Double) -> Double { cumulative(x, complement: 1 - x) }

  /// I_x(a, b) where 1 − x is known better than by subtraction. Small values keep their relative digits.
  func cumulative(_ x: Double, complement: Double) -> Double {
    gslReturnsErrors
    if x <= 0 { return 0 }
    if complement <= 0 { return 1 }
    // The continued fraction converges on the near side of the mean; beyond it the other tail is the small one.
    return x < (a + 1) / (a + b + 2) ? gsl_sf_beta_inc(a, b, x) : 1 - gsl_sf_beta_inc(b, a, complement)
  }

  /// The x with I_x(a, b) = p, by Brent's method on [0, 1].
  public func quantile(_ p: Double) -> Double {
    precondition(p >= 0 && p <= 1, "a probability lies between 0 and 1")
    if p == 0 || p == 1 { return p }
    return root(in: 0...1) { cumulative($0) - p }
  }
}

/// Student's t distribution, through the incomplete beta function.
///
/// GSL's own `gsl_cdf_tdist_P` switches to a Cornish–Fisher expansion above 30 degrees of freedom and loses digits there.
public struct StudentDistribution: Sendable {
  public let degreesOfFreedom: Double

  public init(degreesOfFreedom: Double) {
    precondition(degreesOfFreedom > 0, "degrees of freedom are positive")
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// P(|T| ≥ |t|).
  public func twoSidedTail(_ t: Double) -> Double {
    let square = t * t
    if square.isInfinite { return 0 }
    let total = degreesOfFreedom + square
    return BetaDistribution(degreesOfFreedom / 2, 0.5).cumulative(
      degreesOfFreedom / total, complement: square / total)
  }

  /// P(T ≤ t).
  public func cumulative(_ t: Double) -> Double {
    let tail = twoSidedTail(t) / 2
    return t < 0 ? tail : 1 - tail
  }

  /// The t with P(T ≤ t) = p.
  public func quantile(_ p: Double) -> Double {
    precondition(p > 0 && p < 1, "a finite quantile needs a probability strictly between 0 and 1")
    if p == 0.5 { return 0 }
    let tail = 2 * min(p, 1 - p)
    // With s = t²/(ν + t²), the smaller of s and 1 − s is sought, for it is the one that keeps its digits.
    let beta = BetaDistribution(degreesOfFreedom / 2, 0.5)
    let odds: Double
    if twoSidedTail(degreesOfFreedom.squareRoot()) < tail {
      let share = root(in: 0...0.5) { beta.cumulative(1 - $0, complement: $0) - tail }
      odds = share / (1 - share)
    } else {
      let share = root(in: 0...0.5) { beta.cumulative($0, complement: 1 - $0) - tail }
      odds = (1 - share) / share
    }
    let t = (degreesOfFreedom * odds).squareRoot()
    return p < 0.5 ? -t : t
  }
}

/// Fisher's F distribution.
public struct FDistribution: Sendable {
  public let numerator: Double
  public let denominator: Double

  public init(numerator: Double, denominator: Double) {
    precondition(numerator > 0 && denominator > 0, "degrees of freedom are positive")
    self.numerator = numerator
    self.denominator = denominator
  }

  /// P(F ≥ f).
  public func upperTail(_ f: Double) -> Double {
    if f <= 0 { return 1 }
    if f.isInfinite { return 0 }
    let explained = numerator * f
    let total = denominator + explained
    return BetaDistribution(denominator / 2, numerator / 2).cumulative(
      denominator / total, complement: explained / total)
  }
}
