/// Reads the directory of a zip archive and holds every entry against the header before the member's bytes.
struct ZipDirectoryScanner {
  static let entrySignature: UInt32 = 0x0201_4B50
  static let entrySize = 46
  static let headerSignature: UInt32 = 0x0403_4B50
  static let headerSize = 30
  private static let encrypted: UInt16 = 1 << 0
  /// Checksum and sizes stand behind the member's bytes, and its header may leave them zero.
  private static let sizesFollow: UInt16 = 1 << 3
  private static let patched: UInt16 = 1 << 5
  private static let strongEncryption: UInt16 = 1 << 6
  private static let maskedHeader: UInt16 = 1 << 13
  static let zip64Extra: UInt16 = 0x0001

  let file: RegularFile
  let end: ZipDirectoryEnd

  init(file: RegularFile, end: ZipDirectoryEnd) {
    self.file = file
    self.end = end
  }

  func members() throws(ArrayFileError) -> [ZipMember] {
    let bytes = try file.bytes(at: end.directory.lowerBound, count: end.directory.count)
    var members: [ZipMember] = []
    var place = 0
    while place < bytes.count {
      guard bytes.count - place >= Self.entrySize,
        bytes.littleEndian(at: place, as: UInt32.self) == Self.entrySignature
      else { throw damaged("byte \(end.directory.lowerBound + place): expected an entry of the directory") }
      let nameCount = Int(bytes.littleEndian(at: place + 28, as: UInt16.self))
      let extraCount = Int(bytes.littleEndian(at: place + 30, as: UInt16.self))
      let commentCount = Int(bytes.littleEndian(at: place + 32, as: UInt16.self))
      let next = place + Self.entrySize + nameCount + extraCount + commentCount
      guard next <= bytes.count else {
        throw damaged("byte \(end.directory.lowerBound + place): an entry of the directory is cut short")
      }
      members.append(try member(Entry(bytes, at: place, nameCount: nameCount, extraCount: extraCount)))
      place = next
    }
    guard members.count == end.count else {
      throw damaged("the directory has \(members.count) entries where \(end.count) are announced")
    }
    return members
  }

  // MARK: An entry

  /// The fields of an entry of the directory, as they stand there.
  private struct Entry {
    let system: UInt8
    let flags: UInt16
    let method: UInt16
    let checksum: UInt32
    var compressedSize: UInt64
    var size: UInt64
    let attributes: UInt32
    var offset: UInt64
    let name: ArraySlice<UInt8>
    let extra: ArraySlice<UInt8>

    init(_ bytes: [UInt8], at place: Int, nameCount: Int, extraCount: Int) {
      system = bytes[place + 5]
      flags = bytes.littleEndian(at: place + 8, as: UInt16.self)
      method = bytes.littleEndian(at: place + 10, as: UInt16.self)
      checksum = bytes.littleEndian(at: place + 16, as: UInt32.self)
      compressedSize = UInt64(bytes.littleEndian(at: place + 20, as: UInt32.self))
      size = UInt64(bytes.littleEndian(at: place + 24, as: UInt32.self))
      attributes = bytes.littleEndian(at: place + 38, as: UInt32.self)
      offset = UInt64(bytes.littleEndian(at: place + 42, as: UInt32.self))
      let nameEnd = place + ZipDirectoryScanner.entrySize + nameCount
      name = bytes[nameEnd - nameCount..<nameEnd]
      extra = bytes[nameEnd..<nameEnd + extraCount]
    }

    /// Unix and macOS put the file's mode into the upper half.
    var isLink: Bool { (system == 3 || system == 19) && attributes >> 16 & 0xF000 == 0xA000 }
  }

  private func member(_ entry: Entry) throws(ArrayFileError) -> ZipMember {
    var entry = entry
    guard let name = String(validating: entry.name, as: UTF8.self), !name.isEmpty, !name.utf8.contains(0) else {
      throw damaged("a member's name is empty, has a zero byte or is not UTF-8; write the archive again")
    }
    if let flaw = Self.flaw(ofName: name) { throw damaged(flaw, name) }
    if entry.isLink { throw unsupported("this member is a link; put the file itself into the archive", name) }
    if entry.flags & (Self.encrypted | Self.strongEncryption | Self.maskedHeader) != 0 {
      throw unsupported("this member is encrypted; write the archive without a password", name)
    }
    guard entry.flags & Self.patched == 0, let method = ZipMember.Method(rawValue: entry.method) else {
      throw unsupported(
        "this member is compressed by method \(entry.method); stored (0) and deflated (8) members are read", name)
    }
    var wide = try Zip64Fields(entry.extra) { what in damaged(what, name) }
    if entry.size == 0xFFFF_FFFF { entry.size = try wide.next { what in damaged(what, name) } }
    if entry.compressedSize == 0xFFFF_FFFF { entry.compressedSize = try wide.next { what in damaged(what, name) } }
    if entry.offset == 0xFFFF_FFFF { entry.offset = try wide.next { what in damaged(what, name) } }
    guard let size = Int(exactly: entry.size), let compressed = Int(exactly: entry.compressedSize),
      let offset = Int(exactly: entry.offset)
    else { throw damaged("its size does not fit 63 bits", name) }
    guard method == .deflated || size == compressed else {
      throw damaged("it is stored and has \(compressed) bytes where \(size) are announced", name)
    }

    let start = try dataStart(entry, name: name, at: offset)
    let (sum, overflow) = start.addingReportingOverflow(compressed)
    guard !overflow, sum <= end.directory.lowerBound else {
      throw damaged("its \(compressed) bytes reach beyond the archive's members", name)
    }
    return ZipMember(name: name, method: method, checksum: entry.checksum, size: size, range: start..<sum)
  }

