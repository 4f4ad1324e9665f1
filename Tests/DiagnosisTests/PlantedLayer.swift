import Diagnosis
import Statistics

/// A layer with readings made by hand.
func layer(
  _ name: String = "trunk", separation: Reading = reading(0.2, 0.1...0.3),
  discernibility: Reading = reading(0.95, 0.9...1),
  network: Reading? = nil, mixing: Reading = reading(1.2, 1.1...1.3), regime: Regime = .structuredAligned,
  episodes: Int? = 20
) -> LayerDiagnosis {
  LayerDiagnosis(
    name: name, realRows: 400, simRows: 400, realEpisodes: episodes, simEpisodes: episodes, separation: separation,
    discernibility: discernibility, networkDiscernibility: network ?? discernibility, mixing: mixing,
    verdict: RegimeVerdict(regime, reasons: []), alignment: [], probes: [])
}

func reading(_ value: Double?, _ interval: ClosedRange<Double>? = nil, halves: HalfSampleValues? = nil) -> Reading {
  Reading(
    estimator: "planted", value: value,
    interval: interval.map { Interval(lower: $0.lowerBound, upper: $0.upperBound) }, realFloor: nil, simFloor: nil,
    status: "ok", halves: halves)
}

let plantedRules = RegimeRules(resolution: 0.25, discernible: 0.75, disjoint: 0.5)

func diagnosis(_ layers: [LayerDiagnosis]) -> Diagnosis {
  Diagnosis(layers: layers, rules: plantedRules, methods: [], seed: 0)
}
