/// A zip archive, open for reading. Nothing is ever extracted to disk.
///
/// Opening reads the directory and every member's own header, and refuses an archive in which these disagree, in which
/// members overlap, repeat a name or lead out of the archive, are encrypted, are links, or are compressed by another
/// method than deflate. Safe to use from several threads.
/// - Source: PKWARE's APPNOTE.TXT 6.3.10, with its zip64 extension.
package final class ZipArchive: Sendable {
  package let file: RegularFile
  /// In the order of the directory.
  package let members: [ZipMember]
  private let places: [String: Int]

  package init(_ file: RegularFile) throws(ArrayFileError) {
    let end = try ZipDirectoryEnd(file)
    let scanner = ZipDirectoryScanner(file: file, end: end)
    let members = try scanner.members()
    var places: [String: Int] = [:]
    for (place, member) in members.enumerated() where places.updateValue(place, forKey: member.name) != nil {
      throw ArrayFileError(path: file.path, key: member.name, .damaged("the archive has two members of this name"))
    }
    try Self.checkOverlap(members, path: file.path)
    self.file = file
    self.members = members
    self.places = places
  }

  package func member(named name: String) -> ZipMember? { places[name].map { members[$0] } }

  /// The uncompressed bytes of a member, which may be read part by part.
  ///
  /// A deflated member is inflated from its beginning whenever it is read at a place before the last one: read in order.
  /// The checksum is compared when the last byte is reached and all were read in order.
  /// - Parameter key: what to call it in errors; its name unless given.
  package func bytes(of member: ZipMember, key: String? = nil) -> any ByteSource {
    switch member.method {
    case .stored: StoredMember(file: file, member: member, key: key ?? member.name)
    case .deflated: DeflatedMember(file: file, member: member, key: key ?? member.name)
    }
  }

  /// A whole member, uncompressed, its checksum compared.
  /// - Throws: `tooLarge` before anything is allocated; `damaged` when it is not what the directory says.
  package func contents(of member: ZipMember, byteLimit: Int) throws(ArrayFileError) -> [UInt8] {
    guard member.size <= byteLimit else {
      throw ArrayFileError(path: file.path, key: member.name, .tooLarge(bytes: member.size, limit: byteLimit))
    }
    let source = bytes(of: member)
    var contents = [UInt8](repeating: 0, count: member.size)
    try contents.withUnsafeMutableBufferPointer { (memory) throws(ArrayFileError) in
      try source.read(at: 0, into: UnsafeMutableRawBufferPointer(memory))
    }
    return contents
  }

  private static func checkOverlap(_ members: [ZipMember], path: String) throws(ArrayFileError) {
    // A member's header stands before its bytes and is as long as its name at least.
    var end = 0
    for member in members.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      guard member.range.lowerBound - ZipDirectoryScanner.headerSize - member.name.utf8.count >= end else {
        throw ArrayFileError(path: path, key: member.name, .damaged("its bytes overlap those of another member"))
      }
      end = member.range.upperBound
    }
  }
}
