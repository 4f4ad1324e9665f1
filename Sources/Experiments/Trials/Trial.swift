import Foundation
import Storage

/// One experiment: the value is its resolved configuration, complete, and running it is a pure function of that value.
///
/// The same configuration gives the same outcome on every run, whatever runs beside it.
public protocol Trial: Codable, Equatable, Sendable {
  /// What comes out. Kept in result.json, so it is small.
  associatedtype Outcome: Codable, Sendable

  /// Names this sort of trial, such as "toy".
  static var kind: String { get }
  /// Raised whenever the same configuration starts to give another outcome: earlier results are then left aside.
  static var version: Int { get }
  /// The configuration in a few words, for messages.
  var label: String { get }

  /// - Throws: `Interrupted` when `progress` says so, and whatever makes this trial fail.
  func run(_ progress: TrialProgress) throws -> Outcome
}

/// How a trial says how far it has come, and learns that it should stop.
public struct TrialProgress: Sendable {
  private let receive: @Sendable (Double, String?) throws -> Void

  public init(_ receive: @escaping @Sendable (Double, String?) throws -> Void) { self.receive = receive }

  /// - Parameters:
  ///   - fraction: share of the trial that is done, 0 to 1.
  ///   - message: a few words such as the loss.
  /// - Throws: `Interrupted` when the trial should stop.
  public func report(_ fraction: Double, message: String? = nil) throws { try receive(fraction, message) }
}

extension Trial {
  /// SHA-256 of the canonical JSON of kind, version and configuration: equal for equal trials, and its result's name.
  public func hash() throws -> TrialHash {
    let identity = TrialIdentity(kind: Self.kind, version: Self.version, configuration: self)
    return TrialHash(hexadecimal: Digest(of: try JSONText.canonical(identity)).hexadecimal)
  }
}

private struct TrialIdentity<Task: Trial>: Encodable {
  let kind: String
  let version: Int
  let configuration: Task
}

/// A trial's name: 64 hexadecimal digits, of which the first 16 name its folder.
public struct TrialHash: Hashable, Sendable {
  public let hexadecimal: String
  public var folderName: String { String(hexadecimal.prefix(16)) }
}

/// What result.json holds.
public struct TrialRecord<Task: Trial>: Codable, Sendable {
  public let kind: String
  public let version: Int
  public let hash: String
  /// SHA-256 of the program that computed it.
  public let code: String
  public let configuration: Task
  public let outcome: Task.Outcome
}
