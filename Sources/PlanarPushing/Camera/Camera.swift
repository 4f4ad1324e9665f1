import Tensors

/// Takes pictures of a task's states: of any size, without allocating memory per picture.
///
/// What does not move (table, walls, goal, light) is painted once per task and look and copied into every frame. The
/// frames are of the kind `UInt8[height, width, 3]`, red, green and blue from 0 to 255. A camera belongs to one thread at a
/// time. At 96 × 96 its memory is some 200 KB.
///
/// Regions are painted by their distance functions (`Canvas`) and not by Cairo, whose anti-aliasing has one fixed width:
/// gym-pusht's picture is sharper than that, and shadows are softer.
public final class Camera {
  public let width: Int
  public let height: Int
  public private(set) var task: PushingTask
  public private(set) var look: Look
  /// Everything but block, pusher and shadows.
  private let scenery: UnsafeMutablePointer<UInt8>
  /// The canvas's, zero between pictures.
  private let coverage: UnsafeMutablePointer<Float>
  private var normals: [Float] = []
  private var view: View

  /// Bytes of a frame.
  public var frameSize: Int { width * height * 3 }

  /// - Throws: `PushingError.picture` unless the sides are from 1 to 8192; `.look` when a number of the look is out of its
  ///   range.
  public init(
    _ task: PushingTask = .gymPushT, look: Look = .gymPushT, width: Int = 96, height: Int = 96
  ) throws(PushingError) {
    try Image.check(width: width, height: height)
    try look.check()
    (self.width, self.height, self.task, self.look) = (width, height, task, look)
    view = View(look, width: width, height: height)
    scenery = .allocate(capacity: width * height * 3)
    coverage = .allocate(capacity: width * height)
    scenery.initialize(repeating: 0, count: width * height * 3)
    coverage.initialize(repeating: 0, count: width * height)
    paintScenery()
  }

  deinit {
    scenery.deallocate()
    coverage.deallocate()
  }

  /// Turns to another task or look, such as those of the next episode.
  /// - Throws: `PushingError.look`; the camera is then as it was.
  public func show(_ task: PushingTask, look: Look) throws(PushingError) {
    guard task != self.task || look != self.look else { return }
    try look.check()
    var (old, new) = (self.look, look)
    (old.noise, new.noise) = (PixelNoise(), PixelNoise())
    let sceneryChanges = task.goal != self.task.goal || task.shape != self.task.shape || old != new
    (self.task, self.look) = (task, look)
    view = View(look, width: width, height: height)
    if sceneryChanges { paintScenery() }
  }

  /// Where a point of the table is in the picture, in pixels from its upper left corner.
  public func picturePoint(of point: Point) -> Point { view.place(point) }

  /// The point of the table that is seen at a place of the picture: the inverse of `picturePoint(of:)`.
  public func tablePoint(at place: Point) -> Point { view.locate(place) }

  /// Writes the picture of a state, `[height, width, 3]`.
  /// - Parameter step: which of an episode's pictures this is: it names the noise, where the look has any.
  /// - Precondition: `frame` has `frameSize` bytes.
  public func frame(of state: PushingState, step: Int = 0, into frame: UnsafeMutableBufferPointer<UInt8>) {
    precondition(frame.count == frameSize, "a frame of \(width) × \(height) has \(frameSize) bytes")
    let pixels = frame.baseAddress!
    pixels.update(from: scenery, count: frameSize)
    var canvas = Canvas(pixels: pixels, coverage: coverage, width: width, height: height)
    for shadow in look.light.shadows { paint(shadow, of: state, on: &canvas) }
    paintBlock(at: state.block, on: &canvas)
    paintPusher(at: state.pusher + look.brush.pusherOffset, on: &canvas)
    if look.noise.deviation > 0 { addNoise(step, to: pixels) }
  }

