import Statistics

/// A number that the table of claims quotes from a paper, beside the number that the recovered data give.
///
/// The two differ where a paper's statement does not follow from its own data; both are then shown.
public struct PublishedValue: Sendable {
  /// What the table of claims says.
  public enum Statement: Sendable {
    /// A printed number and its digits after the decimal point.
    case number(Double, digits: Int)
    /// No number of its own: the data are named, and the claim says on which side they lie.
    case side(ClaimedSide)
  }

  /// How the printed number and the data go together.
  public enum Agreement: Sendable, Equatable {
    /// The data give the printed digits.
    case follows
    /// They give another number.
    case differs(because: String)
    /// The data behind it were not recovered.
    case notRecoverable(because: String)
  }

  /// Identifier of the claim, such as "M13".
  public let claim: String
  /// What the number is.
  public let quantity: String
  public let published: Statement
  /// Names of the tables that it is recomputed from.
  public let sources: [String]
  public let agreement: Agreement
  private let compute: @Sendable () throws -> Double

  init(
    _ claim: String, _ quantity: String, _ published: Statement, from sources: [String],
    _ agreement: Agreement = .follows, compute: @escaping @Sendable () throws -> Double
  ) {
    self.claim = claim
    self.quantity = quantity
    self.published = published
    self.sources = sources
    self.agreement = agreement
    self.compute = compute
  }

  /// The number from the recovered data; for `notRecoverable`, the nearest thing that they give.
  /// - Throws: `PublishedTableError` or `SampleError`, which would be a defect of a shipped table.
  public func recomputed() throws -> Double { try compute() }

  /// Whether a number has the printed digits, or lies on the claimed side.
  public func agrees(with value: Double) -> Bool {
    switch published {
    case .number(let printed, let digits):
      let unit = (0..<digits).reduce(1.0) { unit, _ in unit / 10 }
      // Half a unit of the last digit, and a little for a five that is not exact in binary.
      return abs(value - printed) <= unit / 2 + 1e-9
    case .side(let side):
      return side.judge(exactly: value) == .holds
    }
  }

  /// All of them, in the order of the claims.
  public static let all = mechanistic + empirical

  /// Those of one claim.
  public static func values(of claim: String) -> [PublishedValue] { all.filter { $0.claim == claim } }
}
