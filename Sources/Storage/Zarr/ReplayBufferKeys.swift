/// The keys of a store's arrays, and where a replay buffer of diffusion_policy says that its episodes end.
struct ReplayBufferKeys {
  static let ends = "meta/episode_ends"
  private static let prefix = "data/"
  private static let episodeLimit = 1 << 24

  private let isReplayBuffer: Bool
  /// Names below `data/`, without it.
  private let data: Set<Substring>

  /// - Parameter names: of the store's arrays.
  init(_ names: [String]) {
    let data = Set(names.filter { $0.hasPrefix(Self.prefix) }.map { $0.dropFirst(Self.prefix.count) })
    self.data = data
    isReplayBuffer = names.contains(Self.ends) && !names.contains { data.contains($0[...]) }
  }

  /// An array's key: its name, in a replay buffer without the prefix of the data.
  func key(of name: String) -> String {
    isReplayBuffer && name.hasPrefix(Self.prefix) ? String(name.dropFirst(Self.prefix.count)) : name
  }

  /// - Throws: `damaged` unless the ends increase, and the last one is the number of rows of every array of the data.
  func episodeEnds(among arrays: [StoredArray], path: String) throws(ArrayFileError) -> [Int]? {
    guard isReplayBuffer, let array = arrays.first(where: { $0.key == Self.ends }) else { return nil }
    func damaged(_ what: String) -> ArrayFileError { ArrayFileError(path: path, key: Self.ends, .damaged(what)) }
    guard array.shape.count == 1, ![.boolean, .float16, .brainFloat16, .float32, .float64].contains(array.type) else {
      throw damaged("it has the shape \(array.shape) and the type \(array.type.rawValue), and is a list of integers")
    }
    guard array.rowCount <= Self.episodeLimit else {
      throw damaged("it has \(array.rowCount) episodes, and at most \(Self.episodeLimit) are read")
    }
    let numbers = try array.tensor(as: Double.self)
    var ends: [Int] = []
    for number in numbers.withUnsafeBuffer({ Array($0) }) {
      guard let end = Int(exactly: number), end > ends.last ?? 0 else {
        throw damaged("episode \(ends.count) ends at row \(number), not behind row \(ends.last ?? 0), where it begins")
      }
      ends.append(end)
    }
    if let other = arrays.first(where: { data.contains($0.key[...]) && $0.rowCount != ends.last ?? 0 }) {
      throw damaged("the last episode ends at row \(ends.last ?? 0), and '\(other.key)' has \(other.rowCount) rows")
    }
    return ends
  }
}
