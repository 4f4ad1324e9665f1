import Foundation
import PlanarPushing
import Tensors
import Testing

@Suite struct ObservationTests {
  private var random = RandomStream(seed: 1, purpose: "sight")
  private let state = PushingState(pusher: Point(100, 120), block: Pose(x: 200, y: 300, angle: .pi / 2))

  private mutating func seen(_ calibration: Calibration = .exact, shape: BlockShape = .tee) -> [Double] {
    KeypointObservation.values(of: state, shape: shape, calibration: calibration, using: &random)
  }

  /// The T turned by a quarter: the block's (x, y) is the table's (200 − y, 300 + x).
  @Test mutating func keypointsOfAT() {
    let corners: [Double] = [
      200, 240, 200, 360, 170, 360, 170, 240, 170, 285, 170, 315, 80, 315, 80, 285,
    ]
    let found = seen()
    #expect(found.count == KeypointObservation.width && KeypointObservation.names.count == found.count)
    #expect(found[0...1] == [100, 120])
    let places = Set(stride(from: 2, to: 18, by: 2).map { [found[$0].rounded(), found[$0 + 1].rounded()] })
    #expect(places == Set(stride(from: 0, to: 16, by: 2).map { [corners[$0], corners[$0 + 1]] }))
    for (value, expected) in zip(found[18...], [155.0, 300, 0, 1]) { #expect(abs(value - expected) < 1e-9) }
  }

  @Test mutating func everyBlockHasEightCorners() {
    for shape in BlockShape.all {
      let corners = KeypointObservation.corners(of: shape)
      #expect(corners.count == 8 && seen(shape: shape).count == KeypointObservation.width)
      let all = shape.parts.flatMap(\.vertices)
      #expect(corners.allSatisfy(all.contains))
      #expect(Set(corners.map { [$0.x, $0.y] }).count == min(8, all.count))
    }
  }

  @Test mutating func calibrationLevelZeroIsExact() {
    #expect(Calibration.levels[0] == .exact && seen(Calibration.levels[0]) == seen())
    #expect(PushingDomain.target.calibration == .exact)
  }

  /// seen = m + s R (p − m) + shift, m = (256, 256), with every number by hand.
  @Test mutating func calibrationTurnsScalesAndShiftsTheBlockAndLeavesThePusher() {
    var calibration = Calibration.exact
    (calibration.rotation, calibration.scale, calibration.shift) = (.pi / 2, 2, Point(3, -4))
    let found = seen(calibration)
    #expect(found[0...1] == [100, 120])
    // The centre (155, 300) is (−101, 44) from the middle, turned (−44, −101), twice that, and shifted.
    for (value, expected) in zip(found[18...], [171.0, 50, -1, 0]) {
      #expect(abs(value - expected) < 1e-9)
    }
  }

  @Test mutating func everyKeypointHasABiasOfItsOwnAndOneLength() {
    var calibration = Calibration.exact
    calibration.bias = 5
    let (found, exact) = (seen(calibration), seen())
    let offsets = stride(from: 2, to: 20, by: 2).map {
      Point(found[$0] - exact[$0], found[$0 + 1] - exact[$0 + 1])
    }
    for offset in offsets { #expect(abs(offset.length - 5) < 1e-9) }
    for (a, b) in zip(offsets, offsets.dropFirst()) { #expect((a - b).length > 5) }
    #expect((offsets.reduce(.zero, +) / 9).length < 1)
  }

  @Test mutating func noiseHasItsDeviationAndLeavesThePusher() {
    var calibration = Calibration.exact
    calibration.noise = 2
    let exact = seen()
    var squares = 0.0
    for _ in 0..<500 {
      let found = seen(calibration)
      #expect(found[0...1] == exact[0...1])
      squares += zip(found[2..<20], exact[2..<20]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    // 9000 squares of deviation 2: the mean square is within 6 % of 4 but once in 10 000.
    #expect(abs(squares / 9000 - 4) < 0.24)
  }

  @Test mutating func calibrationLevelsGrow() {
    let levels = Calibration.levels
    #expect(levels.count == DomainGap.Family.calibration.levels.count)
    for (low, high) in zip(levels, levels.dropFirst()) {
      #expect(low.rotation < high.rotation && low.shift.length < high.shift.length && low.scale < high.scale)
      #expect(low.bias < high.bias && low.noise < high.noise)
    }
  }

  /// From what a single look shows: how far the T's corners are from being a T.
  @Test mutating func theBasePairCanBeToldApartAtOneLook() {
    let corners = KeypointObservation.corners(of: .tee)
    for domain in [PushingDomain.source, .target] {
      for _ in 0..<200 {
        let pose = Pose(x: 150 + 200 * random.uniform(), y: 150 + 200 * random.uniform(), angle: 6 * random.uniform())
        let state = PushingState(pusher: Point(20, 20), block: pose)
        let seen = KeypointObservation.values(
          of: state, shape: .tee, calibration: domain.calibration, using: &random)
        var largest = 0.0
        for (a, b) in [(0, 1), (1, 2), (2, 3), (4, 5), (5, 6), (6, 7)] {
          let distance = (Point(seen[2 + 2 * a], seen[3 + 2 * a]) - Point(seen[2 + 2 * b], seen[3 + 2 * b])).length
          largest = max(largest, abs(distance - (corners[a] - corners[b]).length))
        }
        #expect(domain.name == "source" ? largest > 0.4 : largest < 1e-9)
      }
    }
  }

  @Test func calibrationIsAGapOfTheDomain() throws {
    let source = PushingDomain.source
    #expect(source.calibration == Calibration.levels[1])
    for level in 0...3 {
      #expect(try source.opening([DomainGap("calibration:\(level)")]).calibration == Calibration.levels[level])
    }
    #expect(try source.opening([DomainGap("no-visual-gap")]).calibration == .exact)
    #expect(try source.opening([DomainGap("no-gap")]).calibration == .exact)
    #expect(try source.opening([DomainGap("no-physics-gap")]).calibration == source.calibration)
  }
}
