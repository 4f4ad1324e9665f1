import Experiments
import Recordings
import Storage

/// Two domains' files, opened.
struct Opened {
  let name: String
  /// Of training, or of the rows in a course of steps.
  let step: Double?
  /// Of the rows that are looked at; nil: all.
  let rowStep: Double?
  let two: TwoRecordings
  let notes: [String]
  /// Flow time 0 unless steps are flow times.
  let flowTime: Double

  init(
    name: String, step: Double?, rowStep: Double? = nil, flowTime: Double = 0, _ domains: DomainSet,
    notes: [String]? = nil
  ) {
    self.name = name
    self.step = step
    self.rowStep = rowStep
    self.flowTime = flowTime
    two = TwoRecordings(domains: domains, real: 0, sim: 1)
    self.notes = notes ?? domains.notes
  }

  var inputs: [DiagnosisReport.Input] {
    zip(two.domains.recordings, two.domains.selections).map { recording, selection in
      DiagnosisReport.Input(
        domain: recording.name, path: recording.path, rows: recording.rowCount, episodes: recording.episodes?.count,
        rowsRead: selection.rowCount, episodesRead: selection.knowsEpisodes ? selection.episodes.count : nil)
    }
  }
}

/// One diagnosis of a course. Its files were opened once, to see that they are sound, and are opened again when their
/// turn comes: a run may have more checkpoints than a process may have files.
struct Planned {
  let name: String
  let step: Double?
  let layerCount: Int
  let notes: [String]
  /// Whether it is the base itself.
  let isBase: Bool
  let open: () throws -> Opened

  init(_ opened: Opened, isBase: Bool, open: @escaping () throws -> Opened) {
    name = opened.name
    step = opened.step
    layerCount = opened.two.domains.layers.count
    notes = opened.notes
    self.isBase = isBase
    self.open = open
  }
}

/// Everything that is to be diagnosed. All files have been opened before the first number is computed.
struct Work {
  let base: Opened
  var other: Opened?
  var series: [Planned] = []
  var axis: DiagnosisReport.Course.Axis?

  private var opened: [Opened] { [base] + [other].compactMap { $0 } }

  var layerCount: Int {
    opened.reduce(0) { $0 + $1.two.domains.layers.count } + series.reduce(0) { $0 + ($1.isBase ? 0 : $1.layerCount) }
  }

  /// Said once, though many checkpoints may say the same.
  var distinctNotes: [String] { (opened.flatMap(\.notes) + series.flatMap(\.notes)).distinct() }
}

extension DiagnosisRequest {
  /// Opens everything that was asked for.
  /// - Throws: as `run`.
  func opened() throws -> Work {
    switch beside {
    case .nothing: return Work(base: try open("", sources))
    case .other(let others): return Work(base: try open("base", sources), other: try open("other", others))
    case .series(let checkpoints):
      let base = try open("base", sources)
      var work = Work(base: base, axis: .checkpoint)
      for checkpoint in checkpoints {
        func reopened() throws -> Opened { try open(checkpoint.name, checkpoint.sources, at: checkpoint.step) }
        let isBase = zip(checkpoint.sources, sources).allSatisfy {
          ArrayReference($0.file) == ArrayReference($1.file)
        }
        work.series.append(Planned(try reopened(), isBase: isBase, open: reopened))
      }
      return work
    case .steps:
      let found = try DomainSet.byStep(sources, rowLimit: maximumRows, seed: UInt64(seed))
      let areTimes = Self.areFlowTimes(found.steps)
      let all = found.steps.map {
        Opened(
          name: "step \(shortestDecimal($0.step))", step: $0.step, rowStep: $0.step, flowTime: areTimes ? $0.step : 0,
          $0.domains, notes: found.notes)
      }
      return Work(
        base: all[0], series: all.enumerated().map { place, opened in Planned(opened, isBase: place == 0) { opened } },
        axis: .step)
    }
  }

  /// - Parameter trainingStep: what the checkpoint's name says.
  private func open(_ name: String, _ sources: [RecordingSource], at trainingStep: Double? = nil) throws -> Opened {
    let domains = try DomainSet(sources, rowLimit: maximumRows, seed: UInt64(seed))
    let hasSteps = domains.recordings.allSatisfy { $0.condition(.steps)?.width == 1 }
    guard step != nil || hasSteps else { return Opened(name: name, step: trainingStep, domains) }
    let found: (steps: [DomainSet.AtStep], notes: [String])
    do {
      found = try DomainSet.byStep(sources, rowLimit: maximumRows, seed: UInt64(seed))
    } catch let error as RecordingError {
      // More steps than a sampler has are frames of an episode.
      guard step == nil, case .badSteps = error.reason else { throw error }
      return Opened(name: name, step: trainingStep, domains)
    }
    let areTimes = Self.areFlowTimes(found.steps)
    guard step != nil || areTimes else {
      guard found.steps.count > 1 else { return Opened(name: name, step: trainingStep, domains) }
      return Opened(
        name: name, step: trainingStep, domains,
        notes: domains.notes + [
          "rows of \(found.steps.count) steps are taken together; the rules were set where a policy's noisy input holds "
            + "no action yet, so name that step with --step, or take each on its own with --step all"
        ])
    }
    let wanted = step ?? found.steps[0].step
    guard let match = found.steps.first(where: { abs($0.step - wanted) <= 1e-6 * max(1, abs(wanted)) }) else {
      let known = found.steps.prefix(12).map { shortestDecimal($0.step) }.joined(separator: ", ")
      throw UsageError("--step \(shortestDecimal(wanted)): no rows of that step; there are steps \(known)")
    }
    var notes = found.notes
    if step == nil, found.steps.count > 1 {
      notes.append(
        "of \(found.steps.count) flow times only \(shortestDecimal(match.step)) is looked at; --step all takes each on its "
          + "own")
    }
    return Opened(
      name: name, step: trainingStep, rowStep: match.step, flowTime: areTimes ? match.step : 0, match.domains,
      notes: notes)
  }

  /// Steps within [0, 1] that are not just 0 and 1 are taken as flow times, 0 pure noise.
  private static func areFlowTimes(_ steps: [DomainSet.AtStep]) -> Bool {
    steps.allSatisfy { (0...1).contains($0.step) } && steps.contains { $0.step > 0 && $0.step < 1 }
  }
}
