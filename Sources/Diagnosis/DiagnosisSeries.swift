/// A training run: the diagnoses of its checkpoints in order.
public struct DiagnosisSeries: Sendable, Hashable {
  public struct Checkpoint: Sendable, Hashable {
    /// As a reader names it, such as its folder.
    public let name: String
    /// The training step where its name has a number, or the flow or diffusion step.
    public let step: Double?
    public let diagnosis: Diagnosis

    public init(name: String, step: Double?, diagnosis: Diagnosis) {
      self.name = name
      self.step = step
      self.diagnosis = diagnosis
    }
  }

  /// A decided layer that was of another regime when it was last decided.
  public struct Transition: Sendable, Hashable {
    public let layer: String
    public let from: Regime
    public let to: Regime
    /// The checkpoints' places in the series.
    public let lastSeen: Int
    public let firstSeen: Int

    public init(layer: String, from: Regime, to: Regime, lastSeen: Int, firstSeen: Int) {
      self.layer = layer
      self.from = from
      self.to = to
      self.lastSeen = lastSeen
      self.firstSeen = firstSeen
    }
  }

  public let checkpoints: [Checkpoint]

  public init(_ checkpoints: [Checkpoint]) { self.checkpoints = checkpoints }

  /// Layers of any checkpoint, in the order in which they first appear.
  public var layers: [String] {
    var seen: Set<String> = []
    return checkpoints.flatMap { $0.diagnosis.layers.map(\.name) }.filter { seen.insert($0).inserted }
  }

  /// Changes of regime, layer by layer; checkpoints where a layer is undecided are passed over.
  public var transitions: [Transition] {
    layers.flatMap { name in
      var last: (place: Int, regime: Regime)?
      var found: [Transition] = []
      for (place, checkpoint) in checkpoints.enumerated() {
        guard let regime = checkpoint.diagnosis.layers.first(where: { $0.name == name })?.verdict.regime,
          regime != .undecided
        else { continue }
        if let last, last.regime != regime {
          found.append(
            Transition(layer: name, from: last.regime, to: regime, lastSeen: last.place, firstSeen: place))
        }
        last = (place, regime)
      }
      return found
    }
  }

  /// In sentences.
  public var sentences: [String] {
    let changes = transitions.map { change in
      "'\(change.layer)' went from \(change.from.title) (\(checkpoints[change.lastSeen].name)) to \(change.to.title) "
        + "(\(checkpoints[change.firstSeen].name))."
    }
    return changes.isEmpty ? ["No layer changed from one regime to another."] : changes
  }
}
