/// Why a sample cannot be analysed: what was wrong, where, and what was expected.
public enum SampleError: Error, Equatable, Sendable {
  /// Fewer observations than the method needs.
  case tooFew(what: String, found: Int, needed: Int)
  /// A value that is NaN or infinite; `index` counts from 0.
  case notFinite(what: String, index: Int)
  /// Two samples that are paired have different lengths.
  case unequalLengths(what: String, left: Int, right: Int)
  /// A row of a table has another length than the first.
  case ragged(what: String, index: Int, found: Int, expected: Int)
  /// Every value is the same, so the quantity is 0/0.
  case constant(what: String)
  /// A number outside the range in which the method is defined.
  case outOfRange(what: String, value: Double, expected: String)
  /// The method is defined but has no answer on this sample.
  case degenerate(what: String, remedy: String)
}

extension SampleError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .tooFew(let what, let found, let needed):
      "\(what): \(found) found, at least \(needed) needed"
    case .notFinite(let what, let index):
      "\(what): value \(index) (counted from 0) is not a finite number; remove or repair it first"
    case .unequalLengths(let what, let left, let right):
      "\(what): \(left) against \(right) values; paired samples have equal lengths"
    case .ragged(let what, let index, let found, let expected):
      "\(what): row \(index) (counted from 0) has \(found) values, the first has \(expected)"
    case .constant(let what):
      "\(what): every value is the same, so nothing can be explained or correlated"
    case .outOfRange(let what, let value, let expected):
      "\(what): \(value) given, expected \(expected)"
    case .degenerate(let what, let remedy):
      "\(what); \(remedy)"
    }
  }
}

// MARK: Checks shared by every entry

func requireFinite(_ values: [Double], _ what: String, atLeast needed: Int = 1) throws(SampleError) {
  guard values.count >= needed else { throw .tooFew(what: what, found: values.count, needed: needed) }
  if let index = values.firstIndex(where: { !$0.isFinite }) { throw .notFinite(what: what, index: index) }
}

func requirePaired(_ x: [Double], _ y: [Double], _ what: String, atLeast needed: Int) throws(SampleError) {
  guard x.count == y.count else { throw .unequalLengths(what: what, left: x.count, right: y.count) }
  try requireFinite(x, "\(what), first sample", atLeast: needed)
  try requireFinite(y, "\(what), second sample", atLeast: needed)
}

func requireLevel(_ level: Double) throws(SampleError) {
  guard level > 0, level < 1 else {
    throw .outOfRange(what: "confidence level", value: level, expected: "a number between 0 and 1, such as 0.95")
  }
}
