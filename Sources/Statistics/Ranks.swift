/// The rank of each value among all, from 1, equal values sharing the average of their ranks.
///
/// - Complexity: O(n log n).
/// - Throws: `SampleError` when a value is not finite.
public func averageRanks(_ values: [Double]) throws(SampleError) -> [Double] {
  try requireFinite(values, "ranks", atLeast: 0)
  let order = values.indices.sorted { values[$0] < values[$1] }
  var ranks = [Double](repeating: 0, count: values.count)
  for group in tieGroups(of: order.map { values[$0] }) {
    let rank = Double(group.lowerBound + group.upperBound + 1) / 2
    for position in group { ranks[order[position]] = rank }
  }
  return ranks
}

/// The maximal runs of equal values in a sorted array.
func tieGroups(of sorted: [Double]) -> [Range<Int>] {
  var groups: [Range<Int>] = []
  var start = 0
  for end in 1...max(1, sorted.count) where end == sorted.count || (end < sorted.count && sorted[end] != sorted[start])
  {
    groups.append(start..<end)
    start = end
  }
  return groups
}
