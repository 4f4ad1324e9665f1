import PlanarPushing
import PushingPolicies
import Tensors
import TestSupport
import Testing

@Suite struct WindowTests {
  /// Observation t is (10 t, −10 t, t), the action given in it (100 + t, 200 + t).
  private func episode(_ steps: Int) throws -> PushingEpisode {
    try PushingEpisode(
      observations: Tensor(rows: (0..<steps).map { [10 * Float($0), -10 * Float($0), Float($0)] }),
      actions: Tensor(rows: (0..<steps).map { [100 + Float($0), 200 + Float($0)] }))
  }

  @Test func anEpisodeOfTheStudyHasSevenWindowsFewerThanSteps() throws {
    for steps in [17, 40, 211] {
      #expect(WindowForm.study.count(ofSteps: steps) == steps - 7)
      #expect(try PushingWindows([episode(steps)]).count == steps - 7)
    }
    #expect(WindowForm.study.count(ofSteps: 0) == 0)
    #expect(WindowForm.study.count(ofSteps: 5) == 0)
  }

  @Test func windowsAreThoseByHand() throws {
    let form = WindowForm(horizon: 4, observed: 2, padBefore: 1, padAfter: 2, executed: 1..<3)
    let windows = try PushingWindows([episode(4), episode(3)], form: form, frame: .table)
    // Starts −1, 0, 1, 2 of the first and −1, 0, 1 of the second; steps outside repeat the first and the last.
    let starts = [
      [0, 0, 1, 2], [0, 1, 2, 3], [1, 2, 3, 3], [2, 3, 3, 3], [0, 0, 1, 2], [0, 1, 2, 2], [1, 2, 2, 2],
    ]
    #expect(windows.episodes == [0, 0, 0, 0, 1, 1, 1])
    #expect(windows.observations.shape == [7, 6] && windows.actions.shape == [7, 8])
    for (row, steps) in starts.enumerated() {
      let seen = steps.prefix(2).flatMap { [10 * Float($0), -10 * Float($0), Float($0)] }
      #expect(windows.observations.row(at: row).elements == seen)
      #expect(windows.actions.row(at: row).elements == steps.flatMap { [100 + Float($0), 200 + Float($0)] })
    }
  }

  @Test func relativeActionsStartFromThePusherNow() throws {
    let form = WindowForm(horizon: 4, observed: 2, padBefore: 1, padAfter: 2, executed: 1..<3)
    let table = try PushingWindows([episode(6)], form: form, frame: .table)
    let relative = try PushingWindows([episode(6)], form: form, frame: .pusher)
    #expect(table.observations == relative.observations)
    for row in 0..<table.count {
      let pusher = table.observations.row(at: row).elements[3...4]
      let offsets = table.actions.row(at: row).elements.enumerated().map { $1 - pusher[3 + $0 % 2] }
      #expect(relative.actions.row(at: row).elements == offsets)
    }
  }

  /// The action of *now* is the command given in the last state seen, and eight are executed from it on.
  @Test func theFirstExecutedActionIsTheCommandOfTheStateSeenLast() throws {
    let form = WindowForm.study
    let windows = try PushingWindows([episode(40)], frame: .table)
    #expect(form.executed.count == 8)
    for row in 0..<windows.count {
      let step = windows.observations.row(at: row).elements[5]
      #expect(windows.actions.row(at: row).elements[2 * form.executed.lowerBound] == 100 + step)
    }
  }

