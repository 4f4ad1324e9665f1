/// What a user asked for does not exist, is out of range or is not built yet. Exit code 64.
public struct UsageError: Error, Equatable, Sendable, CustomStringConvertible {
  public let description: String
  public init(_ description: String) { self.description = description }
}

/// A file or folder that was given cannot be used.
public enum InputError: Error, Equatable, Sendable {
  /// There is none. Exit code 66.
  case absent(path: String, expected: String)
  /// Its contents are not what they should be. Exit code 65.
  case malformed(path: String, found: String, expected: String)
}

extension InputError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .absent(let path, let expected): "there is no '\(path)'; expected \(expected)"
    case .malformed(let path, let found, let expected): "'\(path)': \(found); expected \(expected)"
    }
  }
}

/// A run folder is in the way of what should be written. Exit code 73.
public struct RunFolderConflict: Error, Equatable, Sendable, CustomStringConvertible {
  public let description: String
}

/// Some trials of a sweep failed; the others are kept. Exit code 75.
public struct TrialFailures: Error, Sendable, CustomStringConvertible {
  /// What the trial was and why it failed, in the order of the grid.
  public struct Failure: Sendable {
    public let label: String
    public let reason: String
  }

  public let failures: [Failure]
  public let trialCount: Int

  public var description: String {
    let shown = failures.prefix(5).map { "\n  \($0.label): \($0.reason)" }.joined()
    let more = failures.count > 5 ? "\n  and \(failures.count - 5) more" : ""
    return "\(failures.count) of \(trialCount) trials failed; the others are kept, and --resume tries the failed ones "
      + "again. figure.csv is written when none is missing.\(shown)\(more)"
  }
}

/// The user stopped the work; everything finished so far is kept. Exit code 130.
public struct Interrupted: Error, Equatable, Sendable, CustomStringConvertible {
  public init() {}
  public var description: String {
    "interrupted; trials finished so far are kept, and 'reproduce … --resume' goes on from there"
  }
}
