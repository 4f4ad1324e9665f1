import Synchronization
import Tensors

/// Counts a study's finished work: every part (a layer and a measure) is a hundred units.
final class StudyProgress: Sendable {
  private static let unitsPerPart = 100
  private let parts: Int
  private let monitor: StudyMonitor
  private let state = Mutex((started: 0, finished: 0))

  init(parts: Int, monitor: StudyMonitor) {
    self.parts = parts
    self.monitor = monitor
  }

  /// The next part's own counter.
  func nextPart() -> Part {
    let index = state.withLock { state in
      defer { state.started += 1 }
      return state.started
    }
    return Part(progress: self, index: index)
  }

  private func report(_ finished: Int) {
    state.withLock { state in
      guard finished > state.finished else { return }
      state.finished = finished
      monitor.progress(finished, parts * Self.unitsPerPart)
    }
  }

  struct Part: Sendable {
    fileprivate let progress: StudyProgress
    fileprivate let index: Int

    /// Runs `body` for 0 ..< count on the workers, tells how far it is and stops between two of them when asked to.
    func forEach(_ count: Int, workers: Int, _ body: @Sendable @escaping (Int) throws -> Void) throws {
      let finished = FinishedCount()
      try forEachInParallel(count, workers: workers) { position in
        try progress.monitor.check()
        try body(position)
        progress.report((index * count + finished.increment()) * StudyProgress.unitsPerPart / count)
      }
    }
  }
}

private final class FinishedCount: Sendable {
  private let count = Atomic(0)
  func increment() -> Int { count.add(1, ordering: .relaxed).newValue }
}
