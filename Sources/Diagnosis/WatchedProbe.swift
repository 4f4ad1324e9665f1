import Alignment
import Probes
import Synchronization
import Tensors

/// A probe that tells when it is fitted, and does not fit once it has been told to stop.
struct WatchedProbe: Probe {
  let probe: any Probe
  let fits: FitCount

  var name: String { probe.name }

  func fit(_ rows: Tensor<Float>, isSim: [Bool], stream: RandomStream) throws -> any FittedProbe {
    try fits.check()
    defer { fits.finish() }
    return try probe.fit(rows, isSim: isSim, stream: stream)
  }
}

/// Counts the fits of a layer.
final class FitCount: Sendable {
  private let total: Int
  private let monitor: StudyMonitor
  private let done = Atomic(0)

  init(of total: Int, monitor: StudyMonitor) {
    self.total = total
    self.monitor = monitor
  }

  /// - Throws: `CancellationError` when the monitor says so.
  func check() throws { if monitor.isCancelled() { throw CancellationError() } }

  func finish() { monitor.progress(min(done.add(1, ordering: .relaxed).newValue, total), total) }
}
