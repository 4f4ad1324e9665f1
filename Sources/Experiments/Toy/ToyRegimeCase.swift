import Diagnosis
import Statistics

/// One toy network at one flow time: its regime by its predictions, and its layers as the rules see them.
package struct ToyRegimeCase {
  /// One layer's readings.
  package struct Layer {
    let separation: Reading
    let mixing: Reading
    /// By ρ.
    let linear: [Double: Reading]
    /// By ρ; empty where the network probe was not asked.
    let network: [Double: Reading]

    package init(separation: Reading, mixing: Reading, linear: [Double: Reading], network: [Double: Reading]) {
      self.separation = separation
      self.mixing = mixing
      self.linear = linear
      self.network = network
    }
  }

  let dz: Double
  let w: Double
  let seed: Int
  let time: Double
  /// nil: no class.
  let truth: Regime?
  /// In the order of depth.
  private(set) var layers: [Layer]

  package init(dz: Double, w: Double, seed: Int, time: Double, truth: Regime?, layers: [Layer]) {
    self.dz = dz
    self.w = w
    self.seed = seed
    self.time = time
    self.truth = truth
    self.layers = layers
  }

  /// - Parameter outcome: of a network that was recorded.
  init(
    _ trial: ToyRegimeTrial, _ outcome: ToyRegimeTrial.Outcome, truth: Regime?, time: Double
  ) throws {
    dz = trial.configuration.dz
    w = trial.configuration.w
    seed = Int(trial.configuration.seeds.data)
    self.time = time
    self.truth = truth
    let asked = trial.networkTimes.contains(time) ? trial.networkResolutions : []
    layers = try (1...trial.configuration.setting.hiddenLayers).map { layer in
      let rows = outcome.rows.filter { $0.time == time && $0.layer == layer }
      func reading(_ name: String) throws -> Reading {
        guard let row = rows.first(where: { $0.name == name }) else {
          throw UsageError("trial \(trial.label) has no reading \(name) of layer \(layer) at time \(time)")
        }
        return row.reading
      }
      func curve(_ probe: String, _ resolutions: [Double]) throws -> [Double: Reading] {
        try Dictionary(uniqueKeysWithValues: resolutions.map { ($0, try reading(ToyRegimeTrial.name(probe, at: $0))) })
      }
      return Layer(
        separation: try reading(ToyRegimeTrial.measures[0]), mixing: try reading(ToyRegimeTrial.measures[1]),
        linear: try curve("linear", trial.resolutions), network: try curve("mlp", asked))
    }
  }

  /// The same without the network probe's readings.
  var withoutNetwork: ToyRegimeCase {
    var known = self
    known.layers = layers.map { Layer(separation: $0.separation, mixing: $0.mixing, linear: $0.linear, network: [:]) }
    return known
  }

  func depth(of layer: Int) -> Double { layers.count < 2 ? 1 : Double(layer) / Double(layers.count - 1) }

  /// - Parameter layer: from 0.
  func regime(of layer: Int, by rules: RegimeRules) -> Regime {
    let readings = layers[layer]
    guard let linear = readings.linear[rules.resolution] else { return .undecided }
    return rules.regime(
      separation: readings.separation, discernibility: linear,
      networkDiscernibility: readings.network[rules.resolution],
      depth: depth(of: layer), time: time)
  }

  /// The whole network's regime.
  func regime(by rules: RegimeRules) -> Regime {
    rules.verdict(
      ofPolicy: layers.indices.map { ("layer \($0 + 1)", RegimeVerdict(regime(of: $0, by: rules), reasons: [])) }
    ).regime
  }
}

extension ToyRegimeTrial.Outcome.Row {
  var reading: Reading {
    var interval: Interval?
    if let lower, let upper { interval = Interval(lower: lower, upper: upper) }
    return Reading(
      estimator: name, value: value, interval: interval, realFloor: floorTarget, simFloor: floorSource, status: "ok")
  }
}
