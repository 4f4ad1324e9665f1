import Alignment
import Diagnosis
import Probes
import Statistics
import Storage

extension DiagnosisReport {
  /// Columns of diagnosis.csv.
  static let layerColumns =
    ["layer", "regime"]
    + Coordinate.allCases.flatMap { coordinate in
      ["", "_lower", "_upper", "_floor_real", "_floor_sim"].map { coordinate.rawValue + $0 }
    } + ["n_real", "n_sim", "episodes_real", "episodes_sim", "status"]

  /// One row a layer, in the order of depth: diagnosis.csv.
  public var layerTable: CSVTable {
    var table = CSVTable(columns: Self.layerColumns)
    for layer in diagnosis.layers { table.append(Self.cells(layer)) }
    return table
  }

  private static func cells(_ layer: LayerDiagnosis) -> [CSVValue] {
    func count(_ value: Int?) -> CSVValue { value.map(CSVValue.integer) ?? .missing }
    return [.text(layer.name), .text(layer.verdict.regime.rawValue)]
      + Coordinate.allCases.flatMap { coordinate -> [CSVValue] in
        let reading = layer[coordinate]
        return [
          CSVValue(reading.value), CSVValue(reading.interval?.lower), CSVValue(reading.interval?.upper),
          CSVValue(reading.realFloor), CSVValue(reading.simFloor),
        ]
      } + [
        .integer(layer.realRows), .integer(layer.simRows), count(layer.realEpisodes), count(layer.simEpisodes),
        .text(layer.status),
      ]
  }

  /// The alignment measures, in the columns of `cotrain align`: measures.csv.
  public var measureTable: CSVTable {
    var table = CSVTable(columns: AlignmentReport.columns)
    for row in diagnosis.layers.flatMap(\.alignment) { table.append(AlignmentReport.cells(row)) }
    return table
  }

  /// The probes, in the columns of `cotrain probe`: probes.csv.
  public var probeTable: CSVTable {
    var table = CSVTable(columns: ProbeRow.columns)
    for row in diagnosis.layers.flatMap(\.probes) {
      table.append([
        .text(row.layer), .text(row.probe), .text(row.statistic.rawValue), CSVValue(row.value), CSVValue(row.lower),
        CSVValue(row.upper), .integer(row.realRows), .integer(row.simRows), .integer(row.realEpisodes),
        .integer(row.simEpisodes), .text(row.status),
      ])
    }
    return table
  }

  /// One row a layer and coordinate: comparison.csv.
  static func table(_ comparison: DiagnosisComparison) -> CSVTable {
    var table = CSVTable(columns: [
      "layer", "coordinate", "base", "other", "difference", "lower", "upper", "pairing", "regime_base", "regime_other",
    ])
    for layer in comparison.layers {
      for difference in layer.differences {
        table.append([
          .text(layer.name), .text(difference.coordinate.rawValue), CSVValue(layer.base[difference.coordinate].value),
          CSVValue(layer.other[difference.coordinate].value), CSVValue(difference.contrast.value),
          CSVValue(difference.contrast.interval?.lower), CSVValue(difference.contrast.interval?.upper),
          .text(difference.contrast.pairing.rawValue), .text(layer.base.verdict.regime.rawValue),
          .text(layer.other.verdict.regime.rawValue),
        ])
      }
    }
    return table
  }

  /// One row a checkpoint (or step) and layer: series.csv.
  static func table(_ course: Course) -> CSVTable {
    var table = CSVTable(columns: [course.axis == .checkpoint ? "checkpoint" : "at", "step"] + layerColumns)
    for checkpoint in course.series.checkpoints {
      for layer in checkpoint.diagnosis.layers {
        let step = CSVValue(checkpoint.step)
        table.append([.text(checkpoint.name), step] + cells(layer))
      }
    }
    return table
  }
}

extension LayerDiagnosis {
  /// "ok", or what each reading's reader must know.
  var status: String {
    let told = Coordinate.allCases.compactMap { coordinate in
      self[coordinate].isSound ? nil : "\(coordinate.rawValue): \(self[coordinate].status)"
    }
    return told.isEmpty ? "ok" : told.joined(separator: "; ")
  }
}

extension Reading {
  /// Whether there is nothing that the reader must know.
  var isSound: Bool { ["ok", "exact"].contains(status) }
}
