import Foundation
import Storage
import Zlib

/// A zip archive made up field by field, so that the directory, the members' headers and the end can each lie.
struct HostileZip {
  /// One member; what is nil is told truly.
  struct Member {
    var name: String
    var bytes = Data()
    /// The bytes as they stand in the file; `bytes` where nothing else is said.
    var body: Data?
    var method: UInt16 = 0
    var flags: UInt16 = 0
    var madeBy: UInt16 = 3 << 8 | 20
    var attributes: UInt32 = 0o100600 << 16
    var checksum: UInt32?
    var size: UInt32?
    var compressedSize: UInt32?
    var offset: UInt32?
    var extra: [UInt8] = []
    var headerName: String?
    var headerMethod: UInt16?
    var headerFlags: UInt16?
    var headerChecksum: UInt32?
    var headerSize: UInt32?
    var headerCompressedSize: UInt32?
    var headerExtra: [UInt8] = []
  }

  var members: [Member] = []
  var count: UInt16?
  var directorySize: UInt32?
  var directoryOffset: UInt32?
  var disk: UInt16 = 0
  var comment = ""
  /// What stands between directory and end.
  var beforeEnd: [UInt8] = []

  var data: Data {
    var file: [UInt8] = []
    var directory: [UInt8] = []
    for member in members {
      let body = member.body ?? member.bytes
      let checksum =
        member.checksum
        ?? UInt32(member.bytes.withUnsafeBytes { crc32_z(0, $0.bindMemory(to: UInt8.self).baseAddress, $0.count) })
      let size = member.size ?? UInt32(member.bytes.count)
      let compressed = member.compressedSize ?? UInt32(body.count)
      let offset = UInt32(file.count)
      let headerName = Array((member.headerName ?? member.name).utf8)
      file.append(littleEndian: UInt32(0x0403_4B50))
      file.append(littleEndian: UInt16(20))
      file.append(littleEndian: member.headerFlags ?? member.flags)
      file.append(littleEndian: member.headerMethod ?? member.method)
      file.append(littleEndian: UInt32(0x0021_0000))
      file.append(littleEndian: member.headerChecksum ?? checksum)
      file.append(littleEndian: member.headerCompressedSize ?? compressed)
      file.append(littleEndian: member.headerSize ?? size)
      file.append(littleEndian: UInt16(headerName.count))
      file.append(littleEndian: UInt16(member.headerExtra.count))
      file += headerName + member.headerExtra + body

      let name = Array(member.name.utf8)
      directory.append(littleEndian: UInt32(0x0201_4B50))
      directory.append(littleEndian: member.madeBy)
      directory.append(littleEndian: UInt16(20))
      directory.append(littleEndian: member.flags)
      directory.append(littleEndian: member.method)
      directory.append(littleEndian: UInt32(0x0021_0000))
      directory.append(littleEndian: checksum)
      directory.append(littleEndian: compressed)
      directory.append(littleEndian: size)
      directory.append(littleEndian: UInt16(name.count))
      directory.append(littleEndian: UInt16(member.extra.count))
      directory.append(littleEndian: UInt16(0))
      directory.append(littleEndian: UInt16(0))
      directory.append(littleEndian: UInt16(0))
      directory.append(littleEndian: member.attributes)
      directory.append(littleEndian: member.offset ?? offset)
      directory += name + member.extra
    }
    var end: [UInt8] = beforeEnd
    end.append(littleEndian: UInt32(0x0605_4B50))
    end.append(littleEndian: disk)
    end.append(littleEndian: disk)
    end.append(littleEndian: count ?? UInt16(members.count))
    end.append(littleEndian: count ?? UInt16(members.count))
    end.append(littleEndian: directorySize ?? UInt32(directory.count))
    end.append(littleEndian: directoryOffset ?? UInt32(file.count))
    end.append(littleEndian: UInt16(comment.utf8.count))
    return Data(file + directory + end + Array(comment.utf8))
  }
}

/// An npy file of one row of float32 ones.
func onesFile(_ count: Int) -> Data {
  npy(npyHeader("(1, \(count))"), numbers: (0..<count).flatMap { _ in [0, 0, 128, 63] as [UInt8] })
}

/// What deflates some bytes, taken out of an archive of them.
func deflated(_ bytes: Data) throws -> Data {
  var archive = ZipContents()
  archive.add("a", bytes, method: .deflated)
  let data = archive.data
  let size = data[18..<22].reversed().reduce(0) { $0 << 8 | Int($1) }
  return data[31..<31 + size]
}
