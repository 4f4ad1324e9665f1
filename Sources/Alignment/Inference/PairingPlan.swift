import Tensors

/// What a paired measure is asked: on all pairs, without each unit of them, and with the sim units in other places.
struct PairingPlan: Sendable {
  /// The pairs of each unit.
  let units: [[Int]]
  /// Values without one unit each, behind the value on all pairs.
  let leftOut: Range<Int>
  let relabellings: Range<Int>
  /// Whether the relabellings are all there are, the observed one among them.
  let relabellingsAreAll: Bool
  private let orders: [[Int]]

  var count: Int { relabellings.upperBound }

  init(units: [[Int]], leavingOut: Bool, relabellings: Int, seed: UInt64) {
    self.units = units
    let hasUnits = units.count >= 2
    leftOut = 1..<(1 + (hasUnits && leavingOut ? units.count : 0))
    let all = (1...units.count).reduce(1) { $0 > relabellings ? $0 : $0 * $1 }
    relabellingsAreAll = hasUnits && all <= relabellings
    if !hasUnits || relabellings == 0 {
      orders = []
    } else if relabellingsAreAll {
      orders = Self.allOrders(units.count)
    } else {
      orders = (0..<relabellings).map { index in
        var stream = RandomStream(seed: seed, purpose: "alignment/pairings", index: UInt64(index))
        return stream.permutation(units.count)
      }
    }
    self.relabellings = leftOut.upperBound..<(leftOut.upperBound + orders.count)
  }

  /// The pairs whose real rows and whose sim rows the value at `index` takes.
  func pairing(_ index: Int) -> (real: [Int], sim: [Int]) {
    if relabellings.contains(index) {
      let order = orders[index - relabellings.lowerBound]
      return (units.flatMap { $0 }, order.flatMap { units[$0] })
    }
    let kept = leftOut.contains(index) ? units.indices.filter { $0 != index - 1 } : Array(units.indices)
    let pairs = kept.flatMap { units[$0] }
    return (pairs, pairs)
  }

  private static func allOrders(_ count: Int) -> [[Int]] {
    count == 1
      ? [[0]]
      : allOrders(count - 1).flatMap { order in
        (0..<count).map { place in
          var longer = order
          longer.insert(count - 1, at: place)
          return longer
        }
      }
  }
}
