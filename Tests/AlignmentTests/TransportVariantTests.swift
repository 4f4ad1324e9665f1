import Alignment
import Statistics
import Tensors
import Testing

@Suite struct TransportVariantTests {
  @Test func partialTransportCostsWhatPOTFinds() throws {
    let peer = Peers.value("partial_m0.5_cost")
    let found = try PartialTransport.plan(
      minimizing: Peers.matrix(5, 2, 0.3).squaredDistances(to: Peers.matrix(6, 2, 0.9)),
      rowMasses: [1, 2, 3, 2, 1].map { $0 / 9 }, columnMasses: [1, 1, 2, 2, 1, 3].map { $0 / 10 }, mass: 0.5)
    #expect(abs(found.cost - peer.expected[0]) < peer.tolerance)
    for pair in TransportReference.shared.partial {
      let plan = try PartialTransport.plan(
        minimizing: pair.x.squaredDistances(to: pair.y), rowMasses: pair.xMasses, columnMasses: pair.yMasses,
        mass: pair.fraction!)
      #expect(isClose(plan.cost, pair.cost!, 1e-9))
      #expect(abs(plan.flows.reduce(0) { $0 + $1.mass } - pair.fraction!) < 1e-12)
    }
  }

  @Test func partialTransportOfAllMassIsTransportAndLeavesOutliersAlone() throws {
    let (x, y) = (SeededNumbers.samples(1, 20, 2), SeededNumbers.samples(2, 20, 2, shift: 0.1))
    let whole = try PartialTransport(fraction: 1).value(between: x, and: y).value
    let w2 = try ExactWasserstein(power: 2).value(between: x, and: y).value
    #expect(isClose(whole, w2 * w2, 1e-12))
    let outlier = try Tensor.concatenated([y, Tensor(rows: [[1e3, 1e3]])])
    let most = try PartialTransport(fraction: 0.9).value(between: x, and: outlier).value
    #expect(most < w2 * w2)
    #expect(throws: SampleError.self) { try PartialTransport.plan(minimizing: .ones([2, 2]), mass: 1.1) }
  }

  @Test func gromovWassersteinLossIsThatOfPOTsLocalMinimum() throws {
    var equal = 0
    for pair in TransportReference.shared.gromov {
      let x = try pair.x.squaredDistances(to: pair.x).squareRoot()
      let y = try pair.y.squaredDistances(to: pair.y).squareRoot()
      let found = try GromovWasserstein.loss(between: x, and: y)
      if isClose(found.value, pair.loss!, 1e-7) { equal += 1 }
      if pair.y.columns > pair.x.columns { continue }
      // Further coordinates of 0 change no distance.
      let padding = Tensor<Double>.zeros([pair.y.rows, pair.x.columns - pair.y.columns])
      let padded = try Tensor.concatenated([pair.y, padding], axis: 1)
      #expect(isClose(try GromovWasserstein().value(between: pair.x, and: padded).value, found.value, 1e-9))
    }
    // Where several directions are equally steep the two may part.
    #expect(equal >= 20, "\(equal) of \(TransportReference.shared.gromov.count)")
  }

  @Test func gromovWassersteinSeesNoRotationOrTranslationOfEitherSide() throws {
    let x = SeededNumbers.samples(6, 25, 3)
    let rotation = try Tensor<Double>(rows: [[0.6, -0.8, 0], [0.8, 0.6, 0], [0, 0, -1]])
    let moved = try x.multiplied(by: rotation) + 3
    let shuffled = try moved.gatherRows((0..<25).map { ($0 * 7) % 25 })
    #expect(try GromovWasserstein().value(between: x, and: shuffled).value < 1e-12)
    let y = SeededNumbers.samples(7, 18, 3, scale: 2)
    let plain = try GromovWasserstein().value(between: x, and: y).value
    #expect(plain > 1e-3)
    #expect(isClose(try GromovWasserstein().value(between: moved, and: y).value, plain, 1e-9))
  }

  @Test func maxSlicedDistanceReachesTheMaximumOverAllAnglesInThePlane() throws {
    for pair in TransportReference.shared.sliced {
      guard let largest = pair.largest2 else { continue }
      let found = try MaxSlicedWasserstein().value(between: pair.x, and: pair.y).value
      // The reference is a grid of 20 001 angles, which lies below the maximum by less than 1e-4 of it; the search may
      // end on another hill that is nearly as high.
      #expect(found <= largest * (1 + 1e-4))
      #expect(found >= largest * (1 - 1e-3))
    }
  }

  @Test func maxSlicedDistanceFindsAPlantedDirectionThatMeansDoNotShow() throws {
    // Equal means; along (3, 4)/5 among 20 coordinates one sample is five times as wide.
    let x = SeededNumbers.samples(8, 400, 20)
    var axis = [Double](repeating: 0, count: 20)
    (axis[0], axis[1]) = (0.6, 0.8)
    let projected = try x.multiplied(by: Tensor(axis).reshaped([20, 1]))
    let stretched = try x + projected.multiplied(by: Tensor(axis).reshaped([1, 20])) * 4
    let along = try MarginalWasserstein(power: 2).value(between: projected, and: projected * 5).value
    let found = try MaxSlicedWasserstein().value(between: x, and: stretched).value
    #expect(found >= along * (1 - 1e-9))
    #expect(found < 1.2 * along)
  }

  @Test func everyTransportMeasureStandsInTheRegistryUnderItsName() {
    let names = MeasureRegistry.unpaired.map(\.declaration.name)
    for name in [
      "marginal-w1", "marginal-w2", "sliced-w1", "sliced-w2", "max-sliced-w2", "w1", "w2", "sinkhorn",
      "sinkhorn-divergence", "unbalanced-ot", "partial-ot", "gromov-wasserstein",
    ] { #expect(names.contains(name)) }
  }
}
