/// Bytes of a picture into which convex regions are painted, anti-aliased.
///
/// A region says how far a point is from its edge, negative inside. A pixel at distance d is covered to the share
/// clamp(½ − d / softness): for a straight edge that is the mean over a square whose side is `softness`, up to the edge's
/// slope. A wide softness makes the edge of a shadow.
struct Canvas {
  let pixels: UnsafeMutablePointer<UInt8>
  /// How much of each pixel is covered by what is painted next; zero everywhere in between.
  let coverage: UnsafeMutablePointer<Float>
  let width: Int
  let height: Int
  /// Where `coverage` may not be zero.
  private var columns = 0..<0
  private var rows = 0..<0

  init(
    pixels: UnsafeMutablePointer<UInt8>, coverage: UnsafeMutablePointer<Float>, width: Int, height: Int
  ) {
    (self.pixels, self.coverage, self.width, self.height) = (pixels, coverage, width, height)
  }

  /// Mixes an ink into the pixels that a region covers.
  mutating func paint<R: Region>(_ region: R, grown: Float = 0, softness: Float, with ink: Ink) {
    cover(region, grown: grown, softness: softness)
    paint(with: ink)
  }

  /// Adds a region to what is painted next. Regions that touch cover their seam together.
  /// - Parameters:
  ///   - grown: how far the region's edge is moved outwards, pixels.   - softness: in pixels, above 0.
  mutating func cover<R: Region>(_ region: R, grown: Float = 0, softness: Float) {
    let margin = max(grown, 0) + softness / 2
    let low = region.low - margin
    let high = region.high + margin
    guard low.x < Float(width), low.y < Float(height), high.x > 0, high.y > 0 else { return }
    // Pixel i has its centre at i + ½.
    let columns = Int(max(low.x, 0))..<min(Int(high.x) + 1, width)
    let rows = Int(max(low.y, 0))..<min(Int(high.y) + 1, height)
    let steps = SIMD8<Float>(0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5)
    let sharpness = 1 / softness
    let offset = 0.5 + grown * sharpness
    for row in rows {
      let y = Float(row) + 0.5
      let line = coverage + row * width
      var column = columns.lowerBound
      while column < columns.upperBound {
        let distance = region.distance(x: Float(column) + steps, y: y)
        let covered = (offset - distance * sharpness).clamped(
          lowerBound: SIMD8(repeating: 0), upperBound: SIMD8(repeating: 1))
        if covered.max() > 0 {
          for lane in 0..<min(8, columns.upperBound - column) { line[column + lane] += covered[lane] }
        }
        column += 8
      }
    }
    self.columns = Self.hull(self.columns, columns)
    self.rows = Self.hull(self.rows, rows)
  }

  /// Mixes an ink into what was covered, and uncovers it.
  /// - Parameter opacity: what full coverage mixes in.
  mutating func paint(opacity: Float = 1, with ink: Ink) {
    for row in rows {
      let line = coverage + row * width
      let y = Float(row) + 0.5
      for column in columns where line[column] > 0 {
        let share = min(line[column], 1) * opacity
        line[column] = 0
        mix(pixels + (row * width + column) * 3, share, ink.colour(x: Float(column) + 0.5, y: y))
      }
    }
    (columns, rows) = (0..<0, 0..<0)
  }

  /// Fills everything.
  func fill(with ink: Ink) {
    for row in 0..<height {
      for column in 0..<width {
        mix(pixels + (row * width + column) * 3, 1, ink.colour(x: Float(column) + 0.5, y: Float(row) + 0.5))
      }
    }
  }

  private static func hull(_ a: Range<Int>, _ b: Range<Int>) -> Range<Int> {
    a.isEmpty ? b : min(a.lowerBound, b.lowerBound)..<max(a.upperBound, b.upperBound)
  }

  /// A share of 1 leaves nothing of what was there, not even by rounding.
  @inline(__always)
  private func mix(_ pixel: UnsafeMutablePointer<UInt8>, _ share: Float, _ colour: SIMD4<Float>) {
    for channel in 0..<3 {
      let mixed = Float(pixel[channel]) * (1 - share) + colour[channel] * share
      pixel[channel] = UInt8(truncatingIfNeeded: Int32(mixed + 0.5))
    }
  }
}

/// A colour under a light that changes linearly over the picture, 0 to 255.
struct Ink {
  /// Red, green, blue and nothing, lit as at the picture's corner (0, 0).
  let base: SIMD4<Float>
  /// How the brightness, 1 at `base`, changes per pixel; zero where the light is even.
  let slope: SIMD2<Float>
  let corner: Float

  @inline(__always)
  func colour(x: Float, y: Float) -> SIMD4<Float> {
    let brightness = max(corner + slope.x * x + slope.y * y, 0)
    return SIMD4(
      min(base.x * brightness, 255), min(base.y * brightness, 255), min(base.z * brightness, 255), 0)
  }
}

/// A convex set of points in a picture's pixels.
protocol Region {
  /// Its bounding box.
  var low: SIMD2<Float> { get }
  var high: SIMD2<Float> { get }
  /// The distance of eight points of a row to the edge, negative inside; beyond a corner no more than that.
  func distance(x: SIMD8<Float>, y: Float) -> SIMD8<Float>
}

/// The points on the inner side of some lines.
struct HalfPlanes: Region {
  /// Outward unit normal (x, y) and the line's distance z from the origin.
  let lines: UnsafeMutableBufferPointer<SIMD4<Float>>
  let low: SIMD2<Float>
  let high: SIMD2<Float>

  @inline(__always)
  func distance(x: SIMD8<Float>, y: Float) -> SIMD8<Float> {
    var farthest = SIMD8<Float>(repeating: -.greatestFiniteMagnitude)
    for line in lines {
      let distance = line.x * x + (line.y * y - line.z)
      farthest.replace(with: distance, where: distance .> farthest)
    }
    return farthest
  }
}

/// The points within a radius of a stretch of line: a disc where its ends are one.
struct Capsule: Region {
  let start: SIMD2<Float>
  let stretch: SIMD2<Float>
  let radius: Float

  var low: SIMD2<Float> { pointwiseMin(start, start + stretch) - radius }
  var high: SIMD2<Float> { pointwiseMax(start, start + stretch) + radius }

  @inline(__always)
  func distance(x: SIMD8<Float>, y: Float) -> SIMD8<Float> {
    let dx = x - start.x
    let dy = y - start.y
    let length = stretch.x * stretch.x + stretch.y * stretch.y
    let along = ((dx * stretch.x + dy * stretch.y) * (length > 0 ? 1 / length : 0)).clamped(
      lowerBound: SIMD8(repeating: 0), upperBound: SIMD8(repeating: 1))
    let (rx, ry) = (dx - along * stretch.x, dy - along * stretch.y)
    return (rx * rx + ry * ry).squareRoot() - radius
  }
}
