import PlanarPushing
import Tensors
import Testing

/// What the domains and their gaps look like.
@Suite struct GapLookTests {
  private func source(_ names: String...) throws -> PushingDomain {
    try PushingDomain.source.opening(names.map { try DomainGap($0) })
  }

  @Test(arguments: DomainGap.Family.allCases.filter { $0.levels.contains(1) && !$0.isReference })
  func theFirstLevelOfEveryFamilyLooksLikeTheSource(_ family: DomainGap.Family) throws {
    let domain = try PushingDomain.source.opening([DomainGap(family, level: 1)])
    #expect(domain.appearance == PushingDomain.source.appearance)
  }

  @Test func coloursShiftEvenlyFromGreyToBlueAndFromBlackToGreen() throws {
    let palettes = try (1...4).map { try source("colour-shift:\($0)").look().palette }
    // What is drawn per episode is drawn within .025 in every level.
    let bases = try (1...4).map { try source("colour-shift:\($0)").appearance.look.palette }
    #expect(bases[3].table == Colour(bytes: 57, 129, 195))
    for level in 0..<4 {
      let share = Double(level) / 3
      #expect(abs(bases[level].table.red - (0.7 + share * (57 / 255.0 - 0.7))) < 1e-12)
      #expect(abs(bases[level].block.green - (0.1 + share * (160 / 255.0 - 0.1))) < 1e-12)
      #expect(bases[level].pusher == bases[0].pusher)
      #expect(abs(palettes[level].table.red - bases[level].table.red) <= 0.025)
    }
    #expect(bases[3].block.green > bases[3].block.red && bases[3].block.green > bases[3].block.blue)
  }

  @Test func coloursVaryWithinTheirRadiusFromEpisodeToEpisode() throws {
    for (level, radius) in zip(1...3, [0.025, 0.1, 0.5]) {
      let domain = try source("colour-randomisation:\(level)")
      let base = domain.appearance.look.palette
      var farthest = 0.0
      for episode in 0..<300 {
        let drawn = domain.look(episode: episode, seed: 4).palette
        for part in [\Palette.pusher, \.table, \.block] {
          let (a, b) = (drawn[keyPath: part], base[keyPath: part])
          let distance =
            ((a.red - b.red) * (a.red - b.red) + (a.green - b.green) * (a.green - b.green)
            + (a.blue - b.blue) * (a.blue - b.blue)).squareRoot()
          farthest = max(farthest, distance)
        }
        #expect(drawn.background == base.background && drawn.blockRim == drawn.block)
      }
      // 900 uniform distances: all below .97 of the radius once in 10¹¹; the last level's are cut by the cube.
      #expect(farthest <= radius && (farthest > 0.97 * radius || level == 3 && farthest > 0.9 * radius))
    }
  }

  /// 3000 uniform numbers: their mean is within .5 ± .027 but once in 10⁶, and both tenths at the ends hold some.
  @Test func atTheLastLevelOfRandomisationEveryColourIsAsLikely() throws {
    let domain = try source("colour-randomisation:4")
    let values = (0..<1000).flatMap { episode in
      let colour = domain.look(episode: episode, seed: 1).palette.table
      return [colour.red, colour.green, colour.blue]
    }
    #expect(abs(values.reduce(0, +) / 3000 - 0.5) < 0.027)
    #expect(values.min()! < 0.05 && values.max()! > 0.95)
  }

  @Test func theCameraTurnsAboutTheTablesCentreByTheStudysAngles() throws {
    for (level, divisor) in [(2, 16.0), (3, 8), (4, 4)] {
      let angle = Double.pi / divisor
      let domain = try source("camera-pose:\(level)")
      let camera = try Camera(domain.task(), look: domain.look())
      let centre = camera.picturePoint(of: Point(256, 256))
      #expect((centre - Point(48, 48)).length < 1e-9)
      // The camera goes round clockwise, so the picture goes the other way.
      let right = camera.picturePoint(of: Point(356, 256)) - centre
      #expect((right / right.length - Point(1, 0).rotated(by: -angle)).length < 1e-9)
    }
  }

