import Foundation
import WebP

extension Film {
  /// Milliseconds that the last frame stays.
  private static let pause: Int32 = 1500

  /// The film as an animated WebP file at its own speed, without end: lossless where light is even, else at quality 85.
  /// - Throws: `PushingError.picture` when libwebp refuses, which takes a lack of memory.
  public func webp() throws(PushingError) -> Data {
    var options = WebPAnimEncoderOptions()
    var configuration = WebPConfig()
    guard WebPAnimEncoderOptionsInit(&options) != 0, WebPConfigInit(&configuration) != 0 else {
      throw .picture("the film cannot be encoded: this libwebp is another version than the program was built with")
    }
    // A frame every tenth second differs little from the one before it; a whole one now and then lets viewers jump.
    options.kmin = 30
    options.kmax = 60
    configuration.lossless = 1
    // Flat pictures are smallest without loss; gradients, shadows and noise would be ten times as large.
    let isFlat = look.light.gradient == .zero && look.light.shadows.isEmpty && look.noise.deviation == 0
    configuration.lossless = isFlat ? 1 : 0
    configuration.method = isFlat ? 1 : 3
    configuration.quality = isFlat ? 50 : 85
    let encoder = WebPAnimEncoderNew(Int32(size.width), Int32(size.height), &options)!
    defer { WebPAnimEncoderDelete(encoder) }
    func check(_ succeeded: Int32) throws(PushingError) {
      if succeeded == 0 {
        throw .picture("the film cannot be encoded: \(String(cString: WebPAnimEncoderGetError(encoder)))")
      }
    }
    let duration = Int32(PushingWorld.stepDuration * 1000)
    try forEachFrame { step, drawing throws(PushingError) in
      var picture = WebPPicture()
      _ = WebPPictureInit(&picture)
      picture.use_argb = 1
      (picture.width, picture.height) = (Int32(size.width), Int32(size.height))
      defer { WebPPictureFree(&picture) }
      let imported = drawing.image.pixels.withUnsafeBufferPointer {
        WebPPictureImportRGB(&picture, $0.baseAddress, Int32(size.width * 3))
      }
      try check(imported == 0 ? 0 : WebPAnimEncoderAdd(encoder, &picture, Int32(step) * duration, &configuration))
    }
    try check(WebPAnimEncoderAdd(encoder, nil, Int32(count - 1) * duration + Self.pause, nil))
    var assembled = WebPData()
    WebPDataInit(&assembled)
    defer { WebPDataClear(&assembled) }
    try check(WebPAnimEncoderAssemble(encoder, &assembled))
    return Data(bytes: assembled.bytes, count: assembled.size)
  }
}
