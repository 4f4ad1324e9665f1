/// The end of a zip archive, which says where its directory is.
struct ZipDirectoryEnd {
  /// Larger archives are refused before their directories are read.
  static let memberLimit = 500_000
  static let directoryByteLimit = 128 << 20

  static let signature: UInt32 = 0x0605_4B50
  static let locatorSignature: UInt32 = 0x0706_4B50
  static let zip64Signature: UInt32 = 0x0606_4B50
  static let size = 22
  static let locatorSize = 20
  static let zip64Size = 56

  let count: Int
  /// Where the directory stands in the file.
  let directory: Range<Int>

  init(_ file: RegularFile) throws(ArrayFileError) {
    func damaged(_ what: String) -> ArrayFileError { ArrayFileError(path: file.path, .damaged(what)) }

    // The record is followed by a comment of up to 65535 bytes, whose length it gives.
    let tailCount = min(file.size, Self.size + 0xFFFF)
    let tailStart = file.size - tailCount
    let tail = try file.bytes(at: tailStart, count: tailCount)
    let start = stride(from: tailCount - Self.size, through: 0, by: -1).first { place in
      tail.littleEndian(at: place, as: UInt32.self) == Self.signature
        && place + Self.size + Int(tail.littleEndian(at: place + 20, as: UInt16.self)) == tailCount
    }
    guard let start else { throw damaged("a zip archive's directory is missing at its end; the file was cut short") }

    let disks = (tail.littleEndian(at: start + 4, as: UInt16.self), tail.littleEndian(at: start + 6, as: UInt16.self))
    var counts = (
      UInt64(tail.littleEndian(at: start + 8, as: UInt16.self)),
      UInt64(tail.littleEndian(at: start + 10, as: UInt16.self))
    )
    var size = UInt64(tail.littleEndian(at: start + 12, as: UInt32.self))
    var offset = UInt64(tail.littleEndian(at: start + 16, as: UInt32.self))
    var directoryEnd = tailStart + start

    let locator = directoryEnd - Self.locatorSize
    if locator >= 0 {
      let bytes = try file.bytes(at: locator, count: Self.locatorSize)
      if bytes.littleEndian(at: 0, as: UInt32.self) == Self.locatorSignature {
        let place = bytes.littleEndian(at: 8, as: UInt64.self)
        guard place <= UInt64(max(0, locator - Self.zip64Size)), locator >= Self.zip64Size else {
          throw damaged("the zip64 end of the directory is said to stand at byte \(place), beyond the archive")
        }
        let record = try file.bytes(at: Int(place), count: Self.zip64Size)
        guard record.littleEndian(at: 0, as: UInt32.self) == Self.zip64Signature,
          record.littleEndian(at: 16, as: UInt64.self) == 0
        else { throw damaged("byte \(place): expected the zip64 end of the directory of a single file") }
        counts = (record.littleEndian(at: 24, as: UInt64.self), record.littleEndian(at: 32, as: UInt64.self))
        size = record.littleEndian(at: 40, as: UInt64.self)
        offset = record.littleEndian(at: 48, as: UInt64.self)
        directoryEnd = Int(place)
      }
    }
    guard disks == (0, 0), counts.0 == counts.1 else {
      throw ArrayFileError(
        path: file.path, .unsupported("the archive is split over several files; join them and write one archive"))
    }
    guard counts.1 <= Self.memberLimit, size <= Self.directoryByteLimit else {
      throw ArrayFileError(
        path: file.path,
        .unsupported(
          "the archive has \(counts.1) members in a directory of \(size) bytes; at most \(Self.memberLimit) in "
            + "\(Self.directoryByteLimit) are read; split it"))
    }
    let (sum, overflow) = offset.addingReportingOverflow(size)
    guard !overflow, sum == UInt64(directoryEnd) else {
      throw damaged(
        "the directory of \(size) bytes is said to begin at byte \(offset), and it should end at byte \(directoryEnd)")
    }
    count = Int(counts.1)
    directory = Int(offset)..<directoryEnd
  }
}
