import Synchronization

extension DemonstrationFrames {
  /// The pictures of a set as its domain looks in each of its episodes.
  /// - Parameters:
  ///   - size: the side of a picture, pixels.
  ///   - progress: told how many more pictures are drawn, from any thread; what it throws ends the writing.
  /// - Throws: `PushingError.picture` unless the size is one that a camera has.
  public init(
    of set: DemonstrationSet, size: Int = 96, progress: (@Sendable (Int) throws -> Void)? = nil
  ) throws(PushingError) {
    try Image.check(width: size, height: size)
    let idle = Mutex<[IdleCamera]>([])
    self.init(size: size) { episode, steps, target in
      let attempt = set.attempts[episode]
      let (task, look) = (set.domain.task(episode: attempt), set.domain.look(episode: attempt, seed: set.seed))
      let idleCamera =
        try idle.withLock { $0.popLast() } ?? IdleCamera(Camera(task, look: look, width: size, height: size))
      let camera = idleCamera.camera
      try camera.show(task, look: look)
      let pixels = target.bindMemory(to: UInt8.self)
      for (place, step) in steps.enumerated() {
        let frame = pixels[place * camera.frameSize..<(place + 1) * camera.frameSize]
        camera.frame(
          of: set.demonstrations[episode].states[step], step: step, into: UnsafeMutableBufferPointer(rebasing: frame))
      }
      idle.withLock { $0.append(idleCamera) }
      try progress?(steps.count)
    }
  }
}

/// A camera that no thread uses at the moment.
private final class IdleCamera: @unchecked Sendable {
  let camera: Camera

  init(_ camera: Camera) { self.camera = camera }
}
