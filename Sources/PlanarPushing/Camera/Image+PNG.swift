import Cairo
import Foundation

extension Image {
  /// The picture as a PNG file.
  public var png: Data { Drawing(self).png }

  /// A picture from a PNG file. What is transparent is shown on black.
  /// - Throws: `PushingError.picture` when the bytes are no PNG file.
  public init(png: Data) throws(PushingError) {
    var rest = png[...]
    let surface = withUnsafeMutablePointer(to: &rest) { rest in
      cairo_image_surface_create_from_png_stream(
        { closure, target, count in
          let rest = closure!.assumingMemoryBound(to: Data.self)
          guard rest.pointee.count >= Int(count) else { return CAIRO_STATUS_READ_ERROR }
          rest.pointee.copyBytes(to: target!, count: Int(count))
          rest.pointee = rest.pointee.dropFirst(Int(count))
          return CAIRO_STATUS_SUCCESS
        }, rest)!
    }
    defer { cairo_surface_destroy(surface) }
    guard cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS else {
      throw .picture("the picture cannot be read: it is no PNG file, or a damaged one")
    }
    let (width, height) = (Int(cairo_image_surface_get_width(surface)), Int(cairo_image_surface_get_height(surface)))
    try Self.check(width: width, height: height)
    let drawing = Drawing(black: width, height)
    drawing.lay(surface)
    self = drawing.image
  }
}
