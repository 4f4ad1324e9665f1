import Experiments
import Probes

/// Probes and statistics chosen by a user, by name; "all" stands for every one.
struct ProbeChoice: Sendable {
  let probes: [any Probe]
  let windowProtocols: [WindowProtocol]
  let statistics: Set<ProbeStatistic>

  /// - Throws: `UsageError` that names the nearest known probe or statistic.
  init(probes names: [String], statistics: [String]) throws(UsageError) {
    var probes: [any Probe] = []
    var windowProtocols: [WindowProtocol] = []
    for declaration in try Self.chosen(names, "probe", among: ProbeRegistry.declarations, by: \.name) {
      switch declaration.method {
      case .crossFitted(let probe): probes.append(probe)
      case .windows(let windows): windowProtocols.append(windows)
      }
    }
    self.probes = probes
    self.windowProtocols = windowProtocols
    self.statistics = Set(try Self.chosen(statistics, "statistic", among: ProbeStatistic.allCases, by: \.rawValue))
  }

  private static func chosen<Choice>(
    _ names: [String], _ what: String, among all: [Choice], by name: (Choice) -> String
  ) throws(UsageError) -> [Choice] {
    var chosen: [Choice] = []
    for wanted in names {
      let found = wanted == "all" ? all : all.filter { name($0) == wanted }
      guard !found.isEmpty else {
        let nearest = nearestName(to: wanted, among: all.map(name))
        throw UsageError(
          "unknown \(what) '\(wanted)'" + (nearest.map { "; the nearest is '\($0)'" } ?? "")
            + "; cotrain probe --list shows them all")
      }
      chosen += found
    }
    return chosen.distinct(by: name)
  }
}
