import Foundation

/// A motion of the pusher along straight legs: when it is where, with bounded speed and acceleration.
///
/// Commands lead the motion, because the law that moves the pusher lags behind a moving command by k_v / k_p seconds.
struct Motion {
  /// One straight leg.
  struct Leg {
    let end: Point
    let speed: Double
    /// px/s for each px that remains of the whole motion.
    var brakingRate = Double.infinity
  }

  /// Samples a pixel or less apart.
  private var points: [Point] = []
  private var times: [Double] = []
  private var speeds: [Double] = []
  let end: Point

  /// Never slower than this but at the end, px/s.
  private static let slowest = 12.0
  /// The same at the end of a push that a coasting block must not outrun.
  private static let creeping = 3.0

  init(from start: Point, _ legs: [Leg], acceleration: Double) {
    end = legs.last?.end ?? start
    points = [start]
    var limits = [60.0]
    var corner = start
    var heading: Point?
    var lengths = [0.0]
    for leg in legs {
      let way = leg.end - corner
      let length = way.length
      guard length > 1e-6 else { continue }
      let direction = way / length
      // A sharp turn is taken slowly: the pusher's inertia would carry it past the corner.
      if let heading { limits[limits.count - 1] = min(limits[limits.count - 1], Self.turning(heading.dot(direction))) }
      let count = Int(length.rounded(.up))
      for step in 1...count {
        points.append(corner + way * (Double(step) / Double(count)))
        limits.append(leg.speed)
        lengths.append(lengths[lengths.count - 1] + length / Double(count))
      }
      if leg.brakingRate < .infinity {
        for place in (points.count - count)..<points.count {
          limits[place] = min(limits[place], Self.creeping + leg.brakingRate * (points[place] - leg.end).length)
        }
      }
      corner = leg.end
      heading = direction
    }
    let braked = legs.last.map { $0.brakingRate < .infinity } ?? false
    let slowest = braked ? Self.creeping : Self.slowest
    limits[limits.count - 1] = slowest
    for place in limits.indices.dropFirst() {
      let reachable = (limits[place - 1] * limits[place - 1] + 2 * acceleration * (lengths[place] - lengths[place - 1]))
      limits[place] = max(min(limits[place], reachable.squareRoot()), slowest)
    }
    for place in limits.indices.dropLast().reversed() {
      let reachable = (limits[place + 1] * limits[place + 1] + 2 * acceleration * (lengths[place + 1] - lengths[place]))
      limits[place] = max(min(limits[place], reachable.squareRoot()), slowest)
    }
    speeds = limits
    times = [0]
    for place in limits.indices.dropFirst() {
      let mean = (limits[place] + limits[place - 1]) / 2
      times.append(times[place - 1] + (lengths[place] - lengths[place - 1]) / mean)
    }
  }

  private static func turning(_ cosine: Double) -> Double {
    let angle = acos(min(max(cosine, -1), 1))
    return max(40, 300 * (1 - angle / (0.6 * .pi)))
  }

  /// Seconds.
  var duration: Double { times[times.count - 1] }

  /// The command of the control step that begins at `time`.
  func command(at time: Double, physics: Physics) -> Point {
    // Half a step ahead: the command holds for a step.
    let middle = time + PushingWorld.stepDuration / 2
    guard middle < duration else { return end }
    var (low, high) = (0, times.count - 1)
    while high - low > 1 {
      let between = (low + high) / 2
      if times[between] <= middle { low = between } else { high = between }
    }
    let share = (middle - times[low]) / (times[high] - times[low])
    let way = points[high] - points[low]
    let direction = way / way.length
    let speed = speeds[low] + (speeds[high] - speeds[low]) * share
    let acceleration = (speeds[high] - speeds[low]) / (times[high] - times[low])
    // The command under which the law follows the motion without a lag.
    let lead = (physics.velocityGain * speed + acceleration) / physics.proportionalGain
    return points[low] + way * share + direction * lead
  }
}
