import Alignment
import ArgumentParser
import Experiments
import Foundation
import PlanarPushing
import Recordings
import Statistics
import Storage
import Tensors

/// What the command leaves to the shell, after sysexits.h.
enum ExitStatus: Int32 {
  /// `verify` found a difference.
  case different = 1
  case usage = 64
  case badContents = 65
  case absentInput = 66
  case internalError = 70
  case cannotWrite = 73
  case someTrialsFailed = 75
  case interrupted = 130

  /// nil for what the argument parser says itself: help, version, and its own complaints, which exit with 64.
  init?(of error: any Error) {
    switch error {
    case is UsageError: self = .usage
    case InputError.absent: self = .absentInput
    case InputError.malformed: self = .badContents
    case let error as ArrayFileError: self = Self(error.reason)
    case let error as RecordingError:
      if case .noSuchLayer = error.reason { self = .usage } else { self = .badContents }
    case is AlignmentError, is ShapeError, is SampleError: self = .badContents
    case is PushingError: self = .usage
    case is WriteError, is RunFolderConflict, is UnfinishedDemonstrations.Conflict: self = .cannotWrite
    case is TrialFailures: self = .someTrialsFailed
    case is Interrupted: self = .interrupted
    default:
      // Any error that the parser does not know either has the parser's general failure code.
      guard Cotrain.exitCode(for: error) == .failure, !(error is ExitCode) else { return nil }
      self = .internalError
    }
  }

  private init(_ reason: ArrayFileError.Reason) {
    switch reason {
    case .unreadable(let code): self = code == ENOENT || code == ENOTDIR ? .absentInput : .badContents
    case .noSuchKey: self = .usage
    case .unrecognized, .damaged, .unsupported, .tooLarge: self = .badContents
    }
  }
}
