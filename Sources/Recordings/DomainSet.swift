import Tensors

/// Two or more domains whose layers can be compared: opened, drawn down, and with the layers they share.
public struct DomainSet: Sendable {
  /// In the order given: real before sim.
  public let recordings: [Recording]
  /// The rows that are looked at, one a recording.
  public let selections: [RowSelection]
  /// Layers that every domain has, in the order of the first.
  public let layers: [String]
  /// What a reader should know: rows not looked at, layers left out.
  public let notes: [String]

  /// - Parameters:
  ///   - rowLimit: rows of a domain, at most; nil: all.   - seed: draws the episodes or rows that are looked at.
  /// - Throws: `ArrayFileError`, or `RecordingError` when a file makes no recording, no layer is shared, or a shared one
  ///   differs in width.
  public init(_ sources: [RecordingSource], rowLimit: Int?, seed: UInt64) throws {
    precondition(sources.count >= 2, "one domain is compared with nothing")
    let recordings = try sources.map { try Recording($0) }
    let first = recordings[0]
    var notes: [String] = []
    var shared = first.layers.map(\.name)
    for recording in recordings.dropFirst() {
      shared.removeAll { name in !recording.layers.contains { $0.name == name } }
    }
    // Two files of one array each hold the same layer, whatever their keys.
    let single = recordings.allSatisfy { $0.layers.count == 1 }
    if shared.isEmpty, single { shared = [first.layers[0].name] }
    guard !shared.isEmpty else {
      throw RecordingError(path: recordings[1].path, .noSharedLayer(other: first.path, known: first.layers.map(\.name)))
    }
    for recording in recordings where !single {
      let left = recording.layers.map(\.name).filter { !shared.contains($0) }
      if !left.isEmpty {
        notes.append("\(recording.name): not in every domain and left out: \(left.joined(separator: ", "))")
      }
    }
    for recording in recordings { notes += recording.unreadable.map { "\(recording.name): left out: \($0)" } }
    self.recordings = recordings
    layers = shared
    selections = recordings.enumerated().map { index, recording in
      guard let rowLimit else { return RowSelection(of: recording) }
      return RowSelection(of: recording, limit: rowLimit, seed: seed, index: UInt64(index))
    }
    for (recording, selection) in zip(recordings, selections) {
      if let note = selection.note { notes.append("\(recording.name): \(note)") }
    }
    self.notes = notes
    for name in shared {
      let widths = (0..<recordings.count).map { layer(name, of: $0).width }
      if let other = widths.firstIndex(where: { $0 != widths[0] }) {
        throw RecordingError(
          path: recordings[other].path, key: layer(name, of: other).name,
          .widthsDiffer(found: widths[other], domain: first.name, expected: widths[0]))
      }
    }
  }

  init(recordings: [Recording], selections: [RowSelection], layers: [String], notes: [String]) {
    self.recordings = recordings
    self.selections = selections
    self.layers = layers
    self.notes = notes
  }

  /// Every domain with every later one.
  public var pairs: [(Int, Int)] {
    recordings.indices.flatMap { a in (a + 1..<recordings.count).map { (a, $0) } }
  }

  /// Whether any layer's numbers need Double to be kept.
  public var needsDouble: Bool {
    recordings.contains { recording in recording.layers.contains { layers.contains($0.name) && $0.needsDouble } }
  }

  /// The rows of a shared layer that are looked at, `[n, d]`.
  public func rows<Scalar: TensorScalar>(
    ofLayer name: String, domain: Int, as scalar: Scalar.Type
  ) throws -> Tensor<Scalar> {
    try layer(name, of: domain).rows(selections[domain], as: scalar)
  }

  /// Rows of each episode that are looked at; nil when nothing says where episodes end.
  public func episodeLengths(ofDomain index: Int) -> [Int]? {
    selections[index].knowsEpisodes ? selections[index].episodes.map(\.count) : nil
  }

  /// The episode of each row that is looked at, counted from 0; empty when nothing says where episodes end.
  public func episodeOfRow(ofDomain index: Int) -> [Int] {
    (episodeLengths(ofDomain: index) ?? []).enumerated().flatMap { [Int](repeating: $0, count: $1) }
  }

  /// Actions, states or steps of the rows that are looked at, `[n, d]`; nil when the domain has none.
  public func condition(_ role: RecordingSource.Role, ofDomain index: Int) throws -> Tensor<Double>? {
    try recordings[index].condition(role)?.rows(selections[index], as: Double.self)
  }

  private func layer(_ name: String, of domain: Int) -> Layer {
    let layers = recordings[domain].layers
    return layers.first { $0.name == name } ?? layers[0]
  }
}
