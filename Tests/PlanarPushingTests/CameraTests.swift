import Foundation
import PlanarPushing
import Tensors
import Testing

@Suite struct CameraTests {
  private let state = PushingState(pusher: Point(330, 190), block: Pose(x: 200, y: 240, angle: 0.4))

  /// A look on which only the pusher is not black.
  private func pusherAlone(_ pose: CameraPose) -> Look {
    var look = Look()
    look.palette = Palette()
    let black = Colour.grey(0)
    for part in [\Palette.background, \.table, \.walls, \.goal, \.block, \.blockRim] {
      look.palette[keyPath: part] = black
    }
    (look.palette.pusher, look.palette.pusherRim) = (.grey(1), .grey(1))
    look.brush = .exact
    look.aperture = 1
    look.pose = pose
    return look
  }

  /// The centre of what is bright, and its area, in pixels.
  private func bright(_ image: Image) -> (centre: Point, area: Double) {
    var (sum, weight) = (Point.zero, 0.0)
    for y in 0..<image.height {
      for x in 0..<image.width {
        let share = Double(image[x, y].red) / 255
        sum += share * Point(Double(x) + 0.5, Double(y) + 0.5)
        weight += share
      }
    }
    return (sum / weight, weight)
  }

  @Test func aQuarterTurnTakesWhatIsRightOfTheCentreBelowIt() throws {
    let pose = CameraPose(rotation: .pi / 2, zoom: 1)
    let camera = try Camera(look: pusherAlone(pose))
    let place = camera.picturePoint(of: Point(256 + 128, 256))
    #expect((place - Point(48, 48 + 24)).length < 1e-9)
    let seen = bright(camera.image(of: PushingState(pusher: Point(256 + 128, 256), block: state.block)))
    #expect((seen.centre - place).length < 0.02)
  }

  @Test(arguments: [
    (CameraPose(), 96, 96), (CameraPose(rotation: -0.4, shift: Point(20, -13), zoom: 0.8), 96, 96),
    (CameraPose(rotation: 2, shift: Point(-30, 5), zoom: 1.3), 160, 120), (CameraPose(rotation: 7, zoom: 0.5), 37, 91),
  ])
  func thePusherIsPaintedWhereThePoseSays(_ pose: CameraPose, _ width: Int, _ height: Int) throws {
    let camera = try Camera(look: pusherAlone(pose), width: width, height: height)
    let scale = Double(min(width, height)) / 512 * pose.zoom
    for pusher in [Point(256, 256), Point(300, 231.7), Point(222.2, 290)] {
      let place = camera.picturePoint(of: pusher)
      let moved = pusher - Point(256, 256) + pose.shift
      let expected = Point(Double(width), Double(height)) / 2 + scale * moved.rotated(by: pose.rotation)
      #expect((place - expected).length < 1e-9)
      #expect((camera.tablePoint(at: place) - pusher).length < 1e-9)
      let seen = bright(camera.image(of: PushingState(pusher: pusher, block: state.block)))
      #expect((seen.centre - place).length < 0.1)
      // A ramp as wide as a pixel about a circle's edge adds a twelfth of a square pixel times π.
      let radius = PushingWorld.pusherRadius * scale
      let area = Double.pi * (radius * radius + 1 / 12.0)
      #expect(abs(seen.area - area) < 0.04 * area + 0.1)
    }
  }

