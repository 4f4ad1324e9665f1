extension Sequence {
  /// The first element of each key, in the order of the sequence.
  package func distinct<Key: Hashable>(by key: (Element) throws -> Key) rethrows -> [Element] {
    var seen: Set<Key> = []
    return try filter { seen.insert(try key($0)).inserted }
  }
}

extension Sequence where Element: Hashable {
  /// Each element once, in the order of the sequence.
  package func distinct() -> [Element] { distinct { $0 } }
}
