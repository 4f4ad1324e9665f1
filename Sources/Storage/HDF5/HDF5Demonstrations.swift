/// robomimic's demonstrations, `data/demo_0`, `data/demo_1`, …, their arrays joined in the order of the numbers.
struct HDF5Demonstrations {
  private static let folder = "data/"
  private static let prefix = "demo_"

  private let names: Set<Substring>
  let arrays: [StoredArray]
  /// Nil where the file has no demonstrations, or none of their arrays can be joined.
  let episodeEnds: [Int]?
  let unreadable: [ArrayFileError]

  /// - Throws: `ArrayFileError` when two demonstrations have one number or a dataset's numbers stand beyond the file.
  init(_ listing: HDF5Listing, in file: RegularFile) throws(ArrayFileError) {
    let names = try Self.orderedNames(listing.groups, path: file.path)
    let keys = Set(names.map { $0[...] })
    self.names = keys
    var parts: [Substring: [Substring: StoredArray]] = [:]
    var order: [Substring] = []
    var kept: [Substring: KeptBlock] = [:]
    var refused: [Substring: ArrayFileError] = [:]
    func refuse(_ key: Substring, _ reason: ArrayFileError.Reason) {
      if refused[key] == nil { refused[key] = ArrayFileError(path: file.path, key: String(key), reason) }
    }

    for error in listing.refusals {
      guard let place = Self.place(error.key ?? "", among: keys) else { continue }
      refuse(place.key, .unsupported("\(place.name): \(error.reason)"))
    }
    for dataset in listing.datasets {
      guard let place = Self.place(dataset.key, among: keys) else { continue }
      do throws(ArrayFileError) {
        let block = kept[place.key] ?? KeptBlock()
        let array = try dataset.array(in: file, kept: block)
        if kept.updateValue(block, forKey: place.key) == nil { order.append(place.key) }
        parts[place.key, default: [:]][place.name] = array
      } catch {
        guard case .unsupported = error.reason else { throw error }
        refuse(place.key, .unsupported("\(place.name): \(error.reason)"))
      }
    }

    var joined: [(key: Substring, parts: [StoredArray])] = []
    for key in order where refused[key] == nil {
      switch Self.join(parts[key] ?? [:], names) {
      case .success(let parts): joined.append((key, parts))
      case .failure(let flaw): refuse(key, flaw.reason)
      }
    }
    // The actions say how long a demonstration is; some files have one observation more.
    let lengths = (joined.first { $0.key == "actions" } ?? joined.first)?.parts.map(\.rowCount)
    var arrays: [StoredArray] = []
    for (key, parts) in joined {
      if let wrong = parts.indices.first(where: { parts[$0].rowCount != lengths?[$0] }) {
        let (found, expected) = (parts[wrong].rowCount, lengths?[wrong] ?? 0)
        refuse(
          key, .unsupported("\(names[wrong]) has \(found) rows, and \(expected) in other arrays such as its actions"))
      } else {
        arrays.append(ConcatenatedRows.array(parts, path: file.path, key: String(key)))
      }
    }
    var end = 0
    episodeEnds =
      arrays.isEmpty
      ? nil
      : lengths?.map { length in
        end += length
        return end
      }
    self.arrays = arrays
    unreadable = refused.values.sorted { ($0.key ?? "") < ($1.key ?? "") }
  }

  /// Whether a dataset is part of a demonstration.
  func contains(_ key: String) -> Bool { Self.place(key, among: names) != nil }

  /// Names of the demonstrations, demo_2 before demo_10.
  private static func orderedNames(_ groups: [String], path: String) throws(ArrayFileError) -> [String] {
    var names: [Int: String] = [:]
    for group in groups where group.hasPrefix(folder + prefix) {
      let digits = group.dropFirst((folder + prefix).count)
      guard digits.allSatisfy({ ("0"..."9").contains($0) }), let number = Int(digits) else { continue }
      let name = String(group.dropFirst(folder.count))
      if let other = names.updateValue(name, forKey: number) {
        throw ArrayFileError(
          path: path, key: group, .damaged("\(other) and \(name) have one number, so their order is not known"))
      }
    }
    return names.sorted { $0.key < $1.key }.map(\.value)
  }

  /// The demonstration and the key within it.
  private static func place(_ key: String, among names: Set<Substring>) -> (name: Substring, key: Substring)? {
    guard !names.isEmpty, key.hasPrefix(folder) else { return nil }
    let rest = key.dropFirst(folder.count)
    guard let slash = rest.firstIndex(of: "/"), names.contains(rest[..<slash]) else { return nil }
    return (rest[..<slash], rest[rest.index(after: slash)...])
  }

  private struct Flaw: Error { let reason: ArrayFileError.Reason }

  /// One array of each demonstration in order, or which of them has none, or another kind.
  private static func join(_ parts: [Substring: StoredArray], _ names: [String]) -> Result<[StoredArray], Flaw> {
    var ordered: [StoredArray] = []
    for name in names {
      guard let part = parts[name[...]] else {
        let owner = names.first { parts[$0[...]] != nil } ?? ""
        return .failure(
          Flaw(reason: .damaged("\(name) has no such array, and \(owner) has; remove it or write it for all")))
      }
      guard !part.shape.isEmpty else {
        return .failure(Flaw(reason: .unsupported("in \(name) it is a single number, and rows are read")))
      }
      guard part.rowCount > 0 else {
        return .failure(Flaw(reason: .unsupported("\(name) has no rows; leave this demonstration out")))
      }
      let first = ordered.first ?? part
      guard part.shape.dropFirst() == first.shape.dropFirst() else {
        return .failure(
          Flaw(
            reason: .unsupported(
              "a row has the shape \(Array(part.shape.dropFirst())) in \(name) "
                + "and \(Array(first.shape.dropFirst())) in \(names[0])")))
      }
      guard part.type == first.type else {
        return .failure(
          Flaw(reason: .unsupported("it is \(part.type.rawValue) in \(name) and \(first.type.rawValue) in \(names[0])"))
        )
      }
      ordered.append(part)
    }
    return .success(ordered)
  }
}
