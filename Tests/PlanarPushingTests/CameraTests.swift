import Foundation
import PlanarPushing
import Testing

/// gym-pusht's own pictures.
@Suite struct GymPushTPictureTests {
  private let reference = PictureReference.shared

  private struct Difference {
    /// Mean over all pixels and channels, and over the pixels that the reference does not show white.
    var all = 0.0
    var coloured = 0.0
  }

  private func difference(_ picture: [UInt8], _ reference: [UInt8]) -> Difference {
    var (sum, colouredSum, coloured) = (0, 0, 0)
    for pixel in stride(from: 0, to: reference.count, by: 3) {
      let difference = (pixel..<pixel + 3).reduce(0) { $0 + abs(Int(picture[$1]) - Int(reference[$1])) }
      sum += difference
      if (pixel..<pixel + 3).contains(where: { reference[$0] != 255 }) {
        colouredSum += difference
        coloured += 3
      }
    }
    return Difference(all: Double(sum) / Double(reference.count), coloured: Double(colouredSum) / Double(coloured))
  }

  /// Which of a palette's things each pixel shows, by the nearest colour.
  private func things(_ picture: [UInt8]) -> [Int] {
    let colours: [(thing: Int, rgb: [Int])] = [
      (-1, [255, 255, 255]), (0, [144, 238, 144]), (1, [119, 136, 153]), (1, [143, 163, 184]), (2, [65, 105, 225]),
      (2, [78, 126, 255]), (3, [211, 211, 211]),
    ]
    return stride(from: 0, to: picture.count, by: 3).map { pixel in
      colours.min { a, b in
        func distance(_ rgb: [Int]) -> Int {
          (0..<3).reduce(0) { $0 + (rgb[$1] - Int(picture[pixel + $1])) * (rgb[$1] - Int(picture[pixel + $1])) }
        }
        return distance(a.rgb) < distance(b.rgb)
      }!.thing
    }
  }

  private func overlap(_ a: [Bool], _ b: [Bool]) -> Double {
    Double(zip(a, b).count { $0 && $1 }) / Double(zip(a, b).count { $0 || $1 })
  }

  @Test func defaultPictureDiffersFromGymPushTsByLessThanAGreyLevel() throws {
    let camera = try Camera()
    for (state, frame) in zip(reference.states, reference.frames) {
      let found = difference(camera.image(of: state).pixels, frame)
      #expect(found.all <= 1)
      #expect(found.coloured <= 12)
      if ProcessInfo.processInfo.environment["SHOW"] != nil { print(found) }
    }
    #expect(reference.frames.count == 20)
  }

  @Test func goalBlockAndPusherLieWhereGymPushTPaintsThem() throws {
    let camera = try Camera()
    for (state, (frame, parts)) in zip(reference.states, zip(reference.frames, reference.parts)) {
      let (found, expected) = (things(camera.image(of: state).pixels), things(frame))
      let o = (0..<3).map { thing in
        // Against what is at the pixels' centres, and against the colours of the reference itself.
        (overlap(found.map { $0 == thing }, parts[thing]), overlap(found.map { $0 == thing }, expected.map { $0 == thing }))
      }
      if ProcessInfo.processInfo.environment["SHOW"] != nil { print(o) }
    }
  }
}
