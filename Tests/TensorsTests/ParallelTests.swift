import Synchronization
import Tensors
import Testing

struct ParallelTests {
  struct Planned: Error, Equatable { let index: Int }

  @Test(arguments: [1, 2, 3, 8]) func everyIndexRunsExactlyOnce(workers: Int) throws {
    for count in [0, 1, 2, 100] {
      let seen = Mutex<[Int]>([])
      try forEachInParallel(count, workers: workers) { index in seen.withLock { $0.append(index) } }
      #expect(seen.withLock { $0.sorted() } == Array(0..<count))
    }
  }

  @Test func resultsDoNotDependOnTheNumberOfWorkers() throws {
    func results(workers: Int) throws -> [Float] {
      let sums = Mutex([Float](repeating: 0, count: 40))
      try forEachInParallel(40, workers: workers) { index in
        var stream = RandomStream(seed: 8, purpose: "trial", index: UInt64(index))
        let a = Tensor<Float>.normal([30, 40], from: &stream)
        let sum = try (a.multiplied(by: a.transposed()) / 40).softmax().svd().singularValues.sum()
        sums.withLock { $0[index] = sum }
      }
      return sums.withLock { $0 }
    }
    let alone = try results(workers: 1)
    #expect(Set(alone).count == 40)
    for workers in [2, 3, 7] { #expect(try results(workers: workers) == alone) }
  }

  @Test(arguments: [1, 2, 4]) func anErrorIsThrownAndStopsTheHandingOut(workers: Int) {
    let started = Mutex(0)
    #expect(throws: Planned(index: 3)) {
      try forEachInParallel(1_000_000, workers: workers) { index in
        started.withLock { $0 += 1 }
        if index == 3 { throw Planned(index: index) }
      }
    }
    #expect(started.withLock { $0 } < 1_000_000)
  }

  @Test func theErrorOfTheLastIndexIsNotLost() {
    for workers in [1, 2, 5] {
      #expect(throws: Planned(index: 9)) {
        try forEachInParallel(10, workers: workers) { if $0 == 9 { throw Planned(index: $0) } }
      }
    }
  }

  @Test func copiesMadeOnOtherThreadsAreIndependent() throws {
    let shared = Tensor<Double>.zeros([100])
    let sums = Mutex<[Double]>([])
    try forEachInParallel(8, workers: 4) { index in
      var own = shared
      for i in 0..<100 { own[i] = Double(index) }
      let sum = own.sum()
      sums.withLock { $0.append(sum) }
    }
    #expect(shared.sum() == 0)
    #expect(sums.withLock { $0.sorted() } == (0..<8).map { Double(100 * $0) })
  }
}
