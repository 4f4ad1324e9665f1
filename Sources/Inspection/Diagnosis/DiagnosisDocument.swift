import Alignment
import Diagnosis
import Experiments
import Foundation
import Probes
import Statistics
import Storage

extension DiagnosisReport {
  /// Everything that was found: diagnosis.json, as `docs/diagnosis.md` describes it.
  public func json() throws -> Data { try JSONText.pretty(DiagnosisDocument(self)) }
}

/// The JSON form: `version` rises with every change of what a key means.
struct DiagnosisDocument: Encodable {
  let version = 1
  let package = packageVersion
  let seed: UInt64
  let resamples: Int
  let step: Double?
  let flow_time: Double
  let complete: Bool
  let inputs: [Input]
  let rules: RegimeRules
  let policy: Policy?
  let advice: [AdviceItem]
  let layers: [Layer]
  let depth_profile: Profile?
  let comparison: Comparison?
  let series: Series?
  let reweighting: Reweighting?
  let methods: [String]
  let notes: [String]
  let cannot_tell: [String]

  init(_ report: DiagnosisReport) {
    let diagnosis = report.diagnosis
    seed = diagnosis.seed
    resamples = report.resamples
    step = report.step
    flow_time = diagnosis.flowTime
    complete = !report.isPartial
    inputs = report.inputs.map(Input.init)
    rules = diagnosis.rules
    policy = diagnosis.policy.map(Policy.init)
    advice = diagnosis.advice.map(AdviceItem.init)
    layers = diagnosis.layers.indices.map { Layer($0, of: diagnosis) }
    depth_profile = DepthProfile(diagnosis).map(Profile.init)
    comparison = report.other.map(Comparison.init)
    series = report.course.map(Series.init)
    reweighting = report.reweighting.map(Reweighting.init)
    methods = diagnosis.methods
    notes = report.notes
    cannot_tell = report.limits
  }

  struct Input: Encodable {
    let domain: String
    let path: String
    let rows: Int
    let episodes: Int?
    let rows_read: Int
    let episodes_read: Int?

    init(_ input: DiagnosisReport.Input) {
      domain = input.domain
      path = input.path
      rows = input.rows
      episodes = input.episodes
      rows_read = input.rowsRead
      episodes_read = input.episodesRead
    }
  }

  struct Policy: Encodable {
    let regime: Regime
    let layer: String
    let meaning: String
    let reasons: [String]
    let counts: [String: Int]

    init(_ policy: PolicyVerdict) {
      regime = policy.regime
      layer = policy.layer
      meaning = policy.regime.meaning
      reasons = policy.reasons
      counts = Dictionary(uniqueKeysWithValues: policy.counts.map { ($0.key.rawValue, $0.value) })
    }
  }

  struct AdviceItem: Encodable {
    let action: Advice.Action
    let layers: [String]
    let statement: String
    let reasons: [String]
    let uncertainty: String

    init(_ advice: Advice) {
      action = advice.action
      layers = advice.layers
      statement = advice.statement
      reasons = advice.reasons
      uncertainty = advice.uncertainty
    }
  }

  struct Layer: Encodable {
    let name: String
    let regime: Regime
    let reasons: [String]
    let n_real: Int
    let n_sim: Int
    let episodes_real: Int?
    let episodes_sim: Int?
    let separation: Value
    let discernibility: Value
    let network_discernibility: Value
    let mixing: Value
    let needs: [Need]
    let measures: [Measure]
    let probes: [Probe]

    init(_ index: Int, of diagnosis: Diagnosis) {
      let layer = diagnosis.layers[index]
      name = layer.name
      regime = layer.verdict.regime
      reasons = layer.verdict.reasons
      n_real = layer.realRows
      n_sim = layer.simRows
      episodes_real = layer.realEpisodes
      episodes_sim = layer.simEpisodes
      separation = Value(layer.separation)
      discernibility = Value(layer.discernibility)
      network_discernibility = Value(layer.networkDiscernibility)
      mixing = Value(layer.mixing)
      needs = diagnosis.needs(ofLayer: index).map(Need.init)
      measures = layer.alignment.map(Measure.init)
      probes = layer.probes.map(Probe.init)
    }
  }

  struct Value: Encodable {
    let estimator: String
    let value: Double?
    let lower: Double?
    let upper: Double?
    let level: Double?
    let floor_real: Double?
    let floor_sim: Double?
    let status: String

    init(_ reading: Reading) {
      estimator = reading.estimator
      value = reading.value
      lower = reading.interval?.lower
      upper = reading.interval?.upper
      level = reading.interval?.level
      floor_real = reading.realFloor
      floor_sim = reading.simFloor
      status = reading.status
    }
  }

  struct Need: Encodable {
    let coordinate: Coordinate
    let threshold: Double
    let times_even_chance: Double?
    let times_four_in_five: Double?

    init(_ need: NeededEpisodes) {
      coordinate = need.coordinate
      threshold = need.threshold
      times_even_chance = need.factorForEvenChance
      times_four_in_five = need.factorForFourInFive
    }
  }

  struct Measure: Encodable {
    let measure: String
    let value: Double?
    let lower: Double?
    let upper: Double?
    let floor_real: Double?
    let floor_sim: Double?
    let normalized: Double?
    let status: String

    init(_ row: AlignmentRow) {
      measure = row.measure
      value = row.value
      lower = row.interval?.lower
      upper = row.interval?.upper
      floor_real = row.realFloor
      floor_sim = row.simFloor
      normalized = row.normalized
      status = row.status
    }
  }

  struct Probe: Encodable {
    let probe: String
    let statistic: String
    let value: Double?
    let lower: Double?
    let upper: Double?
    let status: String

    init(_ row: ProbeRow) {
      probe = row.probe
      statistic = row.statistic.rawValue
      value = row.value
      lower = row.lower
      upper = row.upper
      status = row.status
    }
  }
}
