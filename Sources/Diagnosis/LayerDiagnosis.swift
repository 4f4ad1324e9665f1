import Alignment
import Probes

/// All that is said of one layer of a policy.
public struct LayerDiagnosis: Sendable, Hashable {
  /// Name, in the order of the network's depth.
  public let name: String
  public let realRows: Int
  public let simRows: Int
  /// nil when rows have no episodes.
  public let realEpisodes: Int?
  public let simEpisodes: Int?

  /// How far apart the domains lie, free of scale: 0 together, 1 apart.
  public let separation: Reading
  /// How well a linear probe reads the domain at the rules' resolution, as an area under the ROC curve: .5 not at all,
  /// 1 always.
  public let discernibility: Reading
  /// The same by a small network, which also reads what no linear map can.
  public let networkDiscernibility: Reading
  /// How much farther the nearest row of the other domain is than the nearest of one's own: 1 as if shuffled, and the
  /// larger the less the domains mix.
  public let mixing: Reading
  public let verdict: RegimeVerdict

  /// The alignment measures that were taken beside.
  public let alignment: [AlignmentRow]
  /// The probes that were taken beside.
  public let probes: [ProbeRow]

  public init(
    name: String, realRows: Int, simRows: Int, realEpisodes: Int?, simEpisodes: Int?, separation: Reading,
    discernibility: Reading, networkDiscernibility: Reading, mixing: Reading, verdict: RegimeVerdict,
    alignment: [AlignmentRow], probes: [ProbeRow]
  ) {
    self.name = name
    self.realRows = realRows
    self.simRows = simRows
    self.realEpisodes = realEpisodes
    self.simEpisodes = simEpisodes
    self.separation = separation
    self.discernibility = discernibility
    self.networkDiscernibility = networkDiscernibility
    self.mixing = mixing
    self.verdict = verdict
    self.alignment = alignment
    self.probes = probes
  }
}

/// What `DiagnosisStudy` finds of a policy, layer by layer.
public struct Diagnosis: Sendable, Hashable {
  public let layers: [LayerDiagnosis]
  public let rules: RegimeRules
  /// How the intervals were made, and what they cover.
  public let methods: [String]
  public let seed: UInt64
  /// Of the recording: the share of the action in the policy's noisy input.
  public let flowTime: Double

  public init(
    layers: [LayerDiagnosis], rules: RegimeRules, methods: [String], seed: UInt64, flowTime: Double = 0
  ) {
    self.layers = layers
    self.rules = rules
    self.methods = methods
    self.seed = seed
    self.flowTime = flowTime
  }

  /// The relative depth of a layer: 0 the first, 1 the last or the only one.
  public func depth(ofLayer index: Int) -> Double {
    layers.count < 2 ? 1 : Double(index) / Double(layers.count - 1)
  }

  /// The regime of the policy as a whole.
  public var verdict: RegimeVerdict { rules.verdict(ofPolicy: layers.map { ($0.name, $0.verdict) }) }
}
