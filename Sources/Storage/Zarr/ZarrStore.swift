/// Where the documents and chunks of a zarr store are: a folder or a zip archive of one.
///
/// Names are paths within the store, with "/" between folders.
protocol ZarrStore: Sendable {
  var path: String { get }
  /// Every `.zarray`, `.zgroup` and `zarr.json`, those within an array's own folder left out, and what is not looked at.
  func outline() throws(ArrayFileError) -> ZarrOutline
  /// The bytes of a name; nil where the store has none.
  /// - Throws: `ArrayFileError` when there are more than `byteLimit`, which is found before any is read.
  func contents(of name: String, byteLimit: Int) throws(ArrayFileError) -> [UInt8]?
}

struct ZarrOutline {
  static let arrayName = ".zarray"
  static let groupName = ".zgroup"
  /// Of version 3.
  static let laterName = "zarr.json"

  /// Keys of arrays, "" for an array at the root, in order.
  var arrays: [String] = []
  var hasGroup = false
  /// Keys of arrays or groups of version 3.
  var later: [String] = []
  var refusals: [ArrayFileError] = []
}
