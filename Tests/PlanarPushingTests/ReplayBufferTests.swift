import Foundation
import PlanarPushing
import Storage
import Tensors
import TestSupport
import Testing

/// Demonstrations as others' files, written and read again.
@Suite struct ReplayBufferTests {
  let folder = TemporaryFolder()
  private static let set = try! DemonstrationSet(
    of: .planner, in: .source.opening([DomainGap("object:2")]), count: 4, seed: 8, workers: 2)
  private static let size = 6
  /// Pictures whose bytes say which demonstration and step they are of.
  private static let frames = DemonstrationFrames(size: size) { episode, steps, target in
    let pixels = size * size * 3
    for (place, step) in steps.enumerated() {
      for byte in 0..<pixels { target[place * pixels + byte] = picture(episode, step, byte) }
    }
  }

  private static func picture(_ episode: Int, _ step: Int, _ byte: Int) -> UInt8 {
    UInt8((episode * 97 + step * 7 + byte) % 256)
  }

  private func export(_ name: String, frames: Bool = true, workers: Int = 1) throws -> String {
    var export = DemonstrationExport(Self.set, frames: frames ? Self.frames : nil)
    export.workers = workers
    export.validation = [1]
    let path = folder.file(name)
    try export.write(to: path, as: try #require(DemonstrationFormat(ofPath: name)))
    return path
  }

  @Test func actionsAreTheNextPositionsAndTargetsTheLastPose() throws {
    let buffer = ReplayBuffer(Self.set)
    #expect(buffer.episodeCount == 4)
    for (episode, demonstration) in Self.set.demonstrations.enumerated() {
      let rows = buffer.rows(ofEpisode: episode)
      #expect(rows.count == demonstration.states.count)
      for row in rows {
        let next = min(row + 1, rows.upperBound - 1)
        for axis in 0..<2 { #expect(buffer.action[row, axis] == buffer.state[next, axis]) }
        for axis in 0..<3 { #expect(buffer.target[row, axis] == buffer.sliderState![rows.upperBound - 1, axis]) }
        #expect(buffer.state[row, 2] == 0)
      }
      // The study's tolerances in the study's units.
      let shape = Self.set.domain.task(episode: Self.set.attempts[episode]).shape
      let goal = StudyFrame.metres(Self.set.domain.task(episode: Self.set.attempts[episode]).goal, of: shape)
      let last = rows.upperBound - 1
      let error = Point(buffer.target[last, 0], buffer.target[last, 1]) - goal.position
      #expect(error.length <= 0.0152 && abs(wrapped(buffer.target[last, 2] - goal.angle)) <= 3.5 * .pi / 180)
    }
  }

  @Test func theStudysFrameHasThePusherWhereTheStudyHasIt() {
    let task = PushingTask.study()
    let start = StudyFrame.metres(task.pusherStart)
    #expect(abs(start.x - 0.587) < 1e-12 && abs(start.y - 0.15) < 1e-12)
    let pose = Pose(x: 131, y: 322, angle: 2.5)
    let back = StudyFrame.pixels(StudyFrame.metres(pose, of: .tee), of: .tee)
    #expect((back.position - pose.position).length < 1e-9 && back.angle == pose.angle)
    // A point of the block goes the same way through both frames: no mirror image.
    let corner = Point(60, 30)
    let metric = StudyFrame.metres(pose, of: .tee)
    let offset =
      Point(corner.x - BlockShape.tee.centre.x, BlockShape.tee.centre.y - corner.y) / PushingWorld.pixelsPerMetre
    #expect((metric.place(offset) - StudyFrame.metres(pose.place(corner))).length < 1e-12)
  }

  @Test(arguments: ["set.npz", "set.zarr", "set.hdf5"]) func whatIsWrittenIsReadAgain(name: String) throws {
    let path = try export(name)
    let (written, read) = (ReplayBuffer(Self.set), try ReplayBuffer(contentsOf: path))
    #expect(read.episodeEnds == written.episodeEnds)
    #expect(read.state == written.state && read.target == written.target && read.sliderState == written.sliderState)
    if name == "set.hdf5" {
      #expect(read.action == written.command && read.command == nil)
    } else {
      #expect(read.action == written.action && read.command == written.command)
    }
    let camera = try #require(read.cameras["overhead_camera"])
    #expect(read.cameras.count == 1 && camera.shape == [read.rowCount, Self.size, Self.size, 3])
    let rows = read.rows(ofEpisode: 2)
    let pictures = try camera.rows(rows, as: Float.self).elements
    let expected = (0..<rows.count).flatMap { step in
      (0..<Self.size * Self.size * 3).map { Float(Self.picture(2, step, $0)) }
    }
    #expect(pictures == expected)
  }

  @Test func theStoreHasTheStudysKeysTypesAndChunks() throws {
    let path = try export("set.zarr")
    #expect(try folder.names("set.zarr") == [".zattrs", ".zgroup", "data", "meta"])
    #expect(
      try folder.names("set.zarr/data") == [
        ".zgroup", "action", "command", "overhead_camera", "slider_state", "state", "target",
      ])
    for (name, chunk, type) in [
      ("data/action", "[2048, 2]", "<f8"), ("data/state", "[1024, 3]", "<f8"),
      ("data/slider_state", "[1024, 3]", "<f8"),
      ("data/target", "[1024, 3]", "<f8"), ("data/overhead_camera", "[128, 6, 6, 3]", "|u1"),
      ("meta/episode_ends", "[4]", "<i8"),
    ] {
      let text = try String(contentsOfFile: "\(path)/\(name)/.zarray", encoding: .utf8)
      #expect(text.contains("\"chunks\": \(chunk)") && text.contains("\"dtype\": \"\(type)\""), "\(name): \(text)")
      #expect(text.contains(#""cname": "lz4""#))
    }
  }

  @Test func robomimicsFileHasActionsStatesRewardsAndMasks() throws {
    let file = try HDF5File(export("set.hdf5"))
    let rows = ReplayBuffer(Self.set)
    #expect(file.episodeEnds == rows.episodeEnds)
    let actions = try file.array(named: "actions").tensor(as: Double.self)
    #expect(actions == rows.command && actions.elements.allSatisfy { abs($0) <= 1 })
    let states = try file.array(named: "states").tensor(as: Double.self)
    let first = Self.set.demonstrations[1].start
    let row = rows.episodeEnds[0]
    #expect([states[row, 0], states[row, 1]] == [first.pusher.x, first.pusher.y])
    #expect(
      [states[row, 2], states[row, 3], states[row, 4]] == [
        first.block.position.x, first.block.position.y, first.block.angle,
      ])
    let (rewards, dones) = (
      try file.array(named: "rewards").tensor(as: Double.self).elements,
      try file.array(named: "dones").tensor(as: Double.self).elements
    )
    for episode in 0..<4 {
      let range = rows.rows(ofEpisode: episode)
      #expect(rewards[range.lowerBound] == 0 && rewards[range.upperBound - 1] == 1)
      #expect(dones[range].reduce(0, +) == 1 && dones[range.upperBound - 1] == 1)
    }
  }

  @Test(arguments: ["npz", "zarr", "hdf5", "demos"]) func bytesDoNotDependOnWorkers(kind: String) throws {
    func files(_ path: String) throws -> [String: Data] {
      let names = FileManager.default.subpaths(atPath: path) ?? []
      guard !names.isEmpty else { return ["": try Data(contentsOf: URL(fileURLWithPath: path))] }
      return Dictionary(
        uniqueKeysWithValues: names.map { ($0, FileManager.default.contents(atPath: "\(path)/\($0)") ?? Data()) })
    }
    #expect(try files(export("one.\(kind)")) == files(export("three.\(kind)", workers: 3)))
  }

  @Test func withoutPicturesThereIsNoCamera() throws {
    for name in ["set.npz", "set.zarr", "set.hdf5"] {
      #expect(try ReplayBuffer(contentsOf: export(name, frames: false)).cameras.isEmpty)
    }
  }

  // MARK: Stores that others damaged

  private func refuse(_ change: (inout ZarrContents) -> Void, says words: String..., key: String) throws {
    var contents = ZarrContents()
    change(&contents)
    let path = folder.file("\(UUID().uuidString).zarr")
    try contents.write(to: path)
    let error = #expect(throws: ArrayFileError.self) { try ReplayBuffer(contentsOf: path) }
    #expect(error?.key == key, "\(error?.description ?? "")")
    for word in words { #expect(error?.description.contains(word) == true, "\(error?.description ?? "")") }
  }

  private static func numbers(_ rows: Int, _ width: Int) -> Tensor<Double> { Tensor<Double>.zeros([rows, width]) }

  @Test func missingAndWrongKeysAreNamedWithWhatWasExpected() throws {
    try refuse(
      { store in
        store.add("data/action", Self.numbers(8, 2))
        store.add("data/target", Self.numbers(8, 3))
        store.add("meta/episode_ends", [5, 8])
      }, says: "missing", "[8, 3]", "pusher", key: "state")
    try refuse(
      { store in
        store.add("data/action", Self.numbers(8, 2))
        store.add("data/state", Self.numbers(8, 3))
        store.add("meta/episode_ends", [5, 8])
      }, says: "missing", "[8, 3]", key: "target")
    try refuse(
      { store in
        store.add("data/action", Self.numbers(8, 3))
        store.add("data/state", Self.numbers(8, 3))
        store.add("data/target", Self.numbers(8, 3))
        store.add("meta/episode_ends", [5, 8])
      }, says: "[8, 2]", key: "action")
    try refuse(
      { store in
        store.add("data/action", Self.numbers(8, 2))
        store.add("data/state", Self.numbers(8, 3))
        store.add("data/target", Self.numbers(8, 3))
      }, says: "meta/episode_ends", key: "episode_ends")
    try refuse(
      { store in
        store.add("data/action", Self.numbers(8, 2))
        store.add("data/state", Self.numbers(8, 3))
        store.add("meta/episode_ends", [5, 9])
      }, says: "8 rows", key: "meta/episode_ends")
    try refuse(
      { store in
        store.add("data/action", Self.numbers(8, 2))
        store.add("data/state", try! Tensor([Double](repeating: .nan, count: 24), shape: [8, 3]))
        store.add("data/target", Self.numbers(8, 3))
        store.add("meta/episode_ends", [5, 8])
      }, says: "row 0, column 0", "finite", key: "state")
    try refuse(
      { store in
        store.add("data/action", Self.numbers(8, 2))
        store.add("data/state", Self.numbers(8, 3))
        store.add("data/target", Self.numbers(8, 3))
        store.add("data/wrist_camera", Self.numbers(8, 3))
        store.add("meta/episode_ends", [5, 8])
      }, says: "pictures", key: "wrist_camera")
  }

  @Test func anNpzFileWithEndsThatDoNotIncreaseIsRefused() throws {
    var contents = NpzContents()
    contents.add("action", Self.numbers(8, 2))
    contents.add("state", Self.numbers(8, 3))
    contents.add("target", Self.numbers(8, 3))
    contents.add("episode_ends", [8, 5])
    try contents.write(to: folder.file("a.npz"))
    let error = #expect(throws: ArrayFileError.self) { try ReplayBuffer(contentsOf: folder.file("a.npz")) }
    #expect(error?.key == "episode_ends")
  }
}
