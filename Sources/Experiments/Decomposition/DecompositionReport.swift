import Foundation
import Reweighting
import Statistics
import Storage

/// The shares of a table's variation that each term explains, as CSV and JSON.
public struct DecompositionReport: Sendable {
  struct Term: Sendable {
    let name: String
    let share: Double
    let estimate: Estimate?
    let degreesOfFreedom: Int?
    let omegaSquared: Double?
    let pValue: Double?
  }

  /// One method under one transform.
  struct Part: Sendable {
    let method: DecompositionStudy.Method
    let transform: ResponseTransform
    let terms: [Term]
    /// Why the method has no answer; nil where it has one.
    let reason: String?
  }

  let study: DecompositionStudy
  let path: String
  /// Rows that were looked at.
  let rows: Int
  let parts: [Part]

  /// One row a term; a method without an answer has one row, with its reason as status.
  public var csv: CSVTable {
    var table = CSVTable(columns: [
      "method", "transform", "term", "share", "lower", "upper", "df", "omega_squared", "p", "rows", "groups",
      "interval",
      "status",
    ])
    for part in parts {
      let head: [CSVValue] = [.text(part.method.rawValue), .text(part.transform.description)]
      if let reason = part.reason {
        table.append(
          head + [CSVValue](repeating: .missing, count: 7) + [.integer(rows), .missing, .missing, .text(reason)])
      }
      for term in part.terms {
        let interval = term.estimate?.interval
        table.append(
          head + [
            .text(term.name), .number(term.share), CSVValue(interval?.lower), CSVValue(interval?.upper),
            term.degreesOfFreedom.map(CSVValue.integer) ?? .missing, CSVValue(term.omegaSquared), CSVValue(term.pValue),
            .integer(rows), term.estimate.map { .integer($0.count) } ?? .missing,
            term.estimate.map { .text($0.method) } ?? .missing, "ok",
          ])
      }
    }
    return table
  }

  /// The same with what was asked.
  public func json() throws -> Data { try JSONText.pretty(Document(self)) }
}

/// The JSON form: `version` rises with every change of what a key means.
private struct Document: Encodable {
  struct Part: Encodable {
    let method: String
    let transform: String
    let status: String
    let interval_method: String?
    let groups: Int?
    let terms: [Term]
  }

  struct Term: Encodable {
    let term: String
    let share: Double
    let lower: Double?
    let upper: Double?
    let df: Int?
    let omega_squared: Double?
    let p: Double?
  }

  let version = 1
  let package: String
  let file: String
  let value: String
  let factors: [String]
  let continuous: [String]
  let conditions: [String]
  let cells_averaged: Bool
  let rows: Int
  let seed: Int
  let parts: [Part]

  init(_ report: DecompositionReport) {
    package = packageVersion
    file = report.path
    value = report.study.value
    factors = report.study.factors
    continuous = report.study.continuous
    conditions = report.study.conditions.map(\.description)
    cells_averaged = report.study.averagesCells
    rows = report.rows
    seed = report.study.seed
    parts = report.parts.map { part in
      let estimate = part.terms.first?.estimate
      return Part(
        method: part.method.rawValue, transform: part.transform.description, status: part.reason ?? "ok",
        interval_method: estimate?.method, groups: estimate?.count,
        terms: part.terms.map { term in
          Term(
            term: term.name, share: term.share, lower: term.estimate?.interval.lower,
            upper: term.estimate?.interval.upper, df: term.degreesOfFreedom, omega_squared: term.omegaSquared,
            p: term.pValue)
        })
    }
  }
}
