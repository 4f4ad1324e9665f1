/// A file that numpy's `save` wrote: one array, its key "".
///
/// Versions 1.0, 2.0 and 3.0 of the format; booleans, integers of 8 to 64 bits, float16, float32 and float64 in either
/// byte order; row-major and Fortran order. Pickled objects, text, dates, complex numbers and records are refused with
/// what to do instead.
/// - Source: numpy.lib.format of numpy 2.3.
public struct NpyFile: ArrayFile {
  public let path: String
  public let arrays: [StoredArray]
  public var array: StoredArray { arrays[0] }

  /// - Throws: `ArrayFileError` naming the file and what is wrong with it.
  public init(_ path: String) throws(ArrayFileError) { try self.init(RegularFile(path)) }

  package init(_ file: RegularFile) throws(ArrayFileError) {
    path = file.path
    let bytes = FileBytes(file, 0..<file.size)
    let header = try NpyHeader(bytes, path: path, key: nil)
    arrays = [try StoredArray(header, of: bytes, path: path, key: "")]
  }
}