  @Test func demonstrationsBecomeEpisodesOfTheirCommandsAndStates() throws {
    let set = try DemonstrationSet(of: .planner, in: .target, count: 2, seed: 3)
    let episodes = try set.keypointEpisodes()
    #expect(episodes.count == 2)
    for (episode, demonstration) in zip(episodes, set.demonstrations) {
      #expect(episode.count == demonstration.count && episode.observations.columns == KeypointObservation.width)
      for step in [0, demonstration.count - 1] {
        let (state, command) = (demonstration.states[step], demonstration.commands[step])
        #expect(episode.actions.row(at: step).elements == [Float(command.x), Float(command.y)])
        #expect(
          Array(episode.observations.row(at: step).elements.prefix(2)) == [
            Float(state.pusher.x), Float(state.pusher.y),
          ])
      }
    }
  }

  /// A file of the study, read back: its windows hold its own rows, in metres, and its actions are the next positions.
  @Test func aFileOfTheStudyBecomesWindows() throws {
    let folder = TemporaryFolder()
    let set = try DemonstrationSet(of: .planner, in: .source, count: 2, seed: 8)
    try DemonstrationExport(set).write(to: folder.file("study.zarr"), as: .zarr)
    let buffer = try ReplayBuffer(contentsOf: folder.file("study.zarr"))
    let windows = try PushingWindows(buffer.episodes(), frame: .table)
    #expect(windows.count == buffer.rowCount - 2 * 7)
    #expect(windows.observations.columns == 2 * 6 && windows.actions.columns == 2 * 16)
    // The fourth window of the second episode: its padding is one row, so what is seen last is the episode's row 3.
    let (window, row) = (windows.episodes.firstIndex(of: 1)! + 3, buffer.rows(ofEpisode: 1).lowerBound + 3)
    let state = buffer.state.elements[3 * row..<3 * row + 3].map(Float.init)
    let slider = try #require(buffer.sliderState).elements[3 * row..<3 * row + 3].map(Float.init)
    #expect(Array(windows.observations.elements[12 * window + 6..<12 * window + 12]) == state + slider)
    // Its second action belongs to that row: where the pusher is in the next.
    let next = buffer.state.elements[3 * (row + 1)..<3 * (row + 1) + 2].map(Float.init)
    #expect(Array(windows.actions.elements[32 * window + 2..<32 * window + 4]) == next)
  }

  @Test func noiseOfWhatIsSeenFollowsFromSeedAndAttempt() throws {
    let set = try DemonstrationSet(of: .planner, in: .source, count: 2, seed: 3)
    let (one, again) = (try set.keypointEpisodes(), try set.keypointEpisodes())
    #expect(one.map(\.observations) == again.map(\.observations))
    let larger = try DemonstrationSet(of: .planner, in: .source, count: 3, seed: 3).keypointEpisodes()
    #expect(one.map(\.observations) == larger.prefix(2).map(\.observations))
  }

  @Test func episodesThatDoNotFitAreRefused() throws {
    #expect(throws: ShapeError.self) {
      try PushingEpisode(observations: .zeros([3, 4]), actions: .zeros([2, 2]))
    }
    let other = try PushingEpisode(observations: .zeros([30, 4]), actions: .zeros([30, 2]))
    #expect(throws: ShapeError.self) { try PushingWindows([episode(30), other]) }
  }
}

@Suite struct EpisodeSplitTests {
  @Test func aSplitFollowsFromItsSeedAndTakesWholeEpisodes() {
    let split = EpisodeSplit(of: 50, validationShare: 0.1, seed: 4)
    #expect(split == EpisodeSplit(of: 50, validationShare: 0.1, seed: 4))
    #expect(split != EpisodeSplit(of: 50, validationShare: 0.1, seed: 5))
    #expect(split.validation.count == 5)
    #expect((split.training + split.validation).sorted() == Array(0..<50))
    #expect(split.training == split.training.sorted() && split.validation == split.validation.sorted())
  }

  /// clip(round(n · share), 1, n − 1), as diffusion_policy has it.
  @Test(arguments: [(160, 0.0625, 10), (10, 0.01, 1), (2, 0.9, 1), (520, 0.038, 20), (7, 0.0, 0), (1, 0.5, 0)])
  func theNumberOfValidationEpisodesIsTheStudys(_ count: Int, _ share: Double, _ expected: Int) {
    let split = EpisodeSplit(of: count, validationShare: share, seed: 1)
    #expect(split.validation.count == expected && split.training.count == count - expected)
  }
}
