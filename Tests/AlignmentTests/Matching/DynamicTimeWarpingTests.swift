import Alignment
import Statistics
import Tensors
import Testing

@Suite struct DynamicTimeWarpingTests {
  private func draw(_ rows: Int, _ columns: Int, _ index: Int) -> Tensor<Double> {
    var stream = RandomStream(seed: 4, purpose: "warping tests", index: UInt64(index))
    return .normal([rows, columns], from: &stream)
  }

  /// The least cost over all monotone paths, one recursion a step, as the definition reads.
  private func literalCost(_ x: [[Double]], _ y: [[Double]], _ i: Int, _ j: Int) -> Double {
    let here = zip(x[i], y[j]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    if i == 0, j == 0 { return here }
    var best = Double.infinity
    if i > 0 { best = min(best, literalCost(x, y, i - 1, j)) }
    if j > 0 { best = min(best, literalCost(x, y, i, j - 1)) }
    if i > 0, j > 0 { best = min(best, literalCost(x, y, i - 1, j - 1)) }
    return here + best
  }

  private func table(_ tensor: Tensor<Double>) -> [[Double]] { (0..<tensor.rows).map { tensor.row(at: $0).elements } }

  @Test func theCostIsTheLeastOverAllPaths() throws {
    for index in 0..<24 {
      let (n, m) = (1 + index % 6, 1 + (index / 3) % 7)
      let (x, y) = (draw(n, 1 + index % 3, index), draw(m, 1 + index % 3, 100 + index))
      let warping = try DynamicTimeWarping(x, y)
      let expected = literalCost(table(x), table(y), n - 1, m - 1)
      #expect(abs(warping.cost - expected) < 1e-12 * (1 + expected))
    }
  }

  @Test func thePathIsMonotoneFromCornerToCornerAndHasTheCost() throws {
    for band in [nil, 0, 3, 8] {
      let (x, y) = (draw(17, 2, 1), draw(26, 2, 2))
      let warping = try DynamicTimeWarping(x, y, band: band)
      #expect(warping.path.first == DynamicTimeWarping.Step(x: 0, y: 0))
      #expect(warping.path.last == DynamicTimeWarping.Step(x: 16, y: 25))
      for (a, b) in zip(warping.path, warping.path.dropFirst()) {
        #expect([[1, 0], [0, 1], [1, 1]].contains([b.x - a.x, b.y - a.y]))
      }
      let cost = warping.path.reduce(0.0) { sum, step in
        let difference = zip(x.row(at: step.x).elements, y.row(at: step.y).elements).map { $0 - $1 }
        return sum + difference.reduce(0) { $0 + $1 * $1 }.squareRoot()
      }
      #expect(abs(cost - warping.cost) < 1e-9)
    }
  }

  @Test func aSequencePlayedAtHalfSpeedCostsNothing() throws {
    let x = draw(30, 3, 5)
    let slow = try x.gatherRows((0..<60).map { $0 / 2 })
    let warping = try DynamicTimeWarping(x, slow)
    #expect(warping.cost == 0)
    #expect(warping.path.allSatisfy { $0.y / 2 == $0.x })
  }

  @Test func constantsCostTheirDifferenceForEveryStepOfTheLonger() throws {
    let (x, y) = (Tensor<Double>.zeros([4, 1]), Tensor<Double>(repeating: 2.5, shape: [9, 1]))
    let warping = try DynamicTimeWarping(x, y)
    #expect(warping.cost == 9 * 2.5)
    #expect(warping.meanCost == 2.5)
  }

  @Test func aNarrowerBandNeverCostsLessAndAWideOneIsNoBand() throws {
    let (x, y) = (draw(20, 2, 7), draw(20, 2, 8))
    let free = try DynamicTimeWarping(x, y)
    let costs = try [1, 2, 4, 8, 20].map { try DynamicTimeWarping(x, y, band: $0).cost }
    #expect(zip(costs, costs.dropFirst()).allSatisfy { $0 >= $1 })
    #expect(costs.last == free.cost)
    for step in try DynamicTimeWarping(x, y, band: 2).path { #expect(abs(step.x - step.y) <= 2) }
  }

  @Test func sequencesThatCannotBeWarpedAreRefused() throws {
    #expect(throws: ShapeError.self) { try DynamicTimeWarping(draw(3, 2, 0), draw(3, 1, 0)) }
    #expect(throws: SampleError.self) { try DynamicTimeWarping(draw(0, 2, 0), draw(3, 2, 0)) }
    #expect(throws: SampleError.self) { try DynamicTimeWarping(Tensor<Double>([.nan], shape: [1, 1]), draw(3, 1, 0)) }
  }
}
