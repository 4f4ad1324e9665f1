/// What an expert keeps in mind of its pushes so far, so that it neither polishes nor repeats itself for ever.
struct Perseverance {
  private var pushes = 0
  /// Pushes begun with the block within the criterion's tolerance.
  private var touches = 0
  private var lowestCost = Double.infinity
  private var pushesSinceLowest = 0

  /// How much coarser than its own the stopping rule has become: after many pushes, or a few last touches, something
  /// well within the study's tolerances has to do.
  var stopFactor: Double {
    if touches > 8 || pushes > 40 { return 3 }
    return touches > 4 || pushes > 25 ? 2 : 1
  }

  /// Takes in a push that is about to begin.
  /// - Returns: whether the best pushes have led nowhere, so that some other is due: they would go on alternating.
  mutating func beginsPush(cost: Double, withinTolerance: Bool) -> Bool {
    pushes += 1
    if withinTolerance { touches += 1 }
    if withinTolerance || cost < lowestCost - 0.5 {
      (lowestCost, pushesSinceLowest) = (cost, 0)
      return false
    }
    pushesSinceLowest += 1
    guard pushesSinceLowest >= 5 else { return false }
    (lowestCost, pushesSinceLowest) = (.infinity, 0)
    return true
  }

  /// Takes in a way home that ended elsewhere, or moved nothing.
  mutating func missedHome() { pushes += 1 }
}
