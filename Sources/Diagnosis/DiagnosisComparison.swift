import Statistics

/// Two checkpoints of a policy, layer by layer: the other one's coordinates minus the base's.
///
/// Where both were recorded on the same observations, the intervals are paired: both sides are taken on the same halves
/// of the same episodes, so that what makes an episode easy or odd counts on neither. A paired interval can exclude zero
/// where those of the two checkpoints overlap widely.
public struct DiagnosisComparison: Sendable, Hashable {
  /// One coordinate's change.
  public struct Difference: Sendable, Hashable {
    public let coordinate: Coordinate
    /// Other minus base.
    public let contrast: LayerContrast
  }

  public struct Layer: Sendable, Hashable {
    public let base: LayerDiagnosis
    public let other: LayerDiagnosis
    /// In the order of `Coordinate.allCases`.
    public let differences: [Difference]

    public var name: String { base.name }
    public var regimeChanged: Bool { base.verdict.regime != other.verdict.regime }
  }

  /// Layers that both have, in the base's order.
  public let layers: [Layer]
  /// Layers of one checkpoint alone.
  public let onlyInBase: [String]
  public let onlyInOther: [String]
  /// Why intervals are not paired; nil where they are.
  public let whyUnpaired: String?

  /// - Parameter whyUnpaired: why the episodes of the two are not the same observations; nil when they are.
  public init(base: Diagnosis, other: Diagnosis, whyUnpaired: String?) {
    let others = Dictionary(other.layers.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let names = Set(base.layers.map(\.name))
    layers = base.layers.compactMap { layer in
      guard let match = others[layer.name] else { return nil }
      return Layer(
        base: layer, other: match,
        differences: Coordinate.allCases.map {
          Difference(
            coordinate: $0,
            contrast: LayerContrast($0, of: [match, layer], [1, -1], canPair: whyUnpaired == nil))
        })
    }
    onlyInBase = base.layers.map(\.name).filter { others[$0] == nil }
    onlyInOther = other.layers.map(\.name).filter { !names.contains($0) }
    self.whyUnpaired = whyUnpaired
  }

  /// What changed, in sentences: regimes first, then the coordinates that moved beyond doubt.
  public var sentences: [String] {
    var sentences: [String] = []
    for layer in layers where layer.regimeChanged {
      sentences.append(
        "'\(layer.name)': \(layer.base.verdict.regime.title) → \(layer.other.verdict.regime.title).")
    }
    for layer in layers {
      let moved = layer.differences.filter { $0.contrast.sign != nil }
      guard !moved.isEmpty else { continue }
      sentences.append(
        "'\(layer.name)': "
          + moved.map { "\($0.coordinate.name) by \($0.contrast.inWords)" }.joined(separator: ", ") + ".")
    }
    if sentences.isEmpty { sentences.append("No coordinate of any layer moved beyond its interval.") }
    return sentences
  }
}
