import Foundation
import Storage

/// An episode to watch: the camera's pictures with goal, the pusher's trail, time and success drawn in.
///
/// The goal is a dashed outline that turns green while the block is within tolerance; the dashed circle is where the
/// pusher has to come back to. A pure function of what it is made from.
public struct Film: Sendable {
  /// Sides of the square that the table is shown in; below it stand two lines of text.
  public static let sides = 64...2048
  /// The height of those lines, pixels.
  static let captionHeight = 44

  public let task: PushingTask
  public let look: Look
  public let side: Int
  public let title: String
  public let states: [PushingState]
  /// What had become of the episode at each state, and whether the block was within tolerance then.
  private let outcomes: [(outcome: EpisodeOutcome, isWithin: Bool)]
  private let criterion: SuccessCriterion

  /// - Parameters:
  ///   - states: one a control step, the start first.   - side: in pixels.   - title: a few words: expert and domain.
  /// - Throws: `PushingError.picture` without states or for a side out of range; `.look`.
  public init(
    of states: [PushingState], task: PushingTask, look: Look, title: String, criterion: SuccessCriterion = .pixels,
    side: Int = 384
  ) throws(PushingError) {
    guard !states.isEmpty else { throw .picture("a film needs at least one state") }
    guard Self.sides.contains(side) else {
      throw .picture("a film of \(side) pixels: its side is from \(Self.sides.lowerBound) to \(Self.sides.upperBound)")
    }
    try look.check()
    (self.task, self.look, self.side, self.title) = (task, look, side, title)
    (self.states, self.criterion) = (states, criterion)
    var tracker = SuccessTracker(task, criterion: criterion)
    outcomes = states.map { state in
      tracker.observe(state)
      let error = task.error(of: state.block)
      return (
        tracker.outcome,
        error.position <= criterion.positionTolerance && error.orientation <= criterion.orientationTolerance
      )
    }
  }

  /// Frames: one a state.
  public var count: Int { states.count }
  /// Sides of a frame.
  public var size: (width: Int, height: Int) { (side, side + Self.captionHeight) }

  /// The frame of a state.
  public func image(_ step: Int) -> Image { frame(step, camera()).image }

  /// Calls back with every frame in turn.
  func forEachFrame<Failure: Error>(_ body: (Int, Drawing) throws(Failure) -> Void) throws(Failure) {
    let camera = camera()
    for step in states.indices { try body(step, frame(step, camera)) }
  }

  /// Look and side were found in range.
  private func camera() -> Camera { try! Camera(task, look: look, width: side, height: side) }

  private func frame(_ step: Int, _ camera: Camera) -> Drawing {
    let drawing = Drawing(black: size.width, size.height)
    drawing.lay(camera.image(of: states[step], step: step))
    draw(step, on: drawing, camera)
    return drawing
  }
}

// MARK: What is drawn in

extension Film {
  private static let green = Colour(0.05, 0.55, 0.25)
  private static let red = Colour(0.75, 0.1, 0.25)
  private static let ink = Colour.grey(0.12)

  private func draw(_ step: Int, on drawing: Drawing, _ camera: Camera) {
    let line = Double(side) / 256
    let (outcome, isWithin) = outcomes[step]
    let goalColour = isWithin ? Self.green : Self.red
    for stretch in task.shape.outline {
      let ends = [stretch.start, stretch.end].map { camera.picturePoint(of: task.goal.place($0)) }
      drawing.stroke(ends, width: 2.6 * line, .grey(1), opacity: 0.6)
      drawing.stroke(ends, dashes: [4 * line, 3 * line], width: 1.2 * line, goalColour)
    }
    let circle = (0..<48).map { index in
      let angle = Double(index) / 48 * 2 * .pi
      return camera.picturePoint(of: task.pusherStart + Point(criterion.pusherTolerance, 0).rotated(by: angle))
    }
    drawing.stroke(circle, closed: true, dashes: [2 * line, 3 * line], width: 0.8 * line, .grey(0.3), opacity: 0.8)
    let trail = states[...step].map { camera.picturePoint(of: $0.pusher) }
    drawing.stroke(trail, width: 2 * line, .grey(1), opacity: 0.35)
    drawing.stroke(trail, width: 0.9 * line, Colour(0.1, 0.2, 0.6), opacity: 0.7)
    caption(step, outcome, isWithin, on: drawing)
  }

  private func caption(_ step: Int, _ outcome: EpisodeOutcome, _ isWithin: Bool, on drawing: Drawing) {
    let width = Double(side)
    drawing.fill(x: 0, y: width, width: width, height: Double(Self.captionHeight), .grey(0.97))
    let time = Self.seconds(Double(step) * PushingWorld.stepDuration)
    let error = task.error(of: states[step].block)
    let distance = String(format: "%.0f px, %.1f° off", error.position, error.orientation * 180 / .pi)
    let stages = [("reached", outcome.reached), ("held", outcome.held), ("returned", outcome.returned)].compactMap {
      name, time in time.map { "\(name) \(Self.seconds($0))" }
    }
    let (upper, lower) = (width + 17, width + 36)
    // What does not fit is set smaller.
    func write(_ left: String, _ right: String, y: Double, _ colour: Colour) {
      var size = 13.0
      let room = width - 24
      let taken = drawing.textWidth(left, size: size) + drawing.textWidth(right, size: size)
      if taken > room { size *= room / taken }
      drawing.write(left, x: 6, y: y, size: size, colour)
      drawing.write(right, x: width - 6, y: y, size: size, from: .right, Self.ink)
    }
    write(title, time, y: upper, Self.ink)
    write(
      stages.isEmpty ? "under way" : stages.joined(separator: " · "), distance, y: lower,
      outcome.returned != nil ? Self.green : isWithin ? Self.green : Self.ink)
  }

  private static func seconds(_ time: Double) -> String { String(format: "%.1f s", time) }
}

// MARK: Files

extension Film {
  /// Writes the film whole or not at all: an animated WebP file where the path ends in “.webp”, else a folder of PNG
  /// pictures, `frame-0000.png` and so on, which must not be there yet.
  /// - Throws: `WriteError`; `PushingError.picture` when libwebp refuses.
  public func write(to path: String, with writer: AtomicFileWriter = AtomicFileWriter()) throws {
    if path.hasSuffix(".webp") {
      try writer.write(webp(), to: path)
    } else {
      try writer.write(pictures(), asFolder: path)
    }
  }

  /// Every frame as a PNG file, with its name.
  public func pictures() -> [(name: String, bytes: Data)] {
    var files: [(name: String, bytes: Data)] = []
    forEachFrame { step, drawing in files.append((String(format: "frame-%04d.png", step), drawing.png)) }
    return files
  }
}
