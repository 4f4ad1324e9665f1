import PlanarPushing
import Storage

/// One figure of a paper as data: what is computed, what is shown, and which statements it judges.
///
/// Everything that decides a figure's bytes is in its `Settings`; a run folder records them whole.
public protocol Figure: Sendable {
  /// The resolved configuration: grids, seeds, and every field of the trials that the grids do not vary.
  associatedtype Settings: Codable, Equatable, Sendable
  associatedtype Task: Trial

  var description: FigureDescription { get }

  /// The settings of a preset. Runs with different seeds share no random stream.
  func settings(_ preset: Preset, seed: Int) -> Settings
  /// The grid, in the order of figure.csv's rows.
  /// - Throws: `UsageError` for a setting out of range.
  func trials(_ settings: Settings) throws -> [Task]
  /// Tables and verdicts from the trials' outcomes, which come in the order of the grid.
  func reduce(_ settings: Settings, _ trials: [Task], _ outcomes: [Task.Outcome]) throws -> FigureData
  /// Names of the tables in Resources/published that the figure reads; provenance.json has their digests.
  var publishedTables: [String] { get }
  /// The paper's own numbers in the columns of figure.csv, or nil where none were recovered.
  func published() throws -> CSVTable?
  /// A gnuplot script that reads the CSV files of its folder and plots. Output and terminal are set by the caller.
  func plot(_ settings: Settings) -> String
}

extension Figure {
  public var publishedTables: [String] { [] }
}

/// How much is computed.
public enum Preset: String, CaseIterable, Codable, Sendable {
  /// Proves the path in under a minute a figure on two cores.
  case smoke
  /// The largest budget that two cores bear in a night.
  case standard
  /// The full grid.
  case paper
}

/// What `cotrain figures` says about a figure.
public struct FigureDescription: Sendable {
  /// A study whose figures are reproduced.
  public enum Paper: String, Sendable {
    case mechanistic =
      "A Mechanistic Analysis of Sim-and-Real Co-Training in Generative Robot Policies (arXiv 2604.13645)"
    case empirical =
      "Empirical Analysis of Sim-and-Real Cotraining of Diffusion Policies for Planar Pushing from Pixels"
    case none = "no paper"
  }

  /// What a preset costs and reaches.
  public struct Cost: Sendable {
    /// Rough minutes on two cores.
    public let minutes: Double
    /// For each claim, the half-width of its interval in words, computed beforehand.
    public let halfWidths: [String: String]

    public init(minutes: Double, halfWidths: [String: String] = [:]) {
      self.minutes = minutes
      self.halfWidths = halfWidths
    }
  }

  public let id: String
  public let paper: Paper
  public let title: String
  /// Columns of figure.csv.
  public let columns: [Column]
  public let fitColumns: [Column]
  public let markerColumns: [Column]
  public let claims: [Claim]
  public let costs: [Preset: Cost]
  /// Width and height of figure.svg, in pixels.
  public let pictureSize: (width: Int, height: Int)

  public init(
    id: String, paper: Paper, title: String, columns: [Column], fitColumns: [Column] = [],
    markerColumns: [Column] = [], claims: [Claim], costs: [Preset: Cost],
    pictureSize: (width: Int, height: Int) = (1000, 700)
  ) {
    self.id = id
    self.paper = paper
    self.title = title
    self.columns = columns
    self.fitColumns = fitColumns
    self.markerColumns = markerColumns
    self.claims = claims
    self.costs = costs
    self.pictureSize = pictureSize
  }
}

/// A column's name, meaning and unit, as columns.json says them.
public struct Column: Codable, Sendable {
  public let name: String
  public let meaning: String
  /// "1" for a number without a unit, nil for words.
  public let unit: String?

  public init(_ name: String, _ meaning: String, unit: String? = "1") {
    self.name = name
    self.meaning = meaning
    self.unit = unit
  }
}

/// What a figure's trials amount to.
public struct FigureData: Sendable {
  public let figure: CSVTable
  public let fit: CSVTable?
  public let markers: CSVTable?
  /// Pictures that the script lays out, by their names in the folder `pictures`, without an ending.
  public let pictures: [(name: String, image: Image)]
  public let claims: [JudgedClaim]

  public init(
    figure: CSVTable, fit: CSVTable? = nil, markers: CSVTable? = nil, pictures: [(name: String, image: Image)] = [],
    claims: [JudgedClaim]
  ) {
    self.figure = figure
    self.fit = fit
    self.markers = markers
    self.pictures = pictures
    self.claims = claims
  }

  /// The CSV files by name.
  var files: [(name: String, table: CSVTable)] {
    [("figure.csv", figure), ("figure-fit.csv", fit), ("figure-markers.csv", markers)].compactMap { name, table in
      table.map { (name, $0) }
    }
  }

  /// Where a picture stands in the run folder.
  static func path(ofPicture name: String) -> String { "pictures/\(name).png" }
}

/// The largest `--seed`: seeds of trials are made from it.
public let largestSeed = 1_000_000_000

/// The training seeds of a run: `count` numbers that no other run's seed leads to, for up to 1000 of them.
public func trainingSeeds(_ count: Int, of seed: Int) -> [Int] { (0..<count).map { seed * 1000 + $0 } }
