import Diagnosis
import Reweighting
import Statistics

// What stands beside the layers: differences along depth, of checkpoints and of a course, and reweighting.
extension DiagnosisDocument {
  struct Contrast: Encodable {
    let value: Double?
    let lower: Double?
    let upper: Double?
    let pairing: LayerContrast.Pairing

    init(_ contrast: LayerContrast) {
      value = contrast.value
      lower = contrast.interval?.lower
      upper = contrast.interval?.upper
      pairing = contrast.pairing
    }
  }

  struct Profile: Encodable {
    struct Course: Encodable {
      let coordinate: Coordinate
      let early: Contrast
      let late: Contrast
      let lead: Contrast

      init(_ course: DepthProfile.Course) {
        coordinate = course.coordinate
        early = Contrast(course.early)
        late = Contrast(course.late)
        lead = Contrast(course.lead)
      }
    }

    let local: Course
    let global: Course
    let sentences: [String]

    init(_ profile: DepthProfile) {
      local = Course(profile.local)
      global = Course(profile.global)
      sentences = profile.sentences
    }
  }

  struct Comparison: Encodable {
    struct Layer: Encodable {
      let name: String
      let regime_base: Regime
      let regime_other: Regime
      let differences: [String: Contrast]

      init(_ layer: DiagnosisComparison.Layer) {
        name = layer.name
        regime_base = layer.base.verdict.regime
        regime_other = layer.other.verdict.regime
        differences = Dictionary(
          uniqueKeysWithValues: layer.differences.map { ($0.coordinate.rawValue, Contrast($0.contrast)) })
      }
    }

    let inputs: [Input]
    let why_unpaired: String?
    let only_in_base: [String]
    let only_in_other: [String]
    let layers: [Layer]
    let sentences: [String]

    init(_ other: DiagnosisReport.Other) {
      inputs = other.inputs.map(Input.init)
      why_unpaired = other.comparison.whyUnpaired
      only_in_base = other.comparison.onlyInBase
      only_in_other = other.comparison.onlyInOther
      layers = other.comparison.layers.map(Layer.init)
      sentences = other.comparison.sentences
    }
  }

  struct Reweighting: Encodable {
    struct AtRatio: Encodable {
      let ratio: Double
      let sim_mass: Number
      let prior_sim_mass: Number
      let effective_sample_size: Number

      init(_ at: ReweightingSummary.AtRatio) {
        ratio = at.ratio
        sim_mass = Number(at.simMass)
        prior_sim_mass = Number(at.priorSimMass)
        effective_sample_size = Number(at.effectiveSampleSize)
      }

      struct Number: Encodable {
        let value: Double
        let lower: Double
        let upper: Double

        init(_ estimate: Estimate) {
          value = estimate.value
          lower = estimate.interval.lower
          upper = estimate.interval.upper
        }
      }
    }

    let layer: String
    let kernel: String
    let noise_share: Double
    let queries: Int
    let natural: AtRatio
    let upper_end: AtRatio?
    let sentences: [String]
    let notes: [String]

    init(_ summary: ReweightingSummary) {
      layer = summary.layer
      kernel = summary.kernel
      noise_share = summary.noiseShare
      queries = summary.queryCount
      natural = AtRatio(summary.natural)
      upper_end = summary.upper.map(AtRatio.init)
      sentences = summary.advice
      notes = summary.notes
    }
  }

  struct Series: Encodable {
    struct Checkpoint: Encodable {
      let name: String
      let step: Double?
      let regime: Regime
      let layers: [Layer]
    }

    let along: DiagnosisReport.Course.Axis
    let checkpoints: [Checkpoint]
    let sentences: [String]

    init(_ course: DiagnosisReport.Course) {
      along = course.axis
      checkpoints = course.series.checkpoints.map { checkpoint in
        Checkpoint(
          name: checkpoint.name, step: checkpoint.step,
          regime: checkpoint.diagnosis.verdict.regime,
          layers: checkpoint.diagnosis.layers.indices.map { Layer($0, of: checkpoint.diagnosis) })
      }
      sentences = course.series.sentences
    }
  }
}
