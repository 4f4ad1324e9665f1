import Foundation
import Storage

/// A folder beside a file that is to be, with the batches of demonstrations that are finished.
///
/// Whoever is killed while demonstrations are made and asks again for the same goes on from the batches, and has the same
/// demonstrations in the end.
public struct UnfinishedDemonstrations: Sendable {
  /// Attempts of a batch.
  static let batchSize = 100

  /// The file's own path, and `.unfinished`.
  public let folder: String
  private let writer: AtomicFileWriter

  /// - Parameter path: of the file that is to be.
  public init(of path: String, writer: AtomicFileWriter = AtomicFileWriter()) {
    folder = "\(path).unfinished"
    self.writer = writer
  }

  /// The batches are those of another request.
  public struct Conflict: Error, Equatable, CustomStringConvertible {
    public let description: String
  }

  /// Attempts in the batches that are kept.
  public var keptAttempts: Int {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return Self.batchSize * names.count { !$0.hasPrefix(".") }
  }

  /// Makes the folder, with those above it: where demonstrations cannot be written this is known before they are made.
  /// - Throws: `WriteError`.
  public func prepare() throws { try writer.makeFolder(folder) }

  /// The demonstrations among some attempts, where they are kept. A file that cannot be read is made again.
  /// - Throws: `Conflict` when they are of another expert, domain, seed or box than those of `set`.
  func batch(of attempts: Range<Int>, like set: DemonstrationSet) throws(Conflict) -> DemonstrationSet? {
    guard let batch = try? DemonstrationSet(contentsOf: path(attempts)) else { return nil }
    guard batch.domain == set.domain, batch.character == set.character, batch.seed == set.seed, batch.box == set.box
    else {
      throw Conflict(
        description: "'\(folder)' holds demonstrations of another expert, domain, seed or box, from a run that was "
          + "stopped; run that one again, or remove the folder")
    }
    guard batch.attempts.allSatisfy(attempts.contains) else { return nil }
    return batch
  }

  /// Keeps the demonstrations among some attempts.
  /// - Throws: `WriteError`.
  func keep(_ set: DemonstrationSet, of attempts: Range<Int>) throws {
    try prepare()
    try set.write(to: path(attempts), with: writer)
  }

  /// Removes the folder, when the file is there.
  public func remove() { try? FileManager.default.removeItem(atPath: folder) }

  /// Removes the folder where no batch is in it.
  public func removeIfEmpty() {
    writer.removeUnfinished(in: folder)
    rmdir(folder)
  }

  private func path(_ attempts: Range<Int>) -> String {
    PathParts.join(folder, "\(attempts.lowerBound)-\(attempts.upperBound - 1).demos")
  }
}
