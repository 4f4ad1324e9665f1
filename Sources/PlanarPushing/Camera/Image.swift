/// A picture: rows of pixels from the top, three bytes a pixel: red, green, blue.
public struct Image: Sendable, Equatable {
  public let width: Int
  public let height: Int
  /// [height · width · 3].
  public internal(set) var pixels: [UInt8]

  /// - Throws: `PushingError.picture` unless the sides are from 1 to 8192 and there are three bytes a pixel.
  public init(width: Int, height: Int, pixels: [UInt8]) throws(PushingError) {
    try Self.check(width: width, height: height)
    guard pixels.count == width * height * 3 else {
      throw .picture("a picture of \(width) × \(height) has \(width * height * 3) bytes, not \(pixels.count)")
    }
    self.init(unchecked: pixels, width: width, height: height)
  }

  /// Pictures of one size side by side, row after row, white where there is none.
  /// - Parameter gap: white pixels between them.
  /// - Throws: `PushingError.picture` without pictures, for different sizes, or for a picture that grows too large.
  public init(tiles: [Image], columns: Int, gap: Int = 0) throws(PushingError) {
    guard let first = tiles.first, columns > 0, gap >= 0 else { throw .picture("there is no picture to put together") }
    guard tiles.allSatisfy({ $0.width == first.width && $0.height == first.height }) else {
      throw .picture("pictures of different sizes cannot be put together")
    }
    let rows = (tiles.count + columns - 1) / columns
    let (width, height) = (columns * (first.width + gap) - gap, rows * (first.height + gap) - gap)
    try Self.check(width: width, height: height)
    var pixels = [UInt8](repeating: 255, count: width * height * 3)
    for (place, tile) in tiles.enumerated() {
      let corner = (place / columns * (first.height + gap) * width + place % columns * (first.width + gap)) * 3
      for row in 0..<tile.height {
        let target = corner + row * width * 3
        let source = row * tile.width * 3
        pixels.replaceSubrange(target..<target + tile.width * 3, with: tile.pixels[source..<source + tile.width * 3])
      }
    }
    self.init(unchecked: pixels, width: width, height: height)
  }

  init(unchecked pixels: [UInt8], width: Int, height: Int) {
    (self.width, self.height, self.pixels) = (width, height, pixels)
  }

  /// Red, green and blue of a pixel.
  public subscript(x: Int, y: Int) -> (red: UInt8, green: UInt8, blue: UInt8) {
    let place = (y * width + x) * 3
    return (pixels[place], pixels[place + 1], pixels[place + 2])
  }

  static func check(width: Int, height: Int) throws(PushingError) {
    guard (1...8192).contains(width), (1...8192).contains(height) else {
      throw .picture("a picture of \(width) × \(height) pixels: each side is from 1 to 8192")
    }
  }
}
