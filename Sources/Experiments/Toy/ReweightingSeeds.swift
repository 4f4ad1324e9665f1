import Statistics
import Storage

/// The outcomes of the reweighting figure by cell and seed, and their means with intervals over seeds.
struct ReweightingSeeds {
  private struct Cell: Hashable {
    let w: Double
    let dz: Double
  }

  typealias Outcome = ToyReweightingTrial.Outcome

  let w: [Double]
  let dz: [Double]
  let seeds: [Int]
  private var outcomes: [Cell: [Outcome]] = [:]

  init(_ trials: [ToyReweightingTrial], _ outcomes: [Outcome]) {
    w = Array(Set(trials.map(\.configuration.w))).sorted()
    dz = Array(Set(trials.map(\.configuration.dz))).sorted()
    seeds = Array(Set(trials.map { Int($0.configuration.seeds.data) })).sorted()
    for (trial, outcome) in zip(trials, outcomes) {
      self.outcomes[Cell(w: trial.configuration.w, dz: trial.configuration.dz), default: []].append(outcome)
    }
  }

  /// One value a seed at a cell; nil unless every seed has one.
  private func values(_ cell: Cell, _ value: (Outcome) -> Double?) -> [Double]? {
    let found = (outcomes[cell] ?? []).compactMap(value)
    return found.count == seeds.count ? found : nil
  }

  private static func difference(_ outcome: Outcome) -> Double? {
    guard let closedForm = outcome.closedFormCorrelation, let prior = outcome.priorCorrelation else { return nil }
    return closedForm - prior
  }

  /// The mean over Δz of a statistic, one value a seed, over those Δz at which every seed has it; nil where none does.
  private func meanOverGaps(w: Double, _ value: (Outcome) -> Double?) -> [Double]? {
    let columns = dz.compactMap { values(Cell(w: w, dz: $0), value) }
    guard !columns.isEmpty else { return nil }
    return seeds.indices.map { seed in columns.reduce(0) { $0 + $1[seed] } / Double(columns.count) }
  }

  /// Claim M9 at one w, one value a seed.
  func differences(w: Double) -> [Double]? { meanOverGaps(w: w, Self.difference) }

  private static let ofLevel: [(name: String, value: @Sendable (Outcome.Level) -> Double?)] = [
    ("cosine", \.cosine), ("relative_error", \.relativeError), ("implied_share", \.impliedShare),
    ("implied_mass", \.impliedMass), ("closed_form_mass", \.closedFormMass), ("ess", \.effectiveSampleSize),
    ("network_error", \.networkError), ("closed_form_error", \.closedFormError),
  ]

  private static let ofAll: [(name: String, value: @Sendable (Outcome) -> Double?)] = [
    ("spearman_closed_form", \.closedFormCorrelation), ("spearman_prior", \.priorCorrelation),
    ("difference", difference),
  ]

  func table(_ columns: [Column]) throws -> CSVTable {
    var table = CSVTable(columns: columns.map(\.name))
    func append(_ w: Double, _ dz: Double?, _ time: Double?, _ support: String?, _ name: String, _ values: [Double])
      throws
    {
      let interval = values.count >= 2 ? try Estimate.mean(of: values).interval : nil
      table.append([
        .number(w), CSVValue(dz), CSVValue(time), support.map(CSVValue.text) ?? .missing, .text(name),
        .number(values.reduce(0, +) / Double(values.count)), CSVValue(interval?.lower), CSVValue(interval?.upper),
      ])
    }
    for w in w {
      for (name, value) in Self.ofAll {
        if let values = meanOverGaps(w: w, value) { try append(w, nil, nil, nil, name, values) }
      }
      for dz in dz {
        let cell = Cell(w: w, dz: dz)
        for (name, value) in Self.ofAll {
          if let values = values(cell, value) { try append(w, dz, nil, nil, name, values) }
        }
        for (index, level) in (outcomes[cell]?.first?.levels ?? []).enumerated() {
          for (name, value) in Self.ofLevel {
            guard let values = values(cell, { value($0.levels[index]) }) else { continue }
            try append(w, dz, level.time, level.isInSupport ? "inside" : "outside", name, values)
          }
        }
      }
    }
    return table
  }
}
