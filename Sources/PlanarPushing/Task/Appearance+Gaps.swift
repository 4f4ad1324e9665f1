/// The looks of the base pair and of the gaps of colour and camera.
///
/// Colours and lamps are those of the empirical study's published scenes. They hold no mark of the goal, and neither do
/// these pictures; films draw it.
extension Appearance {
  /// The source: flat colours without light, grey table, black block, orange pusher; colours vary within .025.
  public static let source: Appearance = {
    var look = Look()
    look.palette = .study
    look.palette.background = Colour(0.47, 0.39, 0.27)
    look.showsGoal = false
    look.brush = .exact
    look.pose = CameraPose(zoom: 0.94)
    look.aperture = 1
    var variation = LookVariation.none
    variation.colour = DomainGap.colourRadii[0]
    return Appearance(look: look, variation: variation)
  }()

  /// The target: two warm lamps to the left and the right, each with its shadows, brighter on one side, in front of
  /// another background; colours do not vary.
  public static let target: Appearance = {
    var look = source.look
    look.palette.background = Colour(0.55, 0.45, 0.35)
    look.palette.block = .grey(0.15)
    look.palette.blockRim = .grey(0.15)
    // Carbon arc. A half of the light comes from each lamp, at a slope of .5; some reaches every place from the room.
    look.light.tint = Colour(1, 0.98, 0.957)
    look.light.gradient = Point(-0.3, -0.12)
    look.light.shadows = [0.5, -0.5].map { Shadow(slope: Point($0, 0), strength: 0.3, softness: 10) }
    return Appearance(look: look)
  }()
}

extension Palette {
  /// The study's grey table, black block and orange pusher, with walls a little darker than the table.
  static let study: Palette = {
    var palette = Palette()
    palette.table = .grey(0.7)
    palette.walls = .grey(0.55)
    (palette.block, palette.blockRim) = (.grey(0.1), .grey(0.1))
    let orange = Colour(1, 0.345, 0.1)
    (palette.pusher, palette.pusherRim) = (orange, orange)
    return palette
  }()
}

extension DomainGap {
  /// The levels of the colour-shift family: the share of the way from the base colours to `shiftedTable` and
  /// `shiftedBlock`. The study's numbers are not published; its pictures show the table drift from grey to blue and the
  /// block from black to green, evenly over the levels.
  public static let colourShares = [0, 1 / 3.0, 2 / 3.0, 1]
  /// The table at the last level, as read off the study's picture.
  public static let shiftedTable = Colour(bytes: 57, 129, 195)
  /// The block at the last level: a green of our choice.
  public static let shiftedBlock = Colour(bytes: 40, 160, 70)
  /// The levels of the colour-randomisation family: the radius within which colours vary.
  public static let colourRadii = [0.025, 0.1, 0.5, 2]
  /// The levels of the camera-pose family: by how much the camera is turned about the table's centre, radians; the
  /// table's picture turns the other way.
  public static let cameraAngles = [0, 1 / 16.0, 1 / 8.0, 1 / 4.0].map { $0 * Double.pi }

  /// Changes the look of a domain to what this gap makes of it; families of physics and task change nothing.
  func apply(to appearance: inout Appearance) {
    guard level > 1 || family.isReference else { return }
    switch family {
    case .colourShift:
      let share = Self.colourShares[level - 1]
      func shift(_ part: WritableKeyPath<Palette, Colour>, _ end: Colour) {
        appearance.look.palette[keyPath: part] = appearance.look.palette[keyPath: part].mixed(with: end, share: share)
      }
      shift(\.table, Self.shiftedTable)
      shift(\.block, Self.shiftedBlock)
      shift(\.blockRim, Self.shiftedBlock)
    case .colourRandomisation:
      appearance.variation.colour = Self.colourRadii[level - 1]
    case .cameraPose:
      // The study turns its camera to smaller angles about an axis that points up: clockwise, and the picture
      // anticlockwise.
      appearance.look.pose.rotation -= Self.cameraAngles[level - 1]
    case .noVisualGap, .noGap:
      appearance = .target
    case .centreOfMass, .targetPose, .object, .calibration, .noPhysicsGap:
      break
    }
  }
}
