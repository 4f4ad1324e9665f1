import Alignment
import Statistics
import Tensors
import Testing

@Suite struct NeighborsTests {
  /// Distances of every pair from the coordinates, sorted by distance and then by index.
  private func sorted<Scalar: TensorScalar>(
    _ queries: Tensor<Scalar>, _ references: Tensor<Scalar>, count: Int, excludingSelf: Bool = false
  ) -> (indices: [Int32], distances: [Double]) {
    let x = queries.converted(to: Double.self).elements
    let y = references.converted(to: Double.self).elements
    let d = queries.columns
    let lists = (0..<queries.rows).map { i in
      (0..<references.rows).filter { !excludingSelf || $0 != i }.map { j in
        (j, (0..<d).reduce(0) { $0 + (x[i * d + $1] - y[j * d + $1]) * (x[i * d + $1] - y[j * d + $1]) }.squareRoot())
      }.sorted { ($0.1, $0.0) < ($1.1, $1.0) }.prefix(count)
    }
    return (lists.flatMap { $0.map { Int32($0.0) } }, lists.flatMap { $0.map(\.1) })
  }

  private func agree(_ found: [Double], _ expected: [Double]) -> Bool {
    found.count == expected.count && zip(found, expected).allSatisfy { abs($0 - $1) <= 1e-13 * abs($1) }
  }

  @Test(arguments: [(40, 3, 1), (300, 2, 5), (700, 17, 15), (1300, 64, 40)])
  func neighborsAreThoseOfASortOfAllDistances(n: Int, d: Int, k: Int) throws {
    var stream = RandomStream(seed: 3, purpose: "neighbours", index: UInt64(n))
    let x = Tensor<Double>.normal([n, d], from: &stream)
    let queries = Tensor<Double>.normal([n / 2, d], from: &stream)
    let within = try NearestNeighbors(within: x, count: k)
    #expect(within.indices == sorted(x, x, count: k, excludingSelf: true).indices)
    #expect(agree(within.distances, sorted(x, x, count: k, excludingSelf: true).distances))
    let across = try NearestNeighbors(of: queries, among: x, count: k)
    #expect(across.indices == sorted(queries, x, count: k).indices)
    let single = x.converted(to: Float.self)
    let found = try NearestNeighbors(within: single, count: k)
    #expect(found.indices == sorted(single, single, count: k, excludingSelf: true).indices)
    #expect(agree(found.distances, sorted(single, single, count: k, excludingSelf: true).distances))
  }

  /// A filter in Float that trusted its numbers would lose neighbours here: the rows differ by a rounding of Float.
  @Test func neighborsOfRowsFarFromTheOriginAndOfUnequalScaleAreExact() throws {
    var stream = RandomStream(seed: 4, purpose: "neighbours")
    var x = Tensor<Double>.normal([600, 6], from: &stream) * 0x1p-13
    x.withUnsafeMutableBuffer { numbers in
      for row in 0..<600 { for c in 0..<6 { numbers[row * 6 + c] += row % 3 == 0 ? 1e3 : row % 3 == 1 ? -4e3 : 0.5 } }
      for c in 0..<6 { numbers[17 * 6 + c] = 1e9 }
    }
    let found = try NearestNeighbors(within: x, count: 8)
    let expected = sorted(x, x, count: 8, excludingSelf: true).indices
    #expect(found.indices.elementsEqual(expected))
    let small = x * 0x1p-460
    #expect(try NearestNeighbors(within: small, count: 8).indices.elementsEqual(expected))
    let large = x * 0x1p440
    #expect(try NearestNeighbors(within: large, count: 8).indices.elementsEqual(expected))
  }

  @Test func tiesAreBrokenByIndex() throws {
    // A grid of 5³ places, each taken four times: most distances are shared by dozens of rows.
    let grid: [[Float]] = (0..<500).map { (i: Int) -> [Float] in [i % 5, i / 5 % 5, i / 25 % 5].map { Float($0) } }
    let x = try Tensor<Float>(rows: grid)
    for k in [1, 3, 10, 120] {
      let found = try NearestNeighbors(within: x, count: k)
      #expect(found.indices == sorted(x, x, count: k, excludingSelf: true).indices)
    }
  }

  @Test func duplicatesAreAtDistanceZeroFarFromTheOrigin() throws {
    var stream = RandomStream(seed: 5, purpose: "neighbours")
    let rows = try Tensor<Float>.normal([200, 8], from: &stream) + Tensor<Float>(repeating: 1e4, shape: [200, 8])
    let twice = try Tensor.concatenated([rows, rows])
    let found = try NearestNeighbors(within: twice, count: 1)
    #expect(found.distances.allSatisfy { $0 == 0 })
    #expect(found.indices == (0..<400).map { Int32(($0 + 200) % 400) })
  }

  @Test func rowsThatAreAllTheSameHaveTheFirstRowsAsNeighbors() throws {
    let found = try NearestNeighbors(within: Tensor<Double>(repeating: 0.1, shape: [900, 4]), count: 2)
    #expect(found.distances.allSatisfy { $0 == 0 })
    #expect(Array(found.indices.prefix(8)) == [1, 2, 0, 2, 0, 1, 0, 1])
  }

  @Test func theResultDoesNotDependOnTheNumberOfWorkers() throws {
    var stream = RandomStream(seed: 6, purpose: "neighbours")
    let x = Tensor<Float>.normal([1500, 20], from: &stream)
    let alone = try NearestNeighbors(within: x, count: 15, workers: 1)
    let shared = try NearestNeighbors(within: x, count: 15, workers: 3)
    #expect(alone.indices == shared.indices && alone.distances == shared.distances)
  }

  @Test func rowsOfAWindowOnAnotherMatrixAreReadWhereTheyStand() throws {
    var stream = RandomStream(seed: 7, purpose: "neighbours")
    let x = Tensor<Double>.normal([100, 6], from: &stream)
    let columns = try x.slice(1..<4, axis: 1)
    let found = try NearestNeighbors(of: columns.rows(20..<50), among: columns.rows(50..<100), count: 4)
    let copy = try NearestNeighbors(
      of: columns.contiguous().rows(20..<50).contiguous(), among: columns.rows(50..<100).contiguous(), count: 4)
    #expect(found.indices == copy.indices && found.distances == copy.distances)
  }

  @Test func whatCannotBeSearchedIsRefused() throws {
    let x = try Tensor<Double>(rows: [[0, 1], [2, 3], [4, 5]])
    #expect(throws: SampleError.tooFew(what: "rows to find 3 nearest neighbours in", found: 3, needed: 4)) {
      try NearestNeighbors(within: x, count: 3)
    }
    #expect(throws: Never.self) { try NearestNeighbors(of: x, among: x, count: 3) }
    #expect(throws: SampleError.self) { try NearestNeighbors(of: x, among: x, count: 4) }
    #expect(throws: SampleError.self) { try NearestNeighbors(of: x, among: x, count: 0) }
    #expect(throws: ShapeError.self) { try NearestNeighbors(of: x, among: Tensor<Double>.zeros([3, 3]), count: 1) }
    #expect(throws: ShapeError.self) { try NearestNeighbors(within: Tensor<Double>.zeros([3, 0]), count: 1) }
    for bad in [Double.nan, .infinity, 1e200] {
      let y = try Tensor<Double>(rows: [[0, 1], [2, bad], [4, 5]])
      #expect(throws: SampleError.self) { try NearestNeighbors(within: y, count: 1) }
    }
  }
}