  /// The picture of a state.
  public func image(of state: PushingState, step: Int = 0) -> Image {
    let pixels = [UInt8](unsafeUninitializedCapacity: frameSize) { buffer, count in
      frame(of: state, step: step, into: UnsafeMutableBufferPointer(rebasing: buffer[..<frameSize]))
      count = frameSize
    }
    return Image(unchecked: pixels, width: width, height: height)
  }
}

// MARK: Painting

extension Camera {
  private var softness: Float { Float(look.aperture) }

  private func paintScenery() {
    var canvas = Canvas(pixels: scenery, coverage: coverage, width: width, height: height)
    let upright = Pose(x: 0, y: 0, angle: 0)
    canvas.fill(with: view.ink(look.palette.background))
    let (low, high) = (PushingWorld.wallRange.lowerBound, PushingWorld.wallRange.upperBound)
    // gym-pusht's walls are five pixels of its screen wide, a middle one and two to either side.
    let half = PushingWorld.wallRadius + 0.5
    for (side, colour) in [(half, look.palette.walls), (-half, look.palette.table)] {
      let range = (low - side)...(high + side)
      view.withRegion(ConvexPolygon(rectangle: range, range), at: upright) {
        canvas.paint($0, softness: softness, with: view.ink(colour))
      }
    }
    guard look.showsGoal else { return }
    for part in task.shape.parts {
      view.withRegion(part, at: task.goal) {
        canvas.cover($0, grown: view.length(look.brush.goalMargin), softness: softness)
      }
    }
    canvas.paint(with: view.ink(look.palette.goal))
  }

  private func paintBlock(at pose: Pose, on canvas: inout Canvas) {
    let rim = view.length(look.brush.blockRim)
    for part in task.shape.parts {
      view.withRegion(part, at: pose) { region in
        if rim > 0 {
          // Part by part, as gym-pusht paints them.
          canvas.paint(region, grown: rim, softness: softness, with: view.ink(look.palette.blockRim))
          canvas.paint(region, grown: -rim, softness: softness, with: view.ink(look.palette.block))
        } else {
          canvas.cover(region, softness: softness)
        }
      }
    }
    canvas.paint(with: view.ink(look.palette.block))
  }

  private func paintPusher(at place: Point, on canvas: inout Canvas) {
    let (radius, rim) = (PushingWorld.pusherRadius, look.brush.pusherRim)
    if rim > 0 {
      canvas.paint(view.disc(place, radius: radius), softness: softness, with: view.ink(look.palette.pusherRim))
    }
    canvas.paint(view.disc(place, radius: radius - rim), softness: softness, with: view.ink(look.palette.pusher))
  }

  /// A shadow is the way of the outline from the table to where the upper edge's shadow falls.
  private func paint(_ shadow: Shadow, of state: PushingState, on canvas: inout Canvas) {
    let softness = max(view.length(shadow.softness), softness)
    for part in task.shape.parts {
      view.withRegion(part, at: state.block, swept: shadow.slope * Shadow.blockHeight) {
        canvas.cover($0, softness: softness)
      }
    }
    let pusher = view.disc(
      state.pusher, radius: PushingWorld.pusherRadius, swept: shadow.slope * Shadow.pusherHeight)
    canvas.cover(pusher, softness: softness)
    canvas.paint(opacity: Float(shadow.strength), with: view.ink(.grey(0)))
  }

  private func addNoise(_ step: Int, to pixels: UnsafeMutablePointer<UInt8>) {
    if normals.count != frameSize { normals = [Float](repeating: 0, count: frameSize) }
    var random = RandomStream(
      seed: look.noise.seed, purpose: "pushing-pixel-noise", index: UInt64(bitPattern: Int64(step)))
    let deviation = Float(look.noise.deviation)
    normals.withUnsafeMutableBufferPointer { normals in
      random.fill(normal: normals)
      for place in normals.indices {
        let value = Float(pixels[place]) + deviation * normals[place] + 0.5
        pixels[place] = UInt8(min(max(value, 0), 255))
      }
    }
  }
}
