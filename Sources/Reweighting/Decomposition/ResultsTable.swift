import Statistics

/// What a response is explained by: a column of a results table.
public struct Factor: Sendable, Hashable {
  public enum Values: Sendable, Hashable {
    /// Levels without an order or a scale: every level has an effect of its own.
    case categorical([String])
    /// A measured quantity, such as an alignment: one slope.
    case numeric([Double])
  }

  public let name: String
  public let values: Values

  public init(_ name: String, _ values: Values) {
    self.name = name
    self.values = values
  }

  public var count: Int {
    switch values {
    case .categorical(let levels): levels.count
    case .numeric(let numbers): numbers.count
    }
  }

  /// The level of each row, a number being a level of its own, and the number of levels; in order of first appearance.
  var levels: (ofRow: [Int], count: Int) {
    func numbered<Value: Hashable>(_ values: [Value]) -> ([Int], Int) {
      var numbers: [Value: Int] = [:]
      let rows = values.map { value in
        let number = numbers[value] ?? numbers.count
        numbers[value] = number
        return number
      }
      return (rows, numbers.count)
    }
    switch values {
    case .categorical(let levels): return numbered(levels)
    case .numeric(let numbers): return numbered(numbers)
    }
  }
}

/// A response and the factors that may explain it, row by row: loss or success over alignment and mixing ratio.
///
/// `VarianceShare` says how its decompositions are read.
public struct ResultsTable: Sendable, Hashable {
  public let response: [Double]
  public let factors: [Factor]
  /// What is drawn together by the bootstrap (the training seed); empty makes every row its own group.
  public let groups: [Int]

  /// - Throws: `SampleError` for fewer than three rows, no factor, columns of unequal length, a number that is not finite,
  ///   or a response or factor that is the same everywhere.
  public init(response: [Double], factors: [Factor], groups: [Int] = []) throws {
    guard response.count >= 3 else {
      throw SampleError.tooFew(what: "rows of results", found: response.count, needed: 3)
    }
    guard !factors.isEmpty else { throw SampleError.tooFew(what: "factors", found: 0, needed: 1) }
    try requireFinite(response, "response")
    guard response.contains(where: { $0 != response[0] }) else { throw SampleError.constant(what: "response") }
    for factor in factors {
      guard factor.count == response.count else {
        throw SampleError.unequalLengths(
          what: "response and factor \(factor.name)", left: response.count, right: factor.count)
      }
      if case .numeric(let numbers) = factor.values { try requireFinite(numbers, "factor \(factor.name)") }
      guard factor.levels.count > 1 else { throw SampleError.constant(what: "factor \(factor.name)") }
    }
    guard groups.isEmpty || groups.count == response.count else {
      throw SampleError.unequalLengths(what: "groups and rows", left: groups.count, right: response.count)
    }
    self.response = response
    self.factors = factors
    self.groups = groups
  }
}

/// The share of a response's variance that a term explains.
public struct VarianceShare: Sendable, Hashable {
  /// A factor's name, "A × B" for an interaction, "residual" for what no term explains.
  public let term: String
  /// The shares of all terms add up to 1.
  public let share: Double

  public init(term: String, share: Double) {
    self.term = term
    self.share = share
  }
}
