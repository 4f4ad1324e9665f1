import Foundation

/// Opens a file of arrays in whichever of the formats it is.
public enum ArrayFiles {
  /// Opens a file, or the folder of a zarr store, by what it contains; its name does not matter.
  ///
  /// Nothing waits and nothing is run: pipes and devices are refused, and so are pickles, which a PyTorch `.pt` file is.
  /// - Throws: `ArrayFileError` naming the file, the array and what is wrong with it.
  public static func open(_ path: String) throws(ArrayFileError) -> any ArrayFile {
    let file: RegularFile
    do throws(ArrayFileError) { file = try RegularFile(path) } catch {
      guard error.reason == .unreadable(code: EISDIR) else { throw error }
      return try ZarrFile(ZarrFolder(path))
    }
    let beginning = try file.bytes(at: 0, count: min(file.size, 16))
    switch FileSignature(beginning) {
    case .npy: return try NpyFile(file)
    case .zip: return try open(ZipArchive(file))
    case .safetensors: return try SafetensorsFile(file)
    case .pickle: throw ArrayFileError(path: path, .unsupported(pickleRemedy))
    case .other(let found):
      guard try HDF5File.recognizes(file) else { throw ArrayFileError(path: path, .unrecognized(found: found)) }
      return try HDF5File(file)
    }
  }

  private static func open(_ archive: ZipArchive) throws(ArrayFileError) -> any ArrayFile {
    if ZarrFile.recognizes(archive) { return try ZarrFile(archive) }
    let names = archive.members.map { $0.name.split(separator: "/").last ?? "" }
    if names.isEmpty || names.contains(where: { $0.hasSuffix(".npy") }) { return try NpzFile(archive) }
    if names.contains("data.pkl") { throw ArrayFileError(path: archive.file.path, .unsupported(pickleRemedy)) }
    throw ArrayFileError(
      path: archive.file.path, .unrecognized(found: "it is a zip archive without an npy file in it"))
  }

  private static let pickleRemedy =
    "it is a pickle, as torch.save writes it; pickles can run code and are never read; "
    + "save the arrays with numpy.savez or safetensors.torch.save_file"
}

/// What the first 16 bytes of a file say it is.
private enum FileSignature {
  case npy
  case zip
  case safetensors
  case pickle
  case other(String)

  init(_ bytes: [UInt8]) {
    if bytes.starts(with: NpyHeader.magic) {
      self = .npy
    } else if [[3, 4], [5, 6], [6, 6]].contains(where: { bytes.starts(with: Array("PK".utf8) + $0) }) {
      self = .zip
    } else if bytes.count > 8, bytes[8] == UInt8(ascii: "{"),
      bytes.littleEndian(at: 0, as: UInt64.self) <= SafetensorsHeader.byteLimit
    {
      // No magic number: a length that may be, and the header's first character.
      self = .safetensors
    } else if bytes.count > 1, bytes[0] == 0x80, (2...5).contains(bytes[1]) {
      self = .pickle
    } else {
      self = .other(Self.names.first { bytes.starts(with: $0.bytes) }?.name ?? Self.unknown(bytes))
    }
  }

  private static let names: [(bytes: [UInt8], name: String)] = [
    ([0x1F, 0x8B], "it is compressed by gzip; decompress it first"),
    ([0x28, 0xB5, 0x2F, 0xFD], "it is compressed by zstd; decompress it first"),
    (Array("PAR1".utf8), "it is a parquet file; save its columns with numpy.savez"),
    (Array("MATLAB".utf8), "it is a MATLAB file; load it with scipy.io.loadmat and save its arrays with numpy.savez"),
  ]

  private static func unknown(_ bytes: [UInt8]) -> String {
    if bytes.isEmpty { return "it is empty" }
    let digits = bytes.prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
    return "it begins with the bytes \(digits), as none of the known formats does"
  }
}
