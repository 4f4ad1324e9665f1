import PlanarPushing
import Testing

/// Our default look held against gym-pusht's own observations.
@Suite struct GymPushTPictureTests {
  private let reference = PictureReference.shared

  /// Mean absolute differences over channels.
  private struct Difference {
    /// Over all pixels.
    let all: Double
    /// Over those that the reference does not show white.
    let coloured: Double

    init(_ picture: [UInt8], _ reference: [UInt8]) {
      var (sum, colouredSum, coloured) = (0, 0, 0)
      for pixel in stride(from: 0, to: reference.count, by: 3) {
        let difference = (pixel..<pixel + 3).reduce(0) { $0 + abs(Int(picture[$1]) - Int(reference[$1])) }
        sum += difference
        guard (pixel..<pixel + 3).contains(where: { reference[$0] != 255 }) else { continue }
        colouredSum += difference
        coloured += 3
      }
      all = Double(sum) / Double(reference.count)
      self.coloured = Double(colouredSum) / Double(coloured)
    }
  }

  private enum Thing: Int, CaseIterable { case goal, block, pusher }

  /// What each pixel shows, by the nearest of gym-pusht's colours.
  private func things(_ picture: [UInt8]) -> [Thing?] {
    let colours: [(thing: Thing?, rgb: [Int])] = [
      (nil, [255, 255, 255]), (nil, [211, 211, 211]), (.goal, [144, 238, 144]), (.block, [119, 136, 153]),
      (.block, [143, 163, 184]), (.pusher, [65, 105, 225]), (.pusher, [78, 126, 255]),
    ]
    return stride(from: 0, to: picture.count, by: 3).map { pixel in
      func distance(_ rgb: [Int]) -> Int {
        (0..<3).reduce(0) { $0 + (rgb[$1] - Int(picture[pixel + $1])) * (rgb[$1] - Int(picture[pixel + $1])) }
      }
      return colours.min { distance($0.rgb) < distance($1.rgb) }!.thing
    }
  }

  /// Intersection over union, counted.
  private struct Overlap {
    var shared = 0
    var either = 0
    var value: Double { Double(shared) / Double(either) }

    mutating func add(_ a: [Bool], _ b: [Bool]) {
      shared += zip(a, b).count { $0 && $1 }
      either += zip(a, b).count { $0 || $1 }
    }
  }

  @Test func picturesDifferFromGymPushTsByLessThanAGreyLevel() throws {
    let camera = try Camera()
    #expect(reference.frames.count == 20)
    for (state, frame) in zip(reference.states, reference.frames) {
      let difference = Difference(camera.image(of: state).pixels, frame)
      // As issued: 1 and 12. Found: .46 to .63, and 4.3 at most.
      #expect(difference.all <= 1)
      #expect(difference.coloured <= 12)
    }
    let given = PushingState(pusher: Point(256, 400), block: Pose(x: 277.574149, y: 305.508785, angle: 0.5))
    // The block has only just been touched: gym-pusht marks such contacts with a dot.
    #expect(Difference(camera.image(of: given).pixels, reference.given).all <= 1)
  }

  @Test func goalBlockAndPusherLieWhereGymPushTPaintsThem() throws {
    let camera = try Camera()
    var byColour = [Overlap](repeating: Overlap(), count: 3)
    var byCentre = byColour
    for (state, (frame, parts)) in zip(reference.states, zip(reference.frames, reference.parts)) {
      let (found, expected) = (things(camera.image(of: state).pixels), things(frame))
      for thing in Thing.allCases {
        let ours = found.map { $0 == thing }
        var one = Overlap()
        one.add(ours, expected.map { $0 == thing })
        // A goal of which the block leaves a rim to see is nothing but edge.
        if thing != .goal || one.either > 100 { #expect(one.value >= 0.9, "\(thing) by colour") }
        byColour[thing.rawValue].add(ours, expected.map { $0 == thing })
        // What gym-pusht's screen shows at the pixels' centres.
        byCentre[thing.rawValue].add(ours, parts[thing.rawValue])
      }
    }
    #expect(byColour.allSatisfy { $0.value >= 0.95 })
    #expect(byCentre.allSatisfy { $0.value >= 0.95 })
  }
}
