/// A file that numpy's `savez` or `savez_compressed` wrote: a zip archive of npy files, its keys their names.
///
/// Members that are no npy files are passed over. Nothing is extracted to disk; rows of a compressed array that are read
/// in order are inflated once.
public struct NpzFile: ArrayFile {
  /// Archives that would inflate to more than this many bytes, at more than `ratioLimit` times their compressed size,
  /// are refused.
  static let inflatedLimit = 1 << 30
  static let ratioLimit = 200

  public let path: String
  public let arrays: [StoredArray]
  public let unreadable: [ArrayFileError]

  /// - Throws: `ArrayFileError` naming the file, the array and what is wrong with it.
  public init(_ path: String) throws(ArrayFileError) { try self.init(ZipArchive(RegularFile(path))) }

  package init(_ archive: ZipArchive) throws(ArrayFileError) {
    path = archive.file.path
    let members = archive.members.filter { $0.name.hasSuffix(".npy") }
    try Self.refuseBombs(members, path: path)
    var arrays: [StoredArray] = []
    var unreadable: [ArrayFileError] = []
    for member in members {
      let key = String(member.name.dropLast(".npy".count))
      do throws(ArrayFileError) {
        // The bytes in which the header is read are let go with what zlib holds for them.
        let header = try NpyHeader(archive.bytes(of: member, key: key), path: path, key: key)
        arrays.append(try StoredArray(header, of: archive.bytes(of: member, key: key), path: path, key: key))
      } catch {
        // One array of objects among arrays of numbers does not make those unreadable; damage does.
        guard case .unsupported = error.reason else { throw error }
        unreadable.append(error)
      }
    }
    self.arrays = arrays
    self.unreadable = unreadable
  }

  private static func refuseBombs(_ members: [ZipMember], path: String) throws(ArrayFileError) {
    var inflated = 0
    var compressed = 0
    for member in members where member.method == .deflated {
      let (sum, overflow) = inflated.addingReportingOverflow(member.size)
      compressed += member.range.count
      // Deflate gives at most 1032 bytes for one.
      guard !overflow, member.size / 1032 <= member.range.count else {
        throw ArrayFileError(
          path: path, key: String(member.name.dropLast(".npy".count)),
          .damaged("\(member.range.count) compressed bytes cannot inflate to \(member.size)"))
      }
      inflated = sum
    }
    guard inflated <= inflatedLimit || inflated / ratioLimit <= compressed else {
      throw ArrayFileError(
        path: path,
        .unsupported(
          "\(compressed) compressed bytes would inflate to \(inflated), as those of a zip bomb do; "
            + "if this is meant, save it uncompressed with numpy.savez"))
    }
  }
}
