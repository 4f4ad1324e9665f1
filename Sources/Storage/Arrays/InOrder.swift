import Synchronization
import Tensors

/// Makes values for 0 ..< count on several threads and hands them on in their order, on the calling thread.
///
/// A few values for each worker are in memory at a time. The first error ends the work.
func forEachInOrder<Value: Sendable>(
  _ count: Int, workers: Int, make: @Sendable @escaping (Int) throws -> Value, take: (Int, Value) throws -> Void
) throws {
  let wave = workers == 1 ? 1 : 4 * workers
  for first in stride(from: 0, to: count, by: wave) {
    let places = first..<min(first + wave, count)
    let values = Mutex<[Value?]>(Array(repeating: nil, count: places.count))
    try forEachInParallel(places.count, workers: workers) { place in
      let value = try make(first + place)
      values.withLock { $0[place] = value }
    }
    for (place, value) in values.withLock({ $0 }).enumerated() { try take(first + place, value!) }
  }
}