  /// What moves by a tenth of a pixel changes the picture by a tenth of its edge: there are no steps.
  @Test func edgesAreAntiAliased() throws {
    let camera = try Camera(look: pusherAlone(CameraPose()))
    let step = 0.1 * 512 / 96
    let centres = (0...10).map { number in
      bright(camera.image(of: PushingState(pusher: Point(300 + Double(number) * step, 200), block: state.block))).centre
        .x
    }
    for (one, next) in zip(centres, centres.dropFirst()) { #expect(abs(next - one - 0.1) < 0.02) }
  }

  /// Two parts of a block that share an edge are one: nothing of the table is seen through their seam.
  @Test func blocksHaveNoSeams() throws {
    var look = pusherAlone(CameraPose())
    (look.palette.block, look.palette.pusher, look.palette.pusherRim) = (.grey(1), .grey(0), .grey(0))
    let camera = try Camera(look: look)
    for angle in stride(from: 0.0, to: 1.6, by: 0.1) {
      let block = Pose(x: 256.3, y: 201.7, angle: angle)
      let image = camera.image(of: PushingState(pusher: Point(20, 490), block: block))
      for x in -5...5 {
        let place = camera.picturePoint(of: block.place(Point(Double(x), 30)))
        #expect(image[Int(place.x), Int(place.y)].red >= 254)
      }
      let seen = bright(image)
      #expect(abs(seen.area - BlockShape.tee.area * (96 / 512.0) * (96 / 512.0)) < 1.5)
    }
  }

  @Test func aPictureIsAFunctionOfTaskLookStateAndStep() throws {
    var look = Appearance.target.look
    look.noise = PixelNoise(deviation: 5, seed: 9)
    look.pose.rotation = 0.3
    let camera = try Camera(PushingDomain.target.task(), look: look)
    let image = camera.image(of: state, step: 3)
    // Another task and look in between, and another camera.
    try camera.show(.gymPushT, look: .gymPushT)
    _ = camera.image(of: state)
    try camera.show(PushingDomain.target.task(), look: look)
    let again = camera.image(of: state, step: 3) == image
    #expect(again)
    let another = try Camera(PushingDomain.target.task(), look: look).image(of: state, step: 3) == image
    #expect(another)
    let later = camera.image(of: state, step: 4) == image
    #expect(!later)
    look.noise.seed = 10
    try camera.show(PushingDomain.target.task(), look: look)
    let otherNoise = camera.image(of: state, step: 3) == image
    #expect(!otherNoise)
  }

  @Test func framesAreWrittenIntoTheCallersMemoryAndNowhereElse() throws {
    let camera = try Camera(width: 40, height: 30)
    var memory = [UInt8](repeating: 77, count: camera.frameSize + 2)
    memory.withUnsafeMutableBufferPointer { memory in
      camera.frame(of: state, into: UnsafeMutableBufferPointer(rebasing: memory[1..<memory.count - 1]))
    }
    #expect(memory.first == 77 && memory.last == 77)
    #expect(Array(memory[1..<memory.count - 1]) == camera.image(of: state).pixels)
  }

  /// 27 648 numbers: their mean is within 5/√27648 deviations but once in 1.7 million, their deviation within 5/√55296.
  @Test func noiseHasTheDeviationAskedFor() throws {
    var look = Look()
    for part in [\Palette.background, \.table, \.walls, \.goal, \.block, \.blockRim, \.pusher, \.pusherRim] {
      look.palette[keyPath: part] = Colour(bytes: 128, 128, 128)
    }
    look.noise = PixelNoise(deviation: 8, seed: 1)
    let values = try Camera(look: look).image(of: state).pixels.map { Double($0) - 128 }
    let mean = values.reduce(0, +) / Double(values.count)
    let deviation = (values.reduce(0) { $0 + $1 * $1 } / Double(values.count)).squareRoot()
    #expect(abs(mean) < 8 * 5 / Double(values.count).squareRoot())
    // Rounding to whole levels adds a twelfth to the variance.
    #expect(abs(deviation - (64 + 1 / 12.0).squareRoot()) < 8 * 5 / Double(2 * values.count).squareRoot())
  }

  @Test func lightBrightensAlongItsGradientWhateverWayTheCameraIsTurned() throws {
    var look = Look()
    look.palette.table = .grey(0.5)
    look.showsGoal = false
    look.light = Light(tint: Colour(1, 0.5, 0.25), gradient: Point(0.8, -0.4))
    look.pose = CameraPose(rotation: 0.7)
    let camera = try Camera(look: look)
    for point in [Point(150, 330), Point(256, 256), Point(330, 300)] {
      let place = camera.picturePoint(of: point)
      let (x, y) = (Int(place.x), Int(place.y))
      let centre = camera.tablePoint(at: Point(Double(x) + 0.5, Double(y) + 0.5)) - Point(256, 256)
      let brightness = 1 + 0.8 * centre.x / 512 - 0.4 * centre.y / 512
      let seen = camera.image(of: PushingState(pusher: Point(60, 60), block: Pose(x: 440, y: 80, angle: 0)))[x, y]
      for (found, tint) in [(seen.red, 1.0), (seen.green, 0.5), (seen.blue, 0.25)] {
        #expect(abs(Double(found) - 255 * 0.5 * tint * brightness) <= 0.51)
      }
    }
  }

  @Test func shadowsFallAsFarAsHeightTimesSlopeAndDarkenByTheirStrength() throws {
    var look = Look()
    look.showsGoal = false
    look.brush = .exact
    look.light = Light(shadows: [Shadow(slope: Point(0.5, 0), strength: 0.4, softness: 4)])
    let camera = try Camera(look: look, width: 512, height: 512)
    let image = camera.image(of: PushingState(pusher: Point(100, 100), block: Pose(x: 300, y: 300, angle: 0)))
    func grey(_ x: Int, _ y: Int) -> Int { Int(image[x, y].red) }
    // The block is 23.1 px high, the pusher 127.2 px: their shadows reach 11.5 and 63.6 px to the right.
    #expect(grey(366, 315) == 153 && grey(376, 315) == 255 && grey(238, 315) == 255)
    #expect(grey(170, 100) == 153 && grey(184, 100) == 255 && grey(80, 100) == 255)
  }

  @Test(arguments: [(0, 96), (96, -1), (8193, 10)])
  func picturesOfImpossibleSizesAreRefused(_ width: Int, _ height: Int) {
    let error = #expect(throws: PushingError.self) { try Camera(width: width, height: height) }
    #expect(error?.description.contains("1 to 8192") == true)
  }

  @Test func looksOutOfRangeAreRefusedByName() throws {
    let faults: [(String, (inout Look) -> Void)] = [
      ("zoom", { $0.pose.zoom = 0 }), ("camera rotation", { $0.pose.rotation = .nan }),
      ("camera shift in x", { $0.pose.shift.x = .infinity }), ("noise", { $0.noise.deviation = -1 }),
      ("colour", { $0.palette.table.red = 1.5 }), ("aperture", { $0.aperture = 0 }),
      ("shadow strength", { $0.light.shadows = [Shadow(slope: .zero, strength: 2, softness: 1)] }),
      ("light gradient", { $0.light.gradient.y = 3 }), ("pusher rim", { $0.brush.pusherRim = 16 }),
    ]
    let camera = try Camera()
    for (name, fault) in faults {
      var look = Look()
      fault(&look)
      let error = #expect(throws: PushingError.self) { try Camera(look: look) }
      #expect(error?.description.contains(name) == true, "\(error as Any)")
      #expect(throws: PushingError.self) { try camera.show(.gymPushT, look: look) }
      #expect(camera.look == .gymPushT)
    }
  }
}

@Suite struct ImageTests {
  @Test func aPictureComesBackFromItsPNGFile() throws {
    let image = try Camera(width: 31, height: 17).image(
      of: PushingState(pusher: Point(200, 200), block: Pose(x: 300, y: 250, angle: 1)))
    let png = image.png
    #expect(png.prefix(8) == Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
    #expect(try Image(png: png) == image)
    for bytes in [Data(), Data("no picture".utf8), png.prefix(60)] {
      #expect(throws: PushingError.self) { try Image(png: bytes) }
    }
  }

  @Test func tilesStandRowByRowWithWhiteBetween() throws {
    let tiles = try (0..<3).map { try Image(width: 1, height: 1, pixels: [UInt8](repeating: UInt8($0), count: 3)) }
    let image = try Image(tiles: tiles, columns: 2, gap: 1)
    #expect(image.width == 3 && image.height == 3)
    #expect((0..<9).map { image.pixels[3 * $0] } == [0, 255, 1, 255, 255, 255, 2, 255, 255])
    #expect(throws: PushingError.self) { try Image(tiles: [], columns: 2) }
    #expect(throws: PushingError.self) {
      try Image(tiles: [tiles[0], Image(width: 2, height: 1, pixels: [0, 0, 0, 0, 0, 0])], columns: 2)
    }
    #expect(throws: PushingError.self) { try Image(width: 2, height: 2, pixels: [0]) }
  }
}
