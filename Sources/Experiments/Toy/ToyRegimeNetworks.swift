import Diagnosis
import Storage
import ToyModel

/// The networks of `toy-regimes` with their truths, and the tables made of them.
struct ToyRegimeNetworks {
  /// One a recorded network and flow time, in the grid's order.
  let cases: [ToyRegimeCase]
  private let outcomes: [ToyRegimeTrial.Outcome]
  private let targetOnlyLosses: [Double]
  private let fittingSeeds: Set<Int>
  private let times: [Double]

  init(
    _ settings: ToyRegimesFigure.Settings, _ trials: [ToyRegimeTrial], _ found: [ToyRegimeTrial.Outcome]
  ) throws {
    times = settings.times
    fittingSeeds = Set(settings.grid.seeds.prefix(settings.fittingSeeds))
    let networks = Array(zip(trials, found))
    var cases: [ToyRegimeCase] = []
    var outcomes: [ToyRegimeTrial.Outcome] = []
    var losses: [Double] = []
    for (trial, outcome) in networks where !trial.times.isEmpty {
      let own = trial.configuration
      guard
        let alone = networks.first(where: { other, _ in
          other.times.isEmpty && other.configuration.dz == own.dz && other.configuration.seeds == own.seeds
        })
      else { throw UsageError("no target-only network beside \(trial.label)") }
      let truth = ToyRegimeTruth.regime(of: outcome, targetOnlyLoss: alone.1.l2)
      for time in trial.times {
        cases.append(try ToyRegimeCase(trial, outcome, truth: truth, time: time))
        outcomes.append(outcome)
        losses.append(alone.1.l2)
      }
    }
    self.cases = cases
    self.outcomes = outcomes
    targetOnlyLosses = losses
  }

  func isFitting(_ seed: Int) -> Bool { fittingSeeds.contains(seed) }

  /// figure.csv: every layer and then the network, at every flow time.
  func table(_ columns: [String], _ rules: RegimeRules) -> CSVTable {
    var table = CSVTable(columns: columns)
    for (place, known) in cases.enumerated() {
      let outcome = outcomes[place]
      let head: [CSVValue] = [
        .number(known.dz), .number(known.w), .integer(known.seed), .text(isFitting(known.seed) ? "fitting" : "scored"),
        known.truth.map { .text($0.rawValue) } ?? .missing, .number(outcome.l2), .number(targetOnlyLosses[place]),
        .number(outcome.shareNearSource), .number(outcome.shareNearTarget), .number(known.time),
      ]
      for (index, layer) in known.layers.enumerated() {
        let linear = layer.linear[rules.resolution]
        table.append(
          head + [.text(String(index + 1))] + Self.values(layer.separation) + Self.values(linear) + [
            CSVValue(layer.network[rules.resolution]?.value), CSVValue(layer.mixing.value),
            .text(known.regime(of: index, by: rules).rawValue),
          ])
      }
      let empty = [CSVValue](repeating: .missing, count: 10)
      table.append(head + ["policy"] + empty + [.text(known.regime(by: rules).rawValue)])
    }
    return table
  }

  private static func values(_ reading: Reading?) -> [CSVValue] {
    var floor: Double?
    if let real = reading?.realFloor, let sim = reading?.simFloor { floor = (real + sim) / 2 }
    return [
      CSVValue(reading?.value), CSVValue(reading?.interval?.lower), CSVValue(reading?.interval?.upper), CSVValue(floor),
    ]
  }

  /// figure-fit.csv: the rules, then how they fare.
  /// - Parameter fit: nil where no thresholds were right often enough; the calibrated rules are scored then.
  func scores(_ columns: [String], _ fit: ToyRegimeFit?) throws -> CSVTable {
    var table = CSVTable(columns: columns)
    let rules = fit?.rules ?? .calibrated
    for (name, value) in [
      ("resolution", rules.resolution), ("discernible", rules.discernible), ("disjoint", rules.disjoint),
      ("earliest_depth", rules.earliestDepth), ("latest_time", rules.latestTime),
    ] {
      table.append([
        fit == nil ? "calibrated" : "rule", .missing, .missing, .text(name), .number(value), .missing, .missing,
      ])
    }
    for (resolution, right) in fit?.linearAlone ?? [] {
      let name = "linear_alone@\(shortestDecimal(resolution))"
      table.append(["rule", .missing, .missing, .text(name), .integer(right), .missing, .missing])
    }
    var everywhere = rules
    everywhere.earliestDepth = 0
    everywhere.latestTime = 1
    for scope in ["fitting", "scored"] {
      for time in times {
        let own = cases.filter { $0.time == time && isFitting($0.seed) == (scope == "fitting") }
        func append(_ layer: String, _ verdicts: [ToyRegimeScore.Verdict]) throws {
          for (name, value, interval) in try ToyRegimeScore(verdicts).statistics() {
            table.append([
              .text(scope), .number(time), .text(layer), .text(name), CSVValue(value), CSVValue(interval?.lower),
              CSVValue(interval?.upper),
            ])
          }
        }
        func verdicts(_ layer: Int, _ rules: RegimeRules) -> [ToyRegimeScore.Verdict] {
          own.map { .init(seed: $0.seed, truth: $0.truth, regime: $0.regime(of: layer, by: rules)) }
        }
        let layers = own.first?.layers.indices ?? 0..<0
        for layer in layers { try append(String(layer + 1), verdicts(layer, everywhere)) }
        guard time <= rules.latestTime, let one = own.first else { continue }
        let deep = layers.filter { one.depth(of: $0) >= rules.earliestDepth }
        try append("decided", deep.flatMap { verdicts($0, rules) })
        try append("policy", own.map { .init(seed: $0.seed, truth: $0.truth, regime: $0.regime(by: rules)) })
        table.append([
          .text(scope), .number(time), "policy", "wrong_at_equal_activations",
          .integer(own.count { isWrongAtEqualActivations($0, among: own, rules) }), .missing, .missing,
        ])
      }
    }
    return table
  }

  private func isWrongAtEqualActivations(
    _ known: ToyRegimeCase, among others: [ToyRegimeCase], _ rules: RegimeRules
  ) -> Bool {
    let said = known.regime(by: rules)
    guard let truth = known.truth, said != .undecided, said != truth else { return false }
    return others.contains {
      $0.dz == known.dz && $0.seed == known.seed && $0.truth == said && known.isLike($0, in: rules)
    }
  }
}