  @Test func referencesCloseTheGapsTheyAreNamedFor() throws {
    let (source, target) = (PushingDomain.source, PushingDomain.target)
    #expect(source.appearance != target.appearance && source.physics != target.physics)
    let noVisualGap = try self.source("no-visual-gap")
    #expect(noVisualGap.appearance == target.appearance && noVisualGap.physics == source.physics)
    let noPhysicsGap = try self.source("no-physics-gap")
    #expect(noPhysicsGap.appearance == source.appearance && noPhysicsGap.physics == target.physics)
    let noGap = try self.source("no-gap")
    #expect(noGap.appearance == target.appearance && noGap.physics == target.physics)
  }

  @Test func theOrderOfGapsDoesNotMatter() throws {
    let names = ["colour-shift:3", "camera-pose:2", "no-visual-gap", "centre-of-mass:4", "no-physics-gap"]
    let gaps = try names.map { try DomainGap($0) }
    let domain = try PushingDomain.source.opening(gaps)
    var random = RandomStream(seed: 1, purpose: "test")
    for _ in 0..<10 {
      #expect(try PushingDomain.source.opening(random.permutation(5).map { gaps[$0] }) == domain)
    }
    #expect(domain.appearance.look.light == Appearance.target.look.light)
    #expect(domain.appearance.look.pose.rotation == -.pi / 16)
    #expect(domain.physics.damping == PushingDomain.target.physics.damping)
    #expect(domain.physics.centreShift != .zero)
  }

  @Test func everyLevelOfAVisualGapIsFartherFromTheSourcesPictureThanTheOneBefore() throws {
    let state = PushingState(pusher: Point(280, 330), block: Pose(x: 200, y: 240, angle: 0.4))
    func picture(_ domain: PushingDomain, _ episode: Int) throws -> [UInt8] {
      try Camera(domain.task(), look: domain.look(episode: episode, seed: 2)).image(of: state).pixels
    }
    for family in [DomainGap.Family.colourShift, .colourRandomisation, .cameraPose] {
      let differences = try (1...4).map { level in
        let domain = try PushingDomain.source.opening([DomainGap(family, level: level)])
        return try (0..<30).reduce(0.0) { sum, episode in
          let pair = try zip(picture(domain, episode), picture(.source, episode))
          return sum + pair.reduce(0) { $0 + abs(Double($1.0) - Double($1.1)) }
        }
      }
      #expect(differences[0] == 0)
      for (less, more) in zip(differences, differences.dropFirst()) { #expect(less < more, "\(family)") }
    }
  }

  @Test func aLookIsAFunctionOfSeedAndEpisode() throws {
    let domain = try source("colour-randomisation:3")
    #expect(domain.look(episode: 5, seed: 1) == domain.look(episode: 5, seed: 1))
    #expect(domain.look(episode: 5, seed: 1) != domain.look(episode: 6, seed: 1))
    #expect(domain.look(episode: 5, seed: 1) != domain.look(episode: 5, seed: 2))
  }

  @Test func theStudysCameraMovesWithinItsBoundsWhereAsked() throws {
    var domain = PushingDomain.target
    #expect(domain.look(episode: 1).pose == domain.look(episode: 2).pose)
    domain.appearance.variation = .studyCamera
    let poses = (0..<200).map { domain.look(episode: $0, seed: 3).pose }
    let base = domain.appearance.look.pose
    // ±1 cm, and ±1° of tilt from .45 m, 7.86 mm, at 727 px a metre.
    #expect(poses.allSatisfy { abs($0.shift.x) <= 12.99 && abs($0.shift.y) <= 12.99 })
    #expect(poses.contains { abs($0.shift.x) > 12 } && poses.contains { abs($0.shift.y) > 12 })
    #expect(poses.allSatisfy { abs($0.rotation) <= .pi / 180 && abs($0.zoom / base.zoom - 1) <= 0.01 / 0.45 })
  }
}
