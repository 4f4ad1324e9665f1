import Foundation
import Synchronization

/// A wish to stop, which long work looks at between its steps.
public final class Interruption: Sendable {
  /// The one that signals reach.
  public static let ofProcess = Interruption()

  private let isRequestedFlag = Atomic(false)

  public init() {}

  public var isRequested: Bool { isRequestedFlag.load(ordering: .relaxed) }
  public func request() { isRequestedFlag.store(true, ordering: .relaxed) }

  /// - Throws: `Interrupted` once a stop has been requested.
  public func check() throws(Interrupted) { if isRequested { throw Interrupted() } }

  /// From now on SIGINT and SIGTERM request a stop of `ofProcess`; a second signal ends the process at once.
  public static func catchSignals() {
    // Made here, for a signal handler must not be the first to touch it.
    _ = ofProcess
    // A program started from a thread that blocks signals, as many are, would never hear of them.
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] {
      sigaddset(&signals, number)
      signal(number) { number in
        Interruption.ofProcess.request()
        signal(number, SIG_DFL)
      }
    }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }
}
