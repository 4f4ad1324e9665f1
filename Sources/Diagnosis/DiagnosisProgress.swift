import Alignment
import Synchronization

/// How far a diagnosis is: a hundred units a layer, shared out among its parts as they take time.
final class DiagnosisProgress: Sendable {
  enum Part: Int {
    case alignment
    case transport
    case probes

    /// The units of a layer at which it begins and ends.
    fileprivate var units: (first: Int, last: Int) {
      switch self {
      case .alignment: (0, 35)
      case .transport: (35, 45)
      case .probes: (45, 100)
      }
    }
  }

  private let layers: Int
  private let monitor: StudyMonitor
  private let state = Mutex((layersDone: 0, reported: 0))

  init(layers: Int, monitor: StudyMonitor) {
    self.layers = layers
    self.monitor = monitor
  }

  /// What a part's own study tells and asks.
  func monitor(of part: Part) -> StudyMonitor {
    StudyMonitor(
      progress: { done, total in
        let (first, last) = part.units
        self.report(first + (last - first) * done / max(total, 1))
      }, isCancelled: monitor.isCancelled)
  }

  func finish(_ part: Part) {
    report(part.units.last)
    if part == .probes { state.withLock { $0.layersDone += 1 } }
  }

  private func report(_ units: Int) {
    state.withLock { state in
      let finished = min(100 * state.layersDone + units, 100 * layers)
      guard finished > state.reported else { return }
      state.reported = finished
      monitor.progress(finished, 100 * layers)
    }
  }
}
