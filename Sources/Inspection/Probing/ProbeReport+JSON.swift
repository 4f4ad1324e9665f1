import Experiments
import Foundation
import Probes
import Storage

extension ProbeReport {
  /// All that was found, with the methods behind the numbers.
  public func json() throws -> Data { try JSONText.pretty(Document(self)) }
}

/// The JSON form: `version` rises with every change of what a key means.
private struct Document: Encodable {
  struct Statistic: Encodable {
    let meaning: String
    let chance: String
    let interval: String
    let source: String
  }

  struct Pair: Encodable {
    let real: String
    let sim: String
    let layers: [Layer]
  }

  struct Layer: Encodable {
    let layer: String
    let step: Double?
    let n_real: Int
    let n_sim: Int
    let episodes_real: Int?
    let episodes_sim: Int?
    let rows: [Row]
    let resolution: [Row]?
    let erasure: [Row]?
  }

  struct Row: Encodable {
    let probe: String
    var resolution: Double?
    let statistic: String
    let value: Double?
    let lower: Double?
    let upper: Double?
    /// Without episodes: the value with neighbours kept on one side of each fold.
    var separated: Double?
    let status: String
  }

  let version = 1
  let package: String
  let seed: Int
  let notes: [String]
  let folds: String
  let statistics: [String: Statistic]
  let pairs: [Pair]

  init(_ report: ProbeReport) {
    package = packageVersion
    seed = report.seed
    notes = report.notes + report.warnings
    folds =
      "\(report.folds) folds of whole episodes, of rows where no episodes are known; all that is learnt of rows is learnt "
      + "inside the fold; numbers are read in single precision"
    let used = Set(report.pairs.flatMap(\.layers).flatMap(\.rows).map(\.statistic))
    statistics = Dictionary(
      uniqueKeysWithValues: used.map {
        (
          $0.rawValue,
          Statistic(meaning: $0.meaning, chance: $0.chance, interval: $0.intervalMethod, source: $0.source)
        )
      })
    pairs = report.pairs.map { pair in
      Pair(real: pair.real, sim: pair.sim, layers: pair.layers.map(Layer.init))
    }
  }
}

extension Document.Layer {
  init(_ layer: ProbedLayer) {
    func readings(_ found: [ProbedLayer.Reading]) -> [Document.Row]? {
      found.isEmpty ? nil : found.map(Document.Row.init)
    }
    self.init(
      layer: layer.place.layer, step: layer.place.step, n_real: layer.realRows, n_sim: layer.simRows,
      episodes_real: layer.knowsEpisodes ? layer.realEpisodes : nil,
      episodes_sim: layer.knowsEpisodes ? layer.simEpisodes : nil,
      rows: layer.rows.map {
        Document.Row(
          probe: $0.probe, statistic: $0.statistic.rawValue, value: $0.value, lower: $0.lower, upper: $0.upper,
          separated: $0.separatedValue, status: $0.status)
      }, resolution: readings(layer.resolution), erasure: readings(layer.erasure))
  }
}

extension Document.Row {
  init(_ reading: ProbedLayer.Reading) {
    self.init(
      probe: reading.reader, resolution: reading.resolution, statistic: reading.statistic,
      value: reading.estimate?.value, lower: reading.estimate?.interval.lower, upper: reading.estimate?.interval.upper,
      status: reading.status)
  }
}
