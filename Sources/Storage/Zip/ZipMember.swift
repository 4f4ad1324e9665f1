/// One entry of a zip archive's directory, checked against the header that stands before its bytes.
package struct ZipMember: Sendable, Equatable {
  package enum Method: UInt16, Sendable {
    case stored = 0
    case deflated = 8
  }

  /// With "/" between folders; neither absolute nor leading above the archive. One that ends in "/" is a folder.
  package let name: String
  package let method: Method
  /// CRC-32 of the uncompressed bytes.
  package let checksum: UInt32
  /// Uncompressed bytes.
  package let size: Int
  /// Where its bytes, compressed or not, stand in the file.
  package let range: Range<Int>
}
