import PlanarPushing
import Storage

/// What every domain gap looks like at every level: one sheet of pictures to compare with the study's, and how far each is
/// from the base pair's pictures.
struct GapLooksFigure: Figure {
  struct Settings: Codable, Equatable, Sendable {
    /// The side of each picture on the sheet.
    var side: Int
    /// States and episodes that differences are averaged over.
    var states: Int
    /// The side of the pictures that are compared: what a policy sees.
    var comparedSide: Int
    var seed: Int
  }

  let description = FigureDescription(
    id: "gap-looks", paper: .empirical, title: "Pushing: the domain gaps at all levels, as a camera sees them",
    columns: [
      Column("domain", "source, target, a family of gaps opened in the source, or a reference", unit: nil),
      Column("level", "of the family; 1 is the source itself; 1 for all others"),
      Column("kind", "set: a parameter that tells the family's levels apart; measured: on pictures", unit: nil),
      Column("quantity", "the parameter or measurement", unit: nil),
      Column("value", "in the unit beside it", unit: nil),
      Column("unit", "of the value", unit: nil),
    ],
    markerColumns: [
      Column("domain", "as in figure.csv", unit: nil),
      Column("level", "as in figure.csv"),
      Column(
        "mark", "goal and a part's number; centre of gravity, nominal or true; keypoint, where it is or is seen",
        unit: nil),
      Column("x", "from the picture's left edge", unit: "pixel"),
      Column("y", "from the picture's upper edge", unit: "pixel"),
    ],
    claims: [],
    costs: Dictionary(uniqueKeysWithValues: Preset.allCases.map { ($0, FigureDescription.Cost(minutes: 0.1)) }),
    pictureSize: GapSheet.size)

  func settings(_ preset: Preset, seed: Int) -> Settings {
    Settings(side: GapSheet.tile, states: preset == .smoke ? 20 : 200, comparedSide: 96, seed: seed)
  }

  func trials(_ settings: Settings) throws -> [GapLookTrial] {
    guard (16...1024).contains(settings.side) else { throw UsageError("side \(settings.side): expected 16 to 1024") }
    guard (8...1024).contains(settings.comparedSide) else {
      throw UsageError("comparedSide \(settings.comparedSide): expected 8 to 1024")
    }
    guard (1...100_000).contains(settings.states) else {
      throw UsageError("states \(settings.states): expected 1 to 100000")
    }
    return GapSheet.rows.flatMap { row in
      row.cells.map {
        GapLookTrial(
          domain: $0.domain, level: $0.level, side: settings.comparedSide, states: settings.states, seed: settings.seed)
      }
    }
  }

  func reduce(
    _ settings: Settings, _ trials: [GapLookTrial], _ outcomes: [GapLookTrial.Outcome]
  ) throws -> FigureData {
    var table = CSVTable(columns: description.columns.map(\.name))
    var markers = CSVTable(columns: description.markerColumns.map(\.name))
    var pictures: [(name: String, image: Image)] = []
    for (trial, outcome) in zip(trials, outcomes) {
      let family = trials.filter { $0.domain == trial.domain }
      let head: [CSVValue] = [.text(trial.domain), .integer(trial.level)]
      let domains = try family.map { try $0.pushingDomain() }
      for parameter in try DomainParameter.distinguishing(domains, trial.pushingDomain()) {
        table.append(head + ["set", .text(parameter.name), .number(parameter.value), .text(parameter.unit)])
      }
      let measured = [
        ("difference_to_source", outcome.toSource.mean), ("difference_to_target", outcome.toTarget.mean),
      ]
      for (name, value) in measured {
        table.append(head + ["measured", .text(name), .number(value), "grey level of 255"])
      }
      table.append(head + ["measured", "changed_share", .number(outcome.toSource.changed), "share of pixels"])
      let tile = try GapTile(trial, side: settings.side)
      pictures.append(("\(trial.domain)-\(trial.level)", tile.image))
      for (mark, points) in tile.marks {
        for point in points { markers.append(head + [.text(mark), .number(point.x), .number(point.y)]) }
      }
    }
    return FigureData(figure: table, markers: markers, pictures: pictures, claims: [])
  }

  func published() throws -> CSVTable? { nil }

  func plot(_ settings: Settings) -> String {
    GapSheet.script(side: settings.side, comparedSide: settings.comparedSide)
  }
}
