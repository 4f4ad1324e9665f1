import Alignment

/// Measures chosen by a user, by name; "all" stands for every one.
extension MeasureRegistry {
  /// The unpaired measures named.
  /// - Throws: `UsageError` for an unknown name, or for a paired measure, with what to use in its place.
  public static func unpaired(chosen names: [String]) throws(UsageError) -> [any UnpairedMeasure] {
    try chosen(names, all: unpaired, name: \.declaration.name) { (name) throws(AlignmentError) in
      try unpaired(named: name)
    }
  }

  /// The paired measures named.
  public static func paired(chosen names: [String]) throws(UsageError) -> [any PairedMeasure] {
    try chosen(names, all: paired, name: \.declaration.name) { (name) throws(AlignmentError) in
      try paired(named: name)
    }
  }

  private static func chosen<Measure>(
    _ names: [String], all: [Measure], name: (Measure) -> String, find: (String) throws(AlignmentError) -> Measure
  ) throws(UsageError) -> [Measure] {
    var chosen: [Measure] = []
    for name in names {
      do { chosen += name == "all" ? all : [try find(name)] } catch {
        guard case .unknownMeasure(let name, let known) = error else { throw UsageError("\(error)") }
        throw UsageError(
          "unknown measure '\(name)'" + (nearestName(to: name, among: known).map { "; the nearest is '\($0)'" } ?? "")
            + "; cotrain align --list shows them all")
      }
    }
    return chosen.distinct(by: name)
  }
}
