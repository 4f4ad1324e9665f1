/// Bytes that can be read from any place: a part of a file, or what a compressed part of it inflates to.
package protocol ByteSource: Sendable {
  var count: Int { get }
  /// Whether reading out of order costs no more than reading in order.
  var isRandomAccess: Bool { get }
  /// Fills the memory with the bytes that begin at `offset`. The caller keeps within `count`.
  func read(at offset: Int, into memory: UnsafeMutableRawBufferPointer) throws(ArrayFileError)
}

/// A part of a file as it stands there.
package struct FileBytes: ByteSource {
  package let file: RegularFile
  package let range: Range<Int>
  package let key: String?

  package init(_ file: RegularFile, _ range: Range<Int>, key: String? = nil) {
    self.file = file
    self.range = range
    self.key = key
  }

  package var count: Int { range.count }
  package var isRandomAccess: Bool { true }

  package func read(at offset: Int, into memory: UnsafeMutableRawBufferPointer) throws(ArrayFileError) {
    try file.read(at: range.lowerBound + offset, into: memory, key: key)
  }
}
