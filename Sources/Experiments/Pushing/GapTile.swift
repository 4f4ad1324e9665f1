import PlanarPushing
import Tensors

/// One picture of the sheet: a state that is the same for all, or nine episodes where a domain's episodes differ.
struct GapTile {
  let image: Image
  /// What the script draws over the picture: names, and points in its pixels.
  let marks: [(mark: String, points: [Point])]

  /// White pixels between the episodes of a tile.
  private static let gap = 2

  init(_ trial: GapLookTrial, side: Int) throws {
    let domain = try trial.pushingDomain()
    let seed = UInt64(trial.seed)
    let variesVisibly = domain.shapes.count > 1 || trial.domain == DomainGap.Family.colourRandomisation.rawValue
    guard !variesVisibly else {
      let part = (side - 2 * Self.gap) / 3
      let images = try (0..<9).map { episode in
        let look = domain.look(episode: episode, seed: seed)
        return try Camera(domain.task(episode: episode), look: look, width: part, height: part)
          .image(of: domain.adapting(Self.state, episode: episode))
      }
      image = try Image(tiles: images, columns: 3, gap: Self.gap)
      marks = []
      return
    }
    // As its appearance has it, without what is drawn per episode.
    let task = domain.task()
    let state = domain.adapting(Self.state, episode: 0)
    let camera = try Camera(task, look: domain.appearance.look, width: side, height: side)
    image = camera.image(of: state)
    switch trial.domain {
    case DomainGap.Family.targetPose.rawValue:
      marks = task.shape.parts.enumerated().map { number, part in
        let corners = part.vertices + part.vertices.prefix(1)
        return ("goal \(number + 1)", corners.map { camera.picturePoint(of: task.goal.place($0)) })
      }
    case DomainGap.Family.centreOfMass.rawValue:
      let centre = task.shape.centre
      marks = [("nominal centre", centre), ("centre of gravity", centre + domain.physics.centreShift)].map {
        ($0, [camera.picturePoint(of: state.block.place($1))])
      }
    case DomainGap.Family.calibration.rawValue:
      var random = RandomStream(seed: seed, purpose: "gap-looks-keypoints")
      func keypoints(_ calibration: Calibration) -> [Point] {
        let values = KeypointObservation.values(
          of: state, shape: task.shape, calibration: calibration, using: &random)
        // Without the pusher before them and the pose's angle after them.
        return stride(from: 2, to: values.count - 2, by: 2).map { Point(values[$0], values[$0 + 1]) }
      }
      marks = [("keypoint", keypoints(.exact)), ("keypoint seen", keypoints(domain.calibration))].map {
        ($0, $1.map(camera.picturePoint))
      }
    default: marks = []
    }
  }

  /// The block left of the goal and turned, the pusher near its stem, clear of every shape.
  private static let state: PushingState = {
    let angle = 0.55
    let centre = Point(205, 285)
    let block = Pose(centre - BlockShape.tee.centre.rotated(by: angle), angle: angle)
    return PushingState(pusher: block.place(Point(48, 95)), block: block)
  }()
}
