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
    let body = method == .stored ? bytes : Self.deflated(bytes)
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
    var end = [UInt8]()
    let isWide = members.count >= wideFrom || directory.count >= wideFrom || names.count >= min(0xFFFF, wideFrom)
    if isWide {
      end.append(littleEndian: ZipDirectoryEnd.zip64Signature)
      end.append(littleEndian: UInt64(ZipDirectoryEnd.zip64Size - 12))
      end.append(littleEndian: UInt16(3 << 8 | 45))
      end.append(littleEndian: UInt16(45))
      end.append(littleEndian: UInt64(0))
      end.append(littleEndian: UInt64(names.count))
      end.append(littleEndian: UInt64(names.count))
      end.append(littleEndian: UInt64(directory.count))
      end.append(littleEndian: UInt64(members.count))
      end.append(littleEndian: ZipDirectoryEnd.locatorSignature)
      end.append(littleEndian: UInt32(0))
      end.append(littleEndian: UInt64(members.count + directory.count))
      end.append(littleEndian: UInt32(1))
    }
    end.append(littleEndian: ZipDirectoryEnd.signature)
    end.append(littleEndian: UInt32(0))
    end.append(littleEndian: isWide ? 0xFFFF : UInt16(names.count))
    end.append(littleEndian: isWide ? 0xFFFF : UInt16(names.count))
    end.append(littleEndian: isWide ? 0xFFFF_FFFF : UInt32(directory.count))
    end.append(littleEndian: isWide ? 0xFFFF_FFFF : UInt32(members.count))
    end.append(littleEndian: UInt16(0))
    return Data(members) + Data(directory) + Data(end)
  }

  /// A member's own header, or with `madeBy` and `offset` its entry in the directory.
  private static func appendFields(
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

  /// A raw deflate stream at zlib's default level.
  private static func deflated(_ bytes: Data) -> Data {
    // On the heap: zlib keeps the address.
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    defer { stream.deallocate() }
    let status = deflateInit2_(
      stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    precondition(status == Z_OK, "zlib cannot start: \(status)")
    defer { deflateEnd(stream) }
    var result = Data()
    let output = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 1 << 16)
    defer { output.deallocate() }
    bytes.withUnsafeBytes { source in
      var done = 0
      var status = Z_OK
      while status != Z_STREAM_END {
        // zlib counts in 32 bits.
        let part = min(1 << 30, source.count - done)
        if stream.pointee.avail_in == 0, part > 0 {
          stream.pointee.next_in = UnsafeMutablePointer(
            mutating: source.bindMemory(to: UInt8.self).baseAddress! + done)
          stream.pointee.avail_in = UInt32(part)
          done += part
        }
        stream.pointee.next_out = output.baseAddress!
        stream.pointee.avail_out = UInt32(output.count)
        status = deflate(stream, done == source.count ? Z_FINISH : Z_NO_FLUSH)
        result.append(output.baseAddress!, count: output.count - Int(stream.pointee.avail_out))
      }
    }
    return result
  }
}
