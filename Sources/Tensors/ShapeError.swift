/// Operands whose shapes do not fit the operation.
public struct ShapeError: Error, Equatable, CustomStringConvertible {
  public let operation: String
  public let expected: String
  public let found: [[Int]]

  public init(_ operation: String, expected: String, found: [Int]...) {
    self.operation = operation
    self.expected = expected
    self.found = found
  }

  public var description: String {
    let shapes = found.map { "[" + $0.map(String.init).joined(separator: ", ") + "]" }.joined(separator: " and ")
    return "\(operation): expected \(expected), found \(shapes)"
  }
}
