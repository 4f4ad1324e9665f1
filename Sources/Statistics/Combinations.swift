/// C(n, k), or anything above `limit` once it is exceeded.
package func combinations(_ k: Int, of n: Int, limit: Int) -> Int {
  var count = 1
  for i in 0..<min(k, n - k) {
    count = count * (n - i) / (i + 1)
    if count > limit { return count }
  }
  return count
}

/// Visits every k-element subset of 0 ..< n in lexicographic order, 0 < k ≤ n.
package func forEachCombination(_ k: Int, of n: Int, _ visit: ([Int]) -> Void) {
  var chosen = Array(0..<k)
  while true {
    visit(chosen)
    guard let last = chosen.indices.last(where: { chosen[$0] < n - k + $0 }) else { return }
    chosen[last] += 1
    for i in (last + 1)..<max(last + 1, k) { chosen[i] = chosen[last] + i - last }
  }
}