  /// Where the bytes of a member begin, after its own header, which has to agree with the directory.
  private func dataStart(_ entry: Entry, name: String, at offset: Int) throws(ArrayFileError) -> Int {
    let limit = end.directory.lowerBound
    guard offset <= limit - Self.headerSize else {
      throw damaged("its header stands beyond the archive's members", name)
    }
    // Most headers have no more than a zip64 field beyond the name: one read is enough.
    let likely = min(Self.headerSize + entry.name.count + 20, limit - offset)
    var header = try file.bytes(at: offset, count: likely, key: name)
    guard header.littleEndian(at: 0, as: UInt32.self) == Self.headerSignature else {
      throw damaged("byte \(offset): expected the header of this member", name)
    }
    let nameCount = Int(header.littleEndian(at: 26, as: UInt16.self))
    let extraCount = Int(header.littleEndian(at: 28, as: UInt16.self))
    let start = offset + Self.headerSize + nameCount + extraCount
    guard start <= limit else { throw damaged("its header reaches beyond the archive's members", name) }
    if start - offset > likely { header = try file.bytes(at: offset, count: start - offset, key: name) }
    let nameEnd = Self.headerSize + nameCount
    let flags = header.littleEndian(at: 6, as: UInt16.self)
    guard header[Self.headerSize..<nameEnd] == entry.name, header.littleEndian(at: 8, as: UInt16.self) == entry.method,
      flags & (Self.encrypted | Self.sizesFollow) == entry.flags & (Self.encrypted | Self.sizesFollow)
    else { throw damaged("its header and the directory name different members", name) }

    var compressed = UInt64(header.littleEndian(at: 18, as: UInt32.self))
    var size = UInt64(header.littleEndian(at: 22, as: UInt32.self))
    let checksum = header.littleEndian(at: 14, as: UInt32.self)
    if flags & Self.sizesFollow != 0, checksum == 0, [0, 0xFFFF_FFFF].contains(compressed) { return start }
    var wide = try Zip64Fields(header[nameEnd..<nameEnd + extraCount]) { what in damaged(what, name) }
    if size == 0xFFFF_FFFF { size = try wide.next { what in damaged(what, name) } }
    if compressed == 0xFFFF_FFFF { compressed = try wide.next { what in damaged(what, name) } }
    guard (checksum, size, compressed) == (entry.checksum, entry.size, entry.compressedSize) else {
      throw damaged("its header and the directory give different sizes or checksums", name)
    }
    return start
  }

  /// What is wrong with a name that would lead out of the folder in which an archive is unpacked.
  static func flaw(ofName name: String) -> String? {
    let parts = name.utf8.split(omittingEmptySubsequences: false) {
      $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\")
    }
    guard parts[0].isEmpty || parts.contains(where: { $0.elementsEqual("..".utf8) }) else { return nil }
    return "its name leads out of the archive; do not trust this file"
  }

  private func damaged(_ what: String, _ name: String? = nil) -> ArrayFileError {
    ArrayFileError(path: file.path, key: name, .damaged(what))
  }

  private func unsupported(_ what: String, _ name: String) -> ArrayFileError {
    ArrayFileError(path: file.path, key: name, .unsupported(what))
  }

  /// The 64-bit numbers that replace those of an entry or header which are all ones, in their order.
  private struct Zip64Fields {
    private var fields: ArraySlice<UInt8> = []

    init(_ extra: ArraySlice<UInt8>, damaged: (String) -> ArrayFileError) throws(ArrayFileError) {
      var rest = extra
      // Some writers leave fewer than four bytes of padding at the end.
      while rest.count >= 4 {
        let fields = Array(rest.prefix(4))
        let count = Int(fields.littleEndian(at: 2, as: UInt16.self))
        guard count <= rest.count - 4 else { throw damaged("its extra fields are cut short") }
        rest = rest.dropFirst(4)
        if fields.littleEndian(at: 0, as: UInt16.self) == ZipDirectoryScanner.zip64Extra {
          self.fields = rest.prefix(count)
        }
        rest = rest.dropFirst(count)
      }
    }

    mutating func next(damaged: (String) -> ArrayFileError) throws(ArrayFileError) -> UInt64 {
      guard fields.count >= 8 else { throw damaged("its 64-bit size is missing") }
      defer { fields = fields.dropFirst(8) }
      return Array(fields.prefix(8)).littleEndian(at: 0, as: UInt64.self)
    }
  }
}
