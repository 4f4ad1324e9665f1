extension MeasureRegistry {
  /// A measure of two domains' own rows.
  /// - Throws: `AlignmentError.needsPairs` for a paired measure, `unknownMeasure` for a name nobody has.
  public static func unpaired(named name: String) throws(AlignmentError) -> any UnpairedMeasure {
    if let measure = unpaired.first(where: { $0.declaration.name == name }) { return measure }
    if paired.contains(where: { $0.declaration.name == name }) {
      throw .needsPairs(measure: name, instead: unpaired.prefix(3).map(\.declaration.name))
    }
    throw .unknownMeasure(name, known: declarations.map(\.name))
  }

  /// A measure of pairs of rows.
  /// - Throws: `AlignmentError.needsNoPairs` for an unpaired measure, `unknownMeasure` for a name nobody has.
  public static func paired(named name: String) throws(AlignmentError) -> any PairedMeasure {
    if let measure = paired.first(where: { $0.declaration.name == name }) { return measure }
    if unpaired.contains(where: { $0.declaration.name == name }) { throw .needsNoPairs(measure: name) }
    throw .unknownMeasure(name, known: declarations.map(\.name))
  }
}
