import Dispatch
import Synchronization

/// Runs `body` for 0 ..< count on at most `workers` threads, in no particular order, and waits for all.
///
/// What is computed must not depend on the order: give every index its own `RandomStream` and its own place to write.
/// The first error stops the handing out of further indices and is thrown when the running ones have ended.
public func forEachInParallel(
  _ count: Int, workers: Int, _ body: @Sendable @escaping (Int) throws -> Void
) throws {
  precondition(workers > 0, "at least one worker is needed")
  if workers == 1 || count < 2 {
    for index in 0..<count { try body(index) }
    return
  }
  let next = Atomic<Int>(0)
  let failure = Mutex<(any Error)?>(nil)
  DispatchQueue.concurrentPerform(iterations: min(workers, count)) { _ in
    while failure.withLock({ $0 == nil }) {
      let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard index < count else { return }
      do { try body(index) } catch { failure.withLock { $0 = $0 ?? error } }
    }
  }
  if let error = failure.withLock({ $0 }) { throw error }
}
