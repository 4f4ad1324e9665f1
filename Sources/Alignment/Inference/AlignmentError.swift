/// Why two domains cannot be compared as asked.
public enum AlignmentError: Error, Equatable, Sendable {
  /// Episodes are known on one side only.
  case episodesOfOneSide(missing: String)
  /// The lengths of the episodes do not add up to the rows.
  case episodeRows(layer: String, domain: String, rows: Int, inEpisodes: Int)
  /// A paired measure was asked for rows that do not match.
  case needsPairs(measure: String, instead: [String])
  /// No row of one domain has a partner in the other.
  case nothingMatched(by: String, caliper: Double)
}

extension AlignmentError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .episodesOfOneSide(let missing):
      "\(missing): no episodes, but the other domain has them; give the episodes of both domains or of neither"
    case .episodeRows(let layer, let domain, let rows, let inEpisodes):
      "layer \(layer), \(domain): \(rows) rows, but its episodes have \(inEpisodes) rows together; give the episodes "
        + "this layer was recorded with"
    case .needsPairs(let measure, let instead):
      "\(measure) is a paired measure: row i of both files must be the same observation, and these are two domains' own "
        + "rows; make pairs by matching states or by dynamic time warping (--pair states, --pair dtw), or use an "
        + "unpaired measure such as \(instead.joined(separator: ", "))"
    case .nothingMatched(let by, let caliper):
      "matching by \(by): no row of one domain lies within \(caliper) of a row of the other; the domains share no "
        + "\(by), or the caliper is too narrow"
    }
  }
}
