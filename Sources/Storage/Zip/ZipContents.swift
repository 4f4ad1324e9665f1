import Foundation
import Zlib

/// What is to be written to a zip archive: named members, in the order in which they are added, without times.
///
/// Sizes and places above `wideFrom` are written in zip64's 64-bit fields.
package struct ZipContents: Sendable {
  /// 1 January 1980, the first day a zip archive can name.
  private static let date: UInt16 = 1 << 5 | 1

  private let wideFrom: Int
  private var members = [UInt8]()
  private var directory = [UInt8]()
  private var names: Set<String> = []

  /// - Parameter wideFrom: 2³² − 1 but in tests.
  package init(wideFrom: Int = 0xFFFF_FFFF) { self.wideFrom = wideFrom }

  /// - Precondition: the name is new, not longer than 65535 bytes, and does not lead out of the archive.
  package mutating func add(_ name: String, _ bytes: Data, method: ZipMember.Method) {
    precondition(names.insert(name).inserted, "there is a member \(name) already")
    precondition(ZipDirectoryScanner.flaw(ofName: name) == nil && name.utf8.count <= 0xFFFF, "\(name) is no name")
    let body = method == .stored ? bytes : Deflation.deflate(bytes)
    let checksum = UInt32(
      bytes.withUnsafeBytes { crc32_z(0, $0.bindMemory(to: UInt8.self).baseAddress, $0.count) })
    let offset = members.count
    let isWide = bytes.count >= wideFrom || body.count >= wideFrom

    Self.appendFields(
      to: &members, signature: ZipDirectoryScanner.headerSignature, madeBy: nil, name: name, method: method,
      checksum: checksum, sizes: (body.count, bytes.count), isWide: isWide, isFar: false, offset: nil)
    members.append(contentsOf: body)
    Self.appendFields(
      to: &directory, signature: ZipDirectoryScanner.entrySignature, madeBy: 3 << 8 | 45, name: name, method: method,
      checksum: checksum, sizes: (body.count, bytes.count), isWide: isWide,
      isFar: offset >= wideFrom, offset: offset)
  }

  /// The whole archive.
  package var data: Data {
    Data(members) + Data(directory)
      + Data(Self.end(count: names.count, directory: directory.count, members: members.count, wideFrom: wideFrom))
  }

  /// What stands behind the directory.
  static func end(count: Int, directory: Int, members: Int, wideFrom: Int) -> [UInt8] {
    var end = [UInt8]()
    let isWide = members >= wideFrom || directory >= wideFrom || count >= min(0xFFFF, wideFrom)
    if isWide {
      end.append(littleEndian: ZipDirectoryEnd.zip64Signature)
      end.append(littleEndian: UInt64(ZipDirectoryEnd.zip64Size - 12))
      end.append(littleEndian: UInt16(3 << 8 | 45))
      end.append(littleEndian: UInt16(45))
      end.append(littleEndian: UInt64(0))
      end.append(littleEndian: UInt64(count))
      end.append(littleEndian: UInt64(count))
      end.append(littleEndian: UInt64(directory))
      end.append(littleEndian: UInt64(members))
      end.append(littleEndian: ZipDirectoryEnd.locatorSignature)
      end.append(littleEndian: UInt32(0))
      end.append(littleEndian: UInt64(members + directory))
      end.append(littleEndian: UInt32(1))
    }
    end.append(littleEndian: ZipDirectoryEnd.signature)
    end.append(littleEndian: UInt32(0))
    end.append(littleEndian: isWide ? 0xFFFF : UInt16(count))
    end.append(littleEndian: isWide ? 0xFFFF : UInt16(count))
    end.append(littleEndian: isWide ? 0xFFFF_FFFF : UInt32(directory))
    end.append(littleEndian: isWide ? 0xFFFF_FFFF : UInt32(members))
    end.append(littleEndian: UInt16(0))
    return end
  }

  /// A member's own header, or with `madeBy` and `offset` its entry in the directory.
  static func appendFields(
    to bytes: inout [UInt8], signature: UInt32, madeBy: UInt16?, name: String, method: ZipMember.Method,
    checksum: UInt32, sizes: (compressed: Int, whole: Int), isWide: Bool, isFar: Bool,
    offset: Int?
  ) {
    var extra = [UInt8]()
    if isWide || isFar {
      extra.append(littleEndian: ZipDirectoryScanner.zip64Extra)
      extra.append(littleEndian: UInt16((isWide ? 16 : 0) + (isFar ? 8 : 0)))
      if isWide { extra.append(littleEndian: UInt64(sizes.whole)) }
      if isWide { extra.append(littleEndian: UInt64(sizes.compressed)) }
      if let offset, isFar { extra.append(littleEndian: UInt64(offset)) }
    }
    bytes.append(littleEndian: signature)
    if let madeBy { bytes.append(littleEndian: madeBy) }
    bytes.append(littleEndian: UInt16(isWide || isFar ? 45 : 20))
    bytes.append(littleEndian: name.utf8.allSatisfy { $0 < 128 } ? UInt16(0) : 1 << 11)
    bytes.append(littleEndian: method.rawValue)
    bytes.append(littleEndian: UInt16(0))
    bytes.append(littleEndian: date)
    bytes.append(littleEndian: checksum)
    bytes.append(littleEndian: isWide ? 0xFFFF_FFFF : UInt32(sizes.compressed))
    bytes.append(littleEndian: isWide ? 0xFFFF_FFFF : UInt32(sizes.whole))
    bytes.append(littleEndian: UInt16(name.utf8.count))
    bytes.append(littleEndian: UInt16(extra.count))
    if let offset {
      // No comment, first disk, no hints of text; readable by the owner.
      for _ in 0..<3 { bytes.append(littleEndian: UInt16(0)) }
      bytes.append(littleEndian: UInt32(0o100600) << 16)
      bytes.append(littleEndian: isFar ? 0xFFFF_FFFF : UInt32(offset))
    }
    bytes += Array(name.utf8) + extra
  }
}
