import Tensors

extension DomainSet {
  /// The same domains at one step alone.
  public struct AtStep: Sendable {
    /// The number that the rows have as their step: a diffusion step, a flow time, a time step.
    public let step: Double
    public let domains: DomainSet
  }

  /// The domains at each step that all of them have rows of, in ascending order.
  ///
  /// - Parameters:
  ///   - sources: as in `init`; each has steps, one number a row.
  ///   - rowLimit: rows of a domain at a step, at most.
  ///   - maximumSteps: steps, at most; more are taken for a mistake.
  /// - Throws: `RecordingError` for a domain without steps, with several numbers a row or with too many steps, when
  ///   no step is shared; and what `init` throws.
  public static func byStep(
    _ sources: [RecordingSource], rowLimit: Int, seed: UInt64, maximumSteps: Int = 100
  ) throws -> (steps: [AtStep], notes: [String]) {
    let whole = try DomainSet(sources, rowLimit: nil, seed: seed)
    let steps = try whole.recordings.map { recording in
      guard let layer = recording.condition(.steps) else {
        throw RecordingError(
          path: recording.path,
          .badSteps(
            "'\(recording.name)' has no steps; give --steps-\(recording.name) PATH:KEY, or an array 'steps' in its file"
          ))
      }
      guard layer.width == 1 else {
        throw RecordingError(
          path: recording.path, key: layer.name, .badSteps("it has \(layer.width) numbers a row; a step is one"))
      }
      return try layer.rows(RowSelection(rows: recording.rowCount), as: Double.self).elements
    }
    for (recording, steps) in zip(whole.recordings, steps) where Set(steps).count > maximumSteps {
      throw RecordingError(
        path: recording.path,
        .badSteps(
          "'\(recording.name)' has \(Set(steps).count) different steps; expected at most \(maximumSteps), as diffusion "
            + "steps or flow times are"))
    }
    let shared = steps.dropFirst().reduce(Set(steps[0])) { $0.intersection($1) }.sorted()
    guard !shared.isEmpty else {
      throw RecordingError(
        path: whole.recordings[1].path,
        .badSteps("no step occurs in '\(whole.recordings[0].path)' too; record both domains at the same steps"))
    }
    var notes = whole.notes
    for (recording, steps) in zip(whole.recordings, steps) {
      let left = Set(steps).subtracting(shared).count
      if left > 0 { notes.append("\(recording.name): steps that not every domain has are left out: \(left)") }
    }
    let sets = shared.map { step in
      let selections = whole.selections.enumerated().map { index, selection in
        RowSelection(
          of: selection.filtered { steps[index][$0] == step }, limit: rowLimit, seed: seed, index: UInt64(index))
      }
      return AtStep(
        step: step,
        domains: DomainSet(
          recordings: whole.recordings, selections: selections, layers: whole.layers, notes: whole.notes))
    }
    // The same note for many steps is said once.
    for (index, recording) in whole.recordings.enumerated() {
      if let note = sets.lazy.compactMap({ $0.domains.selections[index].note }).first {
        notes.append("\(recording.name), at each step: \(note)")
      }
    }
    return (sets, notes)
  }
}
