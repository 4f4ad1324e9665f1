import Cairo
import Foundation

/// A picture to draw into with lines and text: Cairo's surface.
///
/// Text is set in DejaVu Sans, which every Debian with fontconfig has.
final class Drawing {
  private let surface: OpaquePointer
  private let context: OpaquePointer
  let width: Int
  let height: Int

  init(black width: Int, _ height: Int) {
    (self.width, self.height) = (width, height)
    surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height))
    precondition(cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS, "no memory for a picture")
    context = cairo_create(surface)
    cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    cairo_set_line_cap(context, CAIRO_LINE_CAP_ROUND)
    cairo_select_font_face(context, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL)
  }

  convenience init(_ image: Image) {
    self.init(black: image.width, image.height)
    lay(image)
  }

  deinit {
    cairo_destroy(context)
    cairo_surface_destroy(surface)
  }

  /// Rows of 32-bit words, 0x00RRGGBB.
  private func withRows<Result>(_ body: (_ row: (Int) -> UnsafeMutablePointer<UInt32>) -> Result) -> Result {
    cairo_surface_flush(surface)
    defer { cairo_surface_mark_dirty(surface) }
    let stride = Int(cairo_image_surface_get_stride(surface))
    let memory = UnsafeMutableRawPointer(cairo_image_surface_get_data(surface)!)
    return body { (memory + $0 * stride).assumingMemoryBound(to: UInt32.self) }
  }

  /// Puts a picture that is no larger than this one into the upper left corner.
  func lay(_ image: Image) {
    precondition(image.width <= width && image.height <= height)
    withRows { row in
      image.pixels.withUnsafeBufferPointer { pixels in
        for y in 0..<image.height {
          let target = row(y)
          for x in 0..<image.width {
            let place = (y * image.width + x) * 3
            target[x] = UInt32(pixels[place]) << 16 | UInt32(pixels[place + 1]) << 8 | UInt32(pixels[place + 2])
          }
        }
      }
    }
  }

  func lay(_ other: OpaquePointer) {
    cairo_set_source_surface(context, other, 0, 0)
    cairo_paint(context)
  }

  /// What was drawn.
  var image: Image {
    let pixels = withRows { row in
      [UInt8](unsafeUninitializedCapacity: width * height * 3) { pixels, count in
        for y in 0..<height {
          let source = row(y)
          for x in 0..<width {
            let place = (y * width + x) * 3
            pixels[place] = UInt8(truncatingIfNeeded: source[x] >> 16)
            pixels[place + 1] = UInt8(truncatingIfNeeded: source[x] >> 8)
            pixels[place + 2] = UInt8(truncatingIfNeeded: source[x])
          }
        }
        count = width * height * 3
      }
    }
    return Image(unchecked: pixels, width: width, height: height)
  }

  /// What was drawn, as a PNG file.
  var png: Data {
    var bytes = Data()
    let status = withUnsafeMutablePointer(to: &bytes) { bytes in
      cairo_surface_write_to_png_stream(
        surface,
        { closure, source, count in
          closure!.assumingMemoryBound(to: Data.self).pointee.append(source!, count: Int(count))
          return CAIRO_STATUS_SUCCESS
        }, bytes)
    }
    precondition(status == CAIRO_STATUS_SUCCESS, "no memory for a PNG file")
    return bytes
  }
}

// MARK: Strokes and text

extension Drawing {
  private func use(_ colour: Colour, _ opacity: Double) {
    cairo_set_source_rgba(context, colour.red, colour.green, colour.blue, opacity)
  }

  func fill(x: Double, y: Double, width: Double, height: Double, _ colour: Colour) {
    use(colour, 1)
    cairo_rectangle(context, x, y, width, height)
    cairo_fill(context)
  }

  /// Draws lines from point to point.
  func stroke(
    _ points: [Point], closed: Bool = false, dashes: [Double] = [], width: Double, _ colour: Colour,
    opacity: Double = 1
  ) {
    guard let first = points.first else { return }
    use(colour, opacity)
    cairo_set_line_width(context, width)
    cairo_set_dash(context, dashes, Int32(dashes.count), 0)
    cairo_move_to(context, first.x, first.y)
    for point in points.dropFirst() { cairo_line_to(context, point.x, point.y) }
    if closed { cairo_close_path(context) }
    cairo_stroke(context)
  }

  enum Side { case left, right }

  /// Writes a line of text that begins or ends at x, on the base line y.
  func write(_ text: String, x: Double, y: Double, size: Double, from side: Side = .left, _ colour: Colour) {
    use(colour, 1)
    cairo_set_font_size(context, size)
    var extents = cairo_text_extents_t()
    cairo_text_extents(context, text, &extents)
    cairo_move_to(context, side == .left ? x : x - extents.x_advance, y)
    cairo_show_text(context, text)
  }

  /// How wide a text is.
  func textWidth(_ text: String, size: Double) -> Double {
    cairo_set_font_size(context, size)
    var extents = cairo_text_extents_t()
    cairo_text_extents(context, text, &extents)
    return extents.x_advance
  }
}
