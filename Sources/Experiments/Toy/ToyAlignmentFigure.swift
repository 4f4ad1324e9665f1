import Alignment
import Foundation
import Statistics
import Storage
import ToyModel

/// How every unpaired measure grows with Δz in the toy networks' hidden layers: which measure is fit for what.
struct ToyAlignmentFigure: Figure {
  struct Settings: Codable, Equatable, Sendable {
    var grid: ToyGrid
    /// Inputs of each domain that are recorded.
    var rows: Int
    /// Flow time of the recording.
    var time: Double
    /// Splits into halves behind each floor.
    var splits: Int
    var measures: [String]
    var setting: ToySetting
  }

  let description = FigureDescription(
    id: "toy-alignment", paper: .none,
    title: "Toy model: how each measure of alignment grows with Δz in the hidden layers",
    columns: [
      Column("dz", "Δz, distance of the two domains' planes"),
      Column("w", "mixing ratio, share of target data"),
      Column("seed", "training seed", unit: nil),
      Column("layer", "hidden layer, from 1", unit: nil),
      Column("measure", "name of the measure, as in cotrain align --list", unit: nil),
      Column("value", "the measure between target and source"),
      Column("floor_source", "mean absolute value between halves of the source"),
      Column("floor_target", "mean absolute value between halves of the target"),
      Column(
        "normalized", "mean value between halves of either domain ÷ mean floor − 1: 0 when nothing tells them apart"),
      Column("status", "how the computation ended", unit: nil),
    ],
    fitColumns: [
      Column("measure", "name of the measure", unit: nil),
      Column("layer", "hidden layer, from 1", unit: nil),
      Column(
        "statistic",
        "spearman: rank correlation of value and Δz within a seed; growth_small, growth_large: slope of ln(value) over "
          + "ln(Δz) for Δz ≤ 1 and Δz ≥ 1; detected_at: smallest Δz from which on the normalized value is above 0 in every "
          + "interval", unit: nil),
      Column("value", "mean over seeds"),
      Column("lower", "lower end of the 95 % t interval over seeds; empty for detected_at and below two seeds"),
      Column("upper", "upper end of the interval"),
    ],
    claims: [], costs: ToyCosts.alignment, pictureSize: (1500, 1100))

  func settings(_ preset: Preset, seed: Int) -> Settings {
    var setting = ToySetting()
    var grid = ToyGrid(
      models: [.network], dz: [0.01, 0.1, 0.5, 1, 3, 10, 20, 50], w: [0.5],
      seeds: trainingSeeds(preset == .paper ? 20 : 5, of: seed))
    if preset == .smoke {
      grid.dz = [0.01, 1, 50]
      grid.seeds = trainingSeeds(2, of: seed)
      setting.steps = 1000
    }
    return Settings(
      grid: grid, rows: preset == .smoke ? 128 : preset == .standard ? 256 : 1024, time: 0,
      splits: preset == .smoke ? 4 : 10,
      measures: MeasureRegistry.unpaired.map(\.declaration.name), setting: setting)
  }

  func trials(_ settings: Settings) throws -> [ToyAlignmentTrial] {
    for (name, value) in [("rows", settings.rows), ("splits", settings.splits)] where value < 4 {
      throw UsageError("key '\(name)' is \(value); at least 4 are needed for a floor")
    }
    guard settings.time >= 0, settings.time <= 1 else {
      throw UsageError("key 'time' is \(settings.time); expected a flow time from 0 to 1")
    }
    _ = try MeasureRegistry.unpaired(chosen: settings.measures)
    return try settings.grid.trials(settings.setting).map {
      ToyAlignmentTrial(
        configuration: $0.configuration, rows: settings.rows, time: settings.time, splits: settings.splits,
        measures: settings.measures)
    }
  }

  func reduce(
    _ settings: Settings, _ trials: [ToyAlignmentTrial], _ outcomes: [ToyAlignmentTrial.Outcome]
  ) throws -> FigureData {
    var table = CSVTable(columns: description.columns.map(\.name))
    var cells: [Cell: [ToyGrowth.Point]] = [:]
    for (trial, outcome) in zip(trials, outcomes) {
      let c = trial.configuration
      for row in outcome.rows {
        table.append([
          .number(c.dz), .number(c.w), .integer(Int(c.seeds.data)), .integer(row.layer), .text(row.measure),
          CSVValue(row.value), CSVValue(row.floorSource), CSVValue(row.floorTarget), CSVValue(row.normalized),
          .text(row.status),
        ])
        cells[Cell(measure: row.measure, layer: row.layer), default: []].append(
          .init(dz: c.dz, seed: Int(c.seeds.data), value: row.value, normalized: row.normalized))
      }
    }
    var fit = CSVTable(columns: description.fitColumns.map(\.name))
    for measure in settings.measures {
      for layer in 1...settings.setting.hiddenLayers {
        let growth = ToyGrowth(cells[Cell(measure: measure, layer: layer)] ?? [])
        for (statistic, value, interval) in try growth.statistics() {
          fit.append([
            .text(measure), .integer(layer), .text(statistic), CSVValue(value), CSVValue(interval?.lower),
            CSVValue(interval?.upper),
          ])
        }
      }
    }
    return FigureData(figure: table, fit: fit, claims: [])
  }

  private struct Cell: Hashable {
    let measure: String
    let layer: Int
  }

  func published() throws -> CSVTable? { nil }

  func plot(_ settings: Settings) -> String {
    let columns = 5
    let rows = (settings.measures.count + columns - 1) / columns
    let layers = settings.setting.hiddenLayers
    let panels = settings.measures.enumerated().map { index, measure in
      let lines = (1...layers).map { layer in
        let chosen = "(strcol(5) eq \"\(measure)\" && $4 == \(layer) && $9 > -1 ? $9 + 1 : NaN)"
        let color = shortestDecimal(Double(layer - 1) / Double(max(layers - 1, 1)))
        let title = index == 0 ? "title \"layer \(layer)\"" : "notitle"
        return "  \"figure.csv\" using 1:\(chosen) skip 1 smooth unique with linespoints pointtype 7 pointsize 0.3 "
          + "linewidth 1.5 linecolor palette frac \(color) \(title)"
      }
      return "set title \"\(measure)\"\nplot 1 with lines dashtype 2 linecolor \"#999999\" notitle, \\\n"
        + lines.joined(separator: ", \\\n")
    }
    return """
      set datafile missing NaN
      set palette defined (0 "#440154", 0.5 "#21908d", 1 "#fde725")
      unset colorbox
      set logscale xy
      set xtics (0.01, 0.1, 1, 10, 50)
      set ytics add (1)
      set format y "%g"
      set xlabel "Δz" offset 0,0.5
      set ylabel "value ÷ floor" offset 1,0
      set key top left font ",9"
      set grid linecolor "#eeeeee"
      set multiplot layout \(rows),\(columns)
      \(panels.joined(separator: "\n"))
      unset multiplot
      """
  }
}
