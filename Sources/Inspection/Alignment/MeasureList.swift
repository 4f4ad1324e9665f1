import Alignment
import Experiments
import Foundation
import Storage

/// What every measure says of itself: the table of `cotrain align --list`.
public enum MeasureList {
  /// For people: one line a measure, then what the words mean.
  public static var text: String {
    var rows = [["name", "pairs", "closer", "unchanged by", "is", "bias", "cost", "what"]]
    for measure in MeasureRegistry.declarations {
      rows.append([
        measure.name, measure.pairing.rawValue, measure.direction.rawValue, words(measure.invariances),
        words(measure.properties), measure.bias, measure.cost, measure.title,
      ])
    }
    let sources = MeasureRegistry.declarations.map { [$0.name, $0.source] }
    return alignedText(rows) + "\nSources\n" + alignedText(sources)
  }

  /// The same for programs.
  public static func json() throws -> String {
    String(decoding: try JSONText.pretty(MeasureRegistry.declarations.map(Entry.init)), as: UTF8.self)
  }

  private struct Entry: Encodable {
    let name: String
    let title: String
    let pairing: String
    let closer: String
    let invariances: [String]
    let properties: [String]
    let bias: String
    let cost: String
    let source: String
    let row_limit: Int?

    init(_ measure: MeasureDeclaration) {
      name = measure.name
      title = measure.title
      pairing = measure.pairing.rawValue
      closer = measure.direction.rawValue
      invariances = sorted(measure.invariances)
      properties = sorted(measure.properties)
      bias = measure.bias
      cost = measure.cost
      source = measure.source
      row_limit = measure.rowLimit
    }
  }
}

private func words<Word: RawRepresentable & Hashable & CaseIterable>(_ words: Set<Word>) -> String
where Word.RawValue == String {
  words.isEmpty ? "-" : sorted(words).joined(separator: ", ")
}

private func sorted<Word: RawRepresentable & Hashable & CaseIterable>(_ words: Set<Word>) -> [String]
where Word.RawValue == String {
  Word.allCases.filter(words.contains).map(\.rawValue)
}
