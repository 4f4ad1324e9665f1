import Experiments
import Foundation
import Recordings
import Storage

/// Where the files of other checkpoints stand: each in a folder of its own, under the names that the base's have in
/// theirs.
///
/// The base's folder is the deepest one that both domains' files share; another checkpoint's folder stands in its place,
/// and the paths below it stay the same. `a/real.npz` and `a/sim.npz` have `b/real.npz` and `b/sim.npz` in `b`;
/// `a/real/acts.h5` and `a/sim/acts.h5` have `b/real/acts.h5` and `b/sim/acts.h5`. Arrays given by path
/// (`--episodes-real PATH:KEY`) move along when they stand in the base's folder, and stay where they are otherwise.
public struct CheckpointFiles: Sendable {
  /// Checkpoints of a series, at most.
  public static let mostCheckpoints = 500

  private let base: [RecordingSource]
  /// The parts of the shared folder's path.
  private let shared: [String]

  /// - Parameter base: both domains' files.
  public init(_ base: [RecordingSource]) {
    self.base = base
    let folders = base.map { Self.parts(ArrayReference($0.file).path).dropLast() }
    var shared = Array(folders.first ?? [])
    for folder in folders.dropFirst() {
      shared = zip(shared, folder).prefix { $0.0 == $0.1 }.map(\.0)
    }
    self.shared = shared
  }

  /// The base's files as they are named in another folder.
  public func sources(in folder: String) -> [RecordingSource] {
    base.map { source in
      RecordingSource(
        name: source.name, file: moved(source.file, to: folder) ?? source.file, layers: source.layers,
        pooling: source.pooling, roles: source.roles.mapValues { moved($0, to: folder) ?? $0 })
    }
  }

  /// The checkpoints that a pattern names, in natural order: `*`, `?` and `[…]` as in a shell.
  ///
  /// A match is a checkpoint's folder; one that ends as the real domain's file does in its folder names that folder.
  /// - Throws: `UsageError` when nothing matches, or too much.
  public func matching(_ pattern: String) throws(UsageError) -> [DiagnosisRequest.Checkpoint] {
    var folders: [String] = []
    let ends = base.map { Array(Self.parts(ArrayReference($0.file).path).dropFirst(shared.count)) }
    for path in Self.glob(pattern) {
      let parts = Self.parts(path)
      if let end = ends.first(where: { parts.count >= $0.count && Array(parts.suffix($0.count)) == $0 }) {
        folders.append(Self.path(Array(parts.dropLast(end.count))))
      } else if Self.isFolder(path) {
        folders.append(Self.path(parts))
      }
    }
    folders = Set(folders).sorted(by: Self.naturally)
    guard !folders.isEmpty else {
      throw UsageError(
        "--series '\(pattern)': nothing matches; expected folders that hold "
          + ends.map { "'\($0.joined(separator: "/"))'" }.joined(separator: " and ")
          + ", such as 'checkpoints/*' (in quotes, so that the shell leaves it alone)")
    }
    guard folders.count <= Self.mostCheckpoints else {
      throw UsageError(
        "--series '\(pattern)': \(folders.count) checkpoints match; expected at most \(Self.mostCheckpoints)")
    }
    let names = Self.distinguishing(folders)
    return zip(folders, names).map { folder, name in
      DiagnosisRequest.Checkpoint(name: name, step: Self.step(in: name), sources: sources(in: folder))
    }
  }

  /// nil for a path outside the shared folder.
  private func moved(_ text: String, to folder: String) -> String? {
    let reference = ArrayReference(text)
    let parts = Self.parts(reference.path)
    guard parts.count > shared.count, Array(parts.prefix(shared.count)) == shared else { return nil }
    let path = PathParts.join(folder, parts.dropFirst(shared.count).joined(separator: "/"))
    return reference.key.map { "\(path):\($0)" } ?? path
  }

  private static func parts(_ path: String) -> [String] {
    var parts = path.split(separator: "/", omittingEmptySubsequences: true).map(String.init).filter { $0 != "." }
    if path.hasPrefix("/") { parts.insert("", at: 0) }
    return parts
  }

  private static func path(_ parts: [String]) -> String {
    parts.isEmpty ? "." : parts == [""] ? "/" : parts.joined(separator: "/")
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }

  private static func glob(_ pattern: String) -> [String] {
    var found = glob_t()
    defer { globfree(&found) }
    guard Foundation.glob(pattern, 0, nil, &found) == 0 else { return [] }
    return (0..<Int(found.gl_pathc)).compactMap { found.gl_pathv[$0].map { String(cString: $0) } }
  }

  /// Numbers by their size: step-900 before step-1000.
  static func naturally(_ a: String, _ b: String) -> Bool {
    let order = a.compare(b, options: .numeric)
    return order == .orderedSame ? a < b : order == .orderedAscending
  }

  /// What the folders' paths do not have in common, or the last part of a single one.
  private static func distinguishing(_ folders: [String]) -> [String] {
    let all = folders.map(parts)
    guard let first = all.first, all.count > 1 else { return folders.map { PathParts($0).name } }
    let shortest = all.map(\.count).min()!
    let head = (0..<shortest).prefix { index in all.allSatisfy { $0[index] == first[index] } }.count
    let tail = (0..<(shortest - head)).prefix { index in
      all.allSatisfy { $0[$0.count - 1 - index] == first[first.count - 1 - index] }
    }.count
    return all.map { $0.dropFirst(head).dropLast(tail).joined(separator: "/") }
  }

  /// The last whole number in a name.
  static func step(in name: String) -> Double? {
    let runs = name.split { !($0.isASCII && $0.isNumber) }
    return runs.last.flatMap { $0.count <= 15 ? Double($0) : nil }
  }
}
