import Experiments
import Foundation
import Probes
import Storage

/// What `cotrain probe` found on two or more domains' files.
public struct ProbeReport: Sendable {
  /// Two domains and what was found between them; the first stands in the columns of real.
  public struct Pair: Sendable {
    public let real: String
    public let sim: String
    public let layers: [ProbedLayer]
  }

  public let pairs: [Pair]
  public let folds: Int
  public let seed: Int
  /// What a reader should know about the inputs: rows not looked at, layers left out.
  public let notes: [String]

  public init(pairs: [Pair], folds: Int, seed: Int, notes: [String]) {
    self.pairs = pairs
    self.folds = folds
    self.seed = seed
    self.notes = notes
  }

  /// What neighbouring frames may do to the numbers, pair by pair; empty where episodes are known.
  public var warnings: [String] {
    pairs.flatMap { pair -> [String] in
      guard pair.layers.contains(where: { !$0.knowsEpisodes }) else { return [] }
      let warning =
        "\(pair.real) and \(pair.sim) have no episodes, so rows are dealt into folds one by one: neighbouring frames "
        + "stand on both sides and leak, and intervals are too narrow. Give 'episodes' arrays, or --episodes-real and "
        + "--episodes-sim"
      let leaks = pair.layers.flatMap(\.rows).filter { $0.statistic == .areaUnderROC }.compactMap { row in
        row.value.flatMap { value in row.separatedValue.map { (row: row, from: value, to: $0) } }
      }
      guard let worst = leaks.max(by: { $0.from - $0.to < $1.from - $1.to }) else { return [warning] }
      return [
        warning,
        String(
          format: "how much that matters here: with neighbours kept together in runs, the auc of '%@' in layer '%@' is "
            + "%.3f in place of %.3f, the largest difference of all", worst.row.probe, worst.row.layer, worst.to,
          worst.from),
      ]
    }
  }

  /// The rows of the contract. With more than two domains two columns before them name the pair.
  public var csv: CSVTable {
    table(ProbeRow.columns) { layer in
      layer.rows.map { row in
        [
          .text(row.layer), .text(row.probe), .text(row.statistic.rawValue), CSVValue(row.value), CSVValue(row.lower),
          CSVValue(row.upper),
        ] + layer.counts + [.text(row.status)]
      }
    }
  }

  /// Where steps stand on their own: the same rows with layer and step in columns of their own.
  public var steps: CSVTable? {
    guard pairs.contains(where: { $0.layers.contains { $0.place.step != nil } }) else { return nil }
    return table(["layer", "step"] + ProbeRow.columns.dropFirst()) { layer in
      layer.rows.map { row in
        [
          .text(layer.place.layer), CSVValue(layer.place.step), .text(row.probe), .text(row.statistic.rawValue),
          CSVValue(row.value), CSVValue(row.lower), CSVValue(row.upper),
        ] + layer.counts + [.text(row.status)]
      }
    }
  }

  /// How well blurred layers are read; nil where none was.
  public var resolution: CSVTable? {
    guard pairs.contains(where: { $0.layers.contains { !$0.resolution.isEmpty } }) else { return nil }
    return table(["layer", "resolution"] + ProbeRow.columns.dropFirst()) { layer in
      layer.resolution.map {
        [.text(layer.place.name), CSVValue($0.resolution)] + $0.cells + layer.counts + [.text($0.status)]
      }
    }
  }

  /// What is left of the domain after linear erasure, and what erasure costs the actions; nil where none was made.
  public var erasure: CSVTable? {
    guard pairs.contains(where: { $0.layers.contains { !$0.erasure.isEmpty } }) else { return nil }
    return table(["layer", "reader"] + ProbeRow.columns.dropFirst(2)) { layer in
      layer.erasure.map { [.text(layer.place.name)] + $0.cells + layer.counts + [.text($0.status)] }
    }
  }

  private func table(_ columns: [String], _ rows: (ProbedLayer) -> [[CSVValue]]) -> CSVTable {
    var table = CSVTable(columns: (pairs.count > 1 ? ["domain_real", "domain_sim"] : []) + columns)
    for pair in pairs {
      let names: [CSVValue] = pairs.count > 1 ? [.text(pair.real), .text(pair.sim)] : []
      for row in pair.layers.flatMap(rows) { table.append(names + row) }
    }
    return table
  }
}

extension ProbedLayer {
  /// n_real, n_sim, episodes_real, episodes_sim.
  fileprivate var counts: [CSVValue] {
    [.integer(realRows), .integer(simRows)]
      + (knowsEpisodes ? [.integer(realEpisodes), .integer(simEpisodes)] : [.missing, .missing])
  }
}

extension ProbedLayer.Reading {
  /// Reader, statistic, value, lower, upper.
  fileprivate var cells: [CSVValue] {
    [
      .text(reader), .text(statistic), CSVValue(estimate?.value), CSVValue(estimate?.interval.lower),
      CSVValue(estimate?.interval.upper),
    ]
  }
}
