/// How a long computation tells how far it is and hears that it should stop.
public struct StudyMonitor: Sendable {
  /// Called with (finished, total) units of work, one call at a time, finished never decreasing.
  public let progress: @Sendable (Int, Int) -> Void
  /// Asked between units of work, from several threads; once true, the computation throws `CancellationError`.
  public let isCancelled: @Sendable () -> Bool

  public init(
    progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }, isCancelled: @escaping @Sendable () -> Bool = { false }
  ) {
    self.progress = progress
    self.isCancelled = isCancelled
  }

  func check() throws { if isCancelled() { throw CancellationError() } }
}
