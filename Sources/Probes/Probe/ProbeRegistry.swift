/// The probes under the names a user types.
public enum ProbeRegistry {
  public static let all: [any Probe] = [LinearProbe(), NetworkProbe.twoLayer, NeighborProbe()]

  public static func probe(named name: String) -> (any Probe)? { all.first { $0.name == name } }
}
