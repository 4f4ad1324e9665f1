/// The pusher's ways round a block that touch nothing: a graph of places in the block's frame, joined where the straight
/// way between them is clear.
///
/// The places are the corners of the block's offset hull and the stands before all contacts. Whether two of them are
/// joined does not depend on where the block is; only walls do.
struct WayRound: Sendable {
  let contacts: [ContactPoint]
  private let shape: BlockShape
  private let places: [Point]
  /// Lengths of the clear ways, ∞ where there is none; row by row.
  private let lengths: [Double]

  /// How far ways keep from the block.
  private static let clearance = PushingWorld.pusherRadius + 3
  /// How far the hull's corners are set off.
  private static let hullOffset = PushingWorld.pusherRadius + 10

  init(_ shape: BlockShape) {
    self.shape = shape
    contacts = ContactPoint.all(of: shape)
    let hull = shape.hull
    var places = contacts.map { $0.stand(gap: ContactPoint.approachGap) }
    let normals = hull.indices.map { index in
      let edge = hull[(index + 1) % hull.count] - hull[index]
      return Point(edge.y, -edge.x) / edge.length
    }
    for index in hull.indices {
      // Around a corner in two chords: one would cut it.
      let (before, after) = (normals[(index + hull.count - 1) % hull.count], normals[index])
      let between = (before + after) / (before + after).length
      for direction in [before, between, after] { places.append(hull[index] + direction * Self.hullOffset) }
    }
    self.places = places
    let all = places
    lengths = all.flatMap { a in
      all.map { b in shape.clears(a, b, by: Self.clearance) ? (a - b).length : .infinity }
    }
  }

  /// Shortest clear ways from one place to all contacts' stands.
  struct Ways {
    fileprivate let places: [Point]
    fileprivate let distances: [Double]
    fileprivate let previous: [Int]
    fileprivate let start: Point

    /// The length of the way to a contact's stand, ∞ where it cannot be reached.
    func length(to contact: Int) -> Double { distances[contact] }

    /// The places on the way, the stand last, on the table.
    func way(to place: Int, block: Pose) -> [Point] {
      var way: [Point] = []
      var current = place
      while current >= 0 {
        way.append(block.place(places[current]))
        current = previous[current]
      }
      return way.reversed()
    }
  }

  /// - Parameter pusher: where the pusher is on the table; if it is nearer to the block than ways may be, its own
  ///   distance is what they keep until they are clear.
  func ways(from pusher: Point, block: Pose) -> Ways {
    let start = block.locate(pusher)
    let clearance = min(Self.clearance, shape.distance(to: start) - 0.25)
    let usable = places.map { place in
      let spot = block.place(place)
      let free = (PushingWorld.wallRange.lowerBound + 18)...(PushingWorld.wallRange.upperBound - 18)
      return free.contains(spot.x) && free.contains(spot.y)
    }
    var distances = places.indices.map { index -> Double in
      usable[index] && shape.clears(start, places[index], by: clearance) ? (places[index] - start).length : .infinity
    }
    var previous = Array(repeating: -1, count: places.count)
    var done = usable.map { !$0 }
    while true {
      var nearest = -1
      for index in places.indices where !done[index] && (nearest < 0 || distances[index] < distances[nearest]) {
        nearest = index
      }
      guard nearest >= 0, distances[nearest] < .infinity else { break }
      done[nearest] = true
      for index in places.indices where !done[index] {
        let length = distances[nearest] + lengths[nearest * places.count + index]
        if length < distances[index] {
          distances[index] = length
          previous[index] = nearest
        }
      }
    }
    return Ways(places: places, distances: distances, previous: previous, start: start)
  }

  /// The shortest clear way to any place on the table, that place last; nil where there is none.
  func way(from pusher: Point, to goal: Point, block: Pose) -> [Point]? {
    let (start, end) = (block.locate(pusher), block.locate(goal))
    let own = min(Self.clearance, shape.distance(to: start) - 0.25, shape.distance(to: end) - 0.25)
    if shape.clears(start, end, by: own) { return [goal] }
    let ways = ways(from: pusher, block: block)
    let clearance = min(Self.clearance, shape.distance(to: end) - 0.25)
    var (best, length) = (-1, Double.infinity)
    for index in places.indices where ways.distances[index] < .infinity {
      let total = ways.distances[index] + (places[index] - end).length
      if total < length, shape.clears(places[index], end, by: clearance) { (best, length) = (index, total) }
    }
    return best < 0 ? nil : ways.way(to: best, block: block) + [goal]
  }

  /// The nearest place to the pusher that is as far from the block as ways are, found by walking away from what is
  /// nearest.
  func retreat(from pusher: Point, block: Pose) -> Point {
    var point = block.locate(pusher)
    for _ in 0..<12 {
      let distance = shape.distance(to: point)
      if distance >= Self.clearance { break }
      // The distance's gradient, by differences: parts and corners need no cases.
      let step = 0.01
      let gradient = Point(
        shape.distance(to: point + Point(step, 0)) - shape.distance(to: point - Point(step, 0)),
        shape.distance(to: point + Point(0, step)) - shape.distance(to: point - Point(0, step)))
      let length = gradient.length
      let away = length > 0 ? gradient / length : Point(0, -1)
      point += away * (Self.clearance + 0.5 - distance)
    }
    return block.place(point)
  }
}
