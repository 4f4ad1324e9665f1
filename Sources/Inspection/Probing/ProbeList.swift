import Experiments
import Foundation
import Probes
import Storage

/// What every probe and statistic says of itself: the tables of `cotrain probe --list`.
public enum ProbeList {
  /// For people.
  public static var text: String {
    let probes =
      [["probe", "what", "cost", "source"]]
      + ProbeRegistry.declarations.map {
        [$0.name, $0.title, $0.cost, $0.source]
      }
    let statistics =
      [["statistic", "what", "of a probe that knows nothing", "interval", "source"]]
      + ProbeStatistic.allCases.map { [$0.rawValue, $0.meaning, $0.chance, $0.intervalMethod, $0.source] }
    return alignedText(probes) + "\n" + alignedText(statistics)
  }

  /// The same for programs.
  public static func json() throws -> String {
    String(
      decoding: try JSONText.pretty(
        Document(
          probes: ProbeRegistry.declarations.map {
            Probe(name: $0.name, title: $0.title, cost: $0.cost, source: $0.source)
          },
          statistics: ProbeStatistic.allCases.map {
            Statistic(
              name: $0.rawValue, meaning: $0.meaning, chance: $0.chance, interval: $0.intervalMethod,
              source: $0.source)
          })), as: UTF8.self)
  }

  private struct Document: Encodable {
    let probes: [Probe]
    let statistics: [Statistic]
  }

  private struct Probe: Encodable {
    let name: String
    let title: String
    let cost: String
    let source: String
  }

  private struct Statistic: Encodable {
    let name: String
    let meaning: String
    let chance: String
    let interval: String
    let source: String
  }
}
