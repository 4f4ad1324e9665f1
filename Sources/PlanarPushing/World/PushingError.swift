/// What can be wrong with a pushing world that a user asks for.
public enum PushingError: Error, Equatable, CustomStringConvertible {
  /// Vertices or parts that make no block.
  case shape(String)
  /// A physical parameter out of its range.
  case physics(parameter: String, value: Double, expected: String)
  /// A position, angle or command that is not finite, or off the table.
  case state(String)
  /// A snapshot of a world with another block.
  case snapshot(String)
  /// No start pose was found in the box.
  case noStart(String)
  /// A family or level of the domain gaps that is not there.
  case gap(String)
  /// An expert that hardly ever succeeds.
  case tooFewSuccesses(String)

  /// A look with a number out of its range.
  case look(String)
  /// A picture of no size, or of too large a one, or a film that cannot be made of its frames.
  case picture(String)

  public var description: String {
    switch self {
    case .shape(let text), .state(let text), .snapshot(let text), .noStart(let text), .gap(let text),
      .tooFewSuccesses(let text), .look(let text), .picture(let text):
      text
    case .physics(let parameter, let value, let expected):
      "the physics’ \(parameter) is \(value); it must be \(expected)"
    }
  }
}
