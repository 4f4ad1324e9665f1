import Alignment
import Statistics
import Tensors
import Testing

private func normals(_ n: Int, _ d: Int, index: UInt64) -> Tensor<Double> {
  var stream = RandomStream(seed: 8, purpose: "neighbour similarity", index: index)
  return Tensor<Double>.normal([n, d], from: &stream)
}

@Suite struct NeighborSimilarityTests {
  @Test func neighboursOfARotatedRepresentationAreTheSame() throws {
    let x = normals(200, 6, index: 0)
    let turned = try x.multiplied(by: normals(6, 6, index: 1).qr().q) * 3 + 5
    #expect(try MutualNeighbors().value(between: x, and: turned).value == 1)
    #expect(try abs(NeighborAlignment().value(between: x, and: turned).value - 1) < 1e-12)
  }

  /// Of 999 others 10 are neighbours; the share kept by chance has mean 10/999 and standard deviation 0.001, and five of
  /// those either side are passed once in a million times.
  @Test func independentRepresentationsShareNeighboursByChance() throws {
    let value = try MutualNeighbors().value(between: normals(1000, 4, index: 2), and: normals(1000, 4, index: 3)).value
    #expect(abs(value - 10.0 / 999) < 0.005)
  }

  @Test func theNumberOfWorkersDoesNotChangeABit() throws {
    let x = normals(300, 4, index: 4).converted(to: Float.self)
    let y = try x + normals(300, 4, index: 5).converted(to: Float.self)
    for measure: any PairedMeasure in [MutualNeighbors(), NeighborAlignment()] {
      #expect(try measure.value(between: x, and: y, workers: 3) == measure.value(between: x, and: y))
    }
  }

  @Test func duplicatedRowsAndARowAtTheMeanHaveAValue() throws {
    let rows: [[Double]] = (0..<10).flatMap { i in [[Double(i) - 4.5, 1], [Double(i) - 4.5, -1]] }
    let x = try Tensor(rows: rows + rows + [[0, 0]])
    #expect(try NeighborAlignment().value(between: x, and: normals(41, 3, index: 6)).value.isFinite)
    #expect(try MutualNeighbors().value(between: x, and: x).value == 1)
  }

  @Test func tooFewRowsForTheirNeighboursAreRefused() throws {
    #expect(throws: SampleError.self) {
      try MutualNeighbors().value(between: normals(10, 2, index: 7), and: normals(10, 2, index: 8))
    }
    #expect(throws: SampleError.self) {
      try NeighborAlignment().value(between: normals(10, 2, index: 7), and: normals(10, 2, index: 8))
    }
  }
}
