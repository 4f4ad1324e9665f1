/// What is read of a layer.
public enum Coordinate: String, Sendable, Hashable, CaseIterable, Codable {
  case separation
  case discernibility
  case networkDiscernibility = "network_discernibility"
  case mixing
}

extension LayerDiagnosis {
  public subscript(coordinate: Coordinate) -> Reading {
    switch coordinate {
    case .separation: separation
    case .discernibility: discernibility
    case .networkDiscernibility: networkDiscernibility
    case .mixing: mixing
    }
  }

  /// The probe that reads the domain better speaks for the layer: the linear one unless the network's value is larger.
  public var betterProbe: Coordinate {
    (networkDiscernibility.value ?? -.infinity) > (discernibility.value ?? -.infinity)
      ? .networkDiscernibility : .discernibility
  }
}

extension Coordinate {
  /// In words.
  public var name: String {
    switch self {
    case .separation: "separation"
    case .discernibility: "discernibility, linear probe"
    case .networkDiscernibility: "discernibility, network probe"
    case .mixing: "neighbour mixing"
    }
  }
}
