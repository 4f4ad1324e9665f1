/// The known name that a mistyped one most likely stands for: fewest insertions, deletions, substitutions and exchanges
/// of neighbours (optimal string alignment), the first of equals.
/// - Returns: nil only when `known` is empty.
public func nearestName(to name: String, among known: [String]) -> String? {
  known.min { editDistance(name, $0) < editDistance(name, $1) }
}

/// Optimal string alignment distance of two words, cases ignored. O(length × length).
func editDistance(_ left: String, _ right: String) -> Int {
  let a = Array(left.lowercased())
  let b = Array(right.lowercased())
  var earlier = [Int]()
  var previous = Array(0...b.count)
  for i in 1...max(a.count, 1) where i <= a.count {
    var current = [i]
    for j in 1...max(b.count, 1) where j <= b.count {
      let substitution = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
      var best = min(substitution, previous[j] + 1, current[j - 1] + 1)
      if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { best = min(best, earlier[j - 2] + 1) }
      current.append(best)
    }
    earlier = previous
    previous = current
  }
  return previous[b.count]
}
