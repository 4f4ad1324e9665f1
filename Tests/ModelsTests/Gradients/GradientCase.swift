import Models
import Tensors
import Testing

/// An operation of the tape applied to operands of given shapes, whose gradients are to be checked.
struct GradientCase: Sendable, CustomTestStringConvertible {
  /// Where the operation is defined and smooth.
  enum Domain: Sendable {
    /// Standard normal numbers.
    case real
    /// On [0.5, 2).
    case positive
    /// ± [0.5, 2): away from a kink at 0.
    case awayFromZero
  }

  typealias Operation = @Sendable ([Variable<Double>]) throws -> Variable<Double>

  /// The name of the function that is exercised.
  let operation: String
  let testDescription: String
  let operands: [Tensor<Double>]
  let apply: Operation

  init(
    _ operation: String, _ detail: String, _ shapes: [Int]..., domain: Domain = .real, apply: @escaping Operation
  ) {
    let description = "\(operation), \(detail)"
    self.operation = operation
    self.testDescription = description
    self.operands = shapes.enumerated().map { index, shape in
      var stream = RandomStream(seed: 1, purpose: description, index: UInt64(index))
      switch domain {
      case .real: return .normal(shape, from: &stream)
      case .positive: return Tensor.uniform(shape, from: &stream).affine(scale: 1.5, shift: 0.5)
      case .awayFromZero:
        let size = Tensor<Double>.uniform(shape, from: &stream).elements
        return try! Tensor(size.map { ($0 * 1.5 + 0.5) * (stream.uniform() < 0.5 ? -1 : 1) }, shape: shape)
      }
    }
    self.apply = apply
  }
}

/// How the operands of a case come onto the tape, and who else uses them.
enum OperandForm: CaseIterable, Sendable {
  case inputs
  /// Windows on larger memory, no axis of which is dense.
  case stridedInputs
  /// Slots of a parameter set whose gradients are not zero beforehand.
  case parameters
  /// Results of other operations.
  case intermediates
  /// Results of other operations, used by another operation that the backward pass meets afterwards.
  case intermediatesUsedBefore
  /// Results of other operations, used by another operation that the backward pass meets first.
  case intermediatesUsedAfter
  /// Inputs, and the result goes to two consumers.
  case inputsWithResultUsedTwice
  /// Each operand in turn differentiated, the others constants.
  case oneInputAmongConstants
}
