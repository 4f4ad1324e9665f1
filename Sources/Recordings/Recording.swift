import Storage
import Tensors

/// One domain's representations, open for reading: layers of equally many rows, and what is known of the rows.
///
/// Opening reads what describes the arrays and the episodes; a layer's rows are read when they are asked for.
public struct Recording: Sendable {
  /// The domain's name, such as "real".
  public let name: String
  public let path: String
  public let layers: [Layer]
  public let rowCount: Int
  /// Arrays of the file that are left out because they cannot be read, and why.
  public let unreadable: [ArrayFileError]
  /// In the order of their first rows; nil when nothing says where episodes end.
  public let episodes: [Episode]?
  /// What is known of the rows beside the layers: actions, states, steps.
  private let conditions: [RecordingSource.Role: Layer]

  /// Opens a source and checks that its parts fit together.
  /// - Throws: `ArrayFileError` for a file that cannot be read, `RecordingError` for one that makes no recording.
  public init(_ source: RecordingSource) throws {
    let reference = ArrayReference(source.file)
    let file = try ArrayFiles.open(reference.path)
    let (roles, found) = try Self.roleArrays(of: source, in: file)
    let roleKeys = Set(found.map(\.key))

    let arrays: [StoredArray]
    if let key = reference.key {
      arrays = [try file.array(named: key)]
    } else if let names = source.layers {
      arrays = try names.map { name in
        if let flaw = file.unreadable.first(where: { $0.key == name }) { throw flaw }
        guard let array = file.arrays.first(where: { $0.key == name }) else {
          throw RecordingError(
            path: reference.path, key: name, .noSuchLayer(known: file.arrays.filter { $0.shape.count >= 2 }.map(\.key)))
        }
        return array
      }
    } else {
      arrays = file.arrays.filter { $0.shape.count >= 2 && !roleKeys.contains($0.key) }
    }
    unreadable = reference.key == nil && source.layers == nil ? file.unreadable : []
    guard let first = arrays.first else {
      // Where nothing can be read, the reason is worth more than the fact.
      if let flaw = file.unreadable.first { throw flaw }
      throw RecordingError(path: reference.path, .noLayers(arrays: file.arrays.map(\.key)))
    }
    name = source.name
    path = reference.path
    rowCount = first.rowCount
    layers = try arrays.map { try Layer($0, pooling: source.pooling) }
    let expected = first.rowCount
    for layer in layers where layer.rowCount != expected {
      throw RecordingError(
        path: path, key: layer.name, .rowsDiffer(found: layer.rowCount, layer: layers[0].name, expected: expected))
    }
    var conditions: [RecordingSource.Role: Layer] = [:]
    for (role, array) in roles where role != .episodes {
      guard array.rowCount == expected else {
        throw RecordingError(
          path: array.path, key: array.key,
          .rowsDiffer(found: array.rowCount, layer: layers[0].name, expected: expected))
      }
      conditions[role] = try Layer(array, pooling: .flatten)
    }
    self.conditions = conditions
    episodes = try Self.episodes(roles[.episodes], file: file, rowCount: expected)
  }

  /// Actions, states or steps of the rows, `[n, d]` with each row flattened; nil when the recording has none.
  public func condition(_ role: RecordingSource.Role) -> Layer? { conditions[role] }

  /// The arrays with a role, by name in the file or as given, and those of them that stand in the file itself.
  private static func roleArrays(
    of source: RecordingSource, in file: any ArrayFile
  ) throws -> (roles: [RecordingSource.Role: StoredArray], inFile: [StoredArray]) {
    var roles: [RecordingSource.Role: StoredArray] = [:]
    var inFile: [StoredArray] = []
    for role in RecordingSource.Role.allCases {
      let own = file.arrays.filter { role.keys.contains($0.lastKeyPart) }
      if let given = source.roles[role] {
        let reference = ArrayReference(given)
        let other = reference.path == file.path ? file : try ArrayFiles.open(reference.path)
        let array = try other.theArray(reference.key)
        roles[role] = array
        if other.path == file.path { inFile.append(array) }
      } else if let array = own.min(by: { $0.key.count < $1.key.count }), !array.key.isEmpty {
        roles[role] = array
      }
      if source.layers == nil { inFile += own }
    }
    return (roles, inFile)
  }

  private static func episodes(_ array: StoredArray?, file: any ArrayFile, rowCount: Int) throws -> [Episode]? {
    if let array {
      func failure(_ what: String) -> RecordingError {
        RecordingError(path: array.path, key: array.key, .badEpisodes(what))
      }
      let numbers = array.shape.filter { $0 != 1 }
      guard numbers.count <= 1, array.shape.reduce(1, *) == rowCount else {
        throw failure("episodes have shape \(array.shape); expected one number for each of \(rowCount) rows")
      }
      let identifiers = try array.rows(0..<array.rowCount, as: Double.self).elements
      if let row = identifiers.firstIndex(where: { !$0.isFinite || $0 != $0.rounded() }) {
        throw failure("the episode of row \(row) is \(identifiers[row]); expected a whole number")
      }
      return Episode.grouped(by: identifiers)
    }
    guard let ends = file.episodeEnds else { return nil }
    guard ends.last == rowCount else {
      throw RecordingError(
        path: file.path, .badEpisodes("its episodes end at row \(ends.last ?? 0), and the layers have \(rowCount) rows")
      )
    }
    return Episode.ending(at: ends)
  }
}

extension ArrayFile {
  /// The array of a key, or the only one there is.
  func theArray(_ key: String?) throws(ArrayFileError) -> StoredArray {
    if let key { return try array(named: key) }
    guard arrays.count == 1 else {
      throw ArrayFileError(
        path: path, .unsupported("it has \(arrays.count) arrays; name one as \(path):KEY"))
    }
    return arrays[0]
  }
}

extension StoredArray {
  var lastKeyPart: String { key.split(separator: "/").last.map(String.init) ?? "" }
}
