/// A file that was read without fault does not make a recording: which file, which array, and what to do.
public struct RecordingError: Error, Equatable, Sendable {
  public enum Reason: Equatable, Sendable {
    /// No array of rank two or more is left to be a layer.
    case noLayers(arrays: [String])
    /// A layer was named that the file does not have.
    case noSuchLayer(known: [String])
    /// Two domains have no layer of one name.
    case noSharedLayer(other: String, known: [String])
    /// A row of rank above one, and no pooling was chosen.
    case needsPooling(shape: [Int])
    case cannotPool(Pooling, shape: [Int])
    case empty(shape: [Int])
    /// Another number of rows than the recording's first layer.
    case rowsDiffer(found: Int, layer: String, expected: Int)
    /// Not a list of whole numbers, one a row.
    case badEpisodes(String)
    /// Not one number a row, or none that domains share.
    case badSteps(String)
    /// `row` and `column` count from 0, after pooling.
    case notFinite(value: String, row: Int, column: Int)
    /// The same layer has another width in another domain.
    case widthsDiffer(found: Int, domain: String, expected: Int)
  }

  public let path: String
  public let key: String?
  public let reason: Reason

  public init(path: String, key: String? = nil, _ reason: Reason) {
    self.path = path
    self.key = key
    self.reason = reason
  }
}

extension RecordingError: CustomStringConvertible {
  public var description: String {
    let place = key.map { $0.isEmpty ? "'\(path)'" : "'\(path)', array '\($0)'" } ?? "'\(path)'"
    return "\(place): \(reason)"
  }
}

extension RecordingError.Reason: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noLayers(let arrays):
      "no array of two or more dimensions is left to be a layer; the file has \(listed(arrays))"
    case .noSuchLayer(let known):
      "there is no such layer; there are \(listed(known))"
    case .noSharedLayer(let other, let known):
      "no layer has the name of one in '\(other)', which has \(listed(known)); name both arrays as FILE:KEY"
    case .needsPooling(let shape):
      "its rows have shape \(Array(shape.dropFirst())), not one axis; say --pool mean, flatten, token:K or spatial"
    case .cannotPool(let pooling, let shape):
      "pooling '\(pooling)' needs \(pooling.expectation), found \(shape)"
    case .empty(let shape):
      "it is empty (shape \(shape)); leave it out with --layers, or record it again"
    case .rowsDiffer(let found, let layer, let expected):
      "it has \(found) rows where layer '\(layer)' has \(expected); choose layers of one recording with --layers"
    case .badEpisodes(let what), .badSteps(let what): what
    case .notFinite(let value, let row, let column):
      "row \(row), column \(column) (from 0) is \(value); remove or repair it before measuring"
    case .widthsDiffer(let found, let domain, let expected):
      "its rows have \(found) numbers where '\(domain)' has \(expected); compare layers of one network"
    }
  }
}

private func listed(_ names: [String]) -> String {
  names.isEmpty
    ? "none" : names.prefix(12).map { "'\($0)'" }.joined(separator: ", ") + (names.count > 12 ? ", …" : "")
}
