/// What a measure says of itself, in one place: the table of `cotrain align --list`, and what the conformance test checks.
public struct MeasureDeclaration: Sendable, Hashable {
  /// Whether the rows of the two samples belong to each other.
  public enum Pairing: String, Sendable, Codable {
    /// Rows are observations drawn from each domain by itself; their order says nothing.
    case unpaired
    /// Row i of both matrices represents the same observation.
    case paired
  }

  /// Which way a value moves when the samples come closer.
  public enum Direction: String, Sendable, Codable {
    case smallerIsCloser = "smaller"
    case largerIsCloser = "larger"
  }

  /// A change of the representations that leaves the value as it was. For an unpaired measure the same change is made
  /// to both samples; for a paired one each representation may be changed by a map of its own.
  public enum Invariance: String, Sendable, CaseIterable, Codable {
    case translation
    /// An orthogonal map: rotations, reflections, another order of the units.
    case rotation
    /// Multiplication by a positive number.
    case scaling
    /// Any invertible linear map.
    case linear
  }

  /// A property of a distance that the measure has on finite samples, up to rounding.
  public enum Property: String, Sendable, CaseIterable, Codable {
    /// μ(x, y) = μ(y, x).
    case symmetry
    /// μ(x, x) = 0 for a distance, 1 for a similarity.
    case identity
    /// μ(x, z) ≤ μ(x, y) + μ(y, z).
    case triangleInequality = "triangle inequality"
    /// Never below 0.
    case nonNegative = "not negative"
    /// Compared with a domain's own spacing: between two samples of one distribution near 1, not 0.
    case relative = "1 for equal distributions"
  }

  /// The name a user types: lower case, hyphens.
  public let name: String
  public let title: String
  public let pairing: Pairing
  public let direction: Direction
  public let invariances: Set<Invariance>
  public let properties: Set<Property>
  /// What the expectation of the value at finite n differs from, in words: "unbiased", or the order of its bias.
  public let bias: String
  /// Time, as O(…) in n rows a side and d columns.
  public let cost: String
  /// Where the definition stands.
  public let source: String
  /// More rows a side than this are drawn down, by whole episodes, before the measure is taken; nil: no limit.
  public let rowLimit: Int?

  public init(
    name: String, title: String, pairing: Pairing, direction: Direction, invariances: Set<Invariance>,
    properties: Set<Property>, bias: String, cost: String, source: String, rowLimit: Int? = nil
  ) {
    self.name = name
    self.title = title
    self.pairing = pairing
    self.direction = direction
    self.invariances = invariances
    self.properties = properties
    self.bias = bias
    self.cost = cost
    self.source = source
    self.rowLimit = rowLimit
  }
}
