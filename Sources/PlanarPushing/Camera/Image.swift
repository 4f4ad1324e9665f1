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
