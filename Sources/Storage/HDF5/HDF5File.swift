/// An HDF5 file, open for reading.
///
/// Datasets of integers, booleans (as h5py writes them) and floating point numbers are read in either byte order,
/// contiguous, compact or chunked, through deflate, shuffle and fletcher32. A dataset's key is its path, such as
/// "group/name". Where the file holds robomimic's demonstrations, `data/demo_0`, `data/demo_1`, …, the arrays of these are
/// joined in the order of their numbers, and an array's key is its path within a demonstration, such as "obs/object".
///
/// Nothing outside the file is read: external links, external storage and virtual datasets are refused. libhdf5 runs in
/// child processes (`HDF5Child`): one when the file is opened, and in arrays of more than 4096 chunks one for each 16 384
/// that are read. The numbers are read here. Safe to use from several threads.
/// - Source: HDF5 file format specification 3.0; robomimic's dataset layout, version 0.3.
public struct HDF5File: ArrayFile {
  static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]

  public let path: String
  public let arrays: [StoredArray]
  public let episodeEnds: [Int]?
  public let unreadable: [ArrayFileError]

  /// - Throws: `ArrayFileError` naming the file, the dataset and what is wrong with it.
  public init(_ path: String) throws(ArrayFileError) { try self.init(RegularFile(path)) }

  package init(_ file: RegularFile) throws(ArrayFileError) {
    path = file.path
    guard try Self.recognizes(file) else {
      throw ArrayFileError(path: path, .unrecognized(found: "it does not have the signature of an HDF5 file"))
    }
    let listing = try HDF5Listing(HDF5Child.survey(path))
    let demonstrations = try HDF5Demonstrations(listing, in: file)
    var arrays: [StoredArray] = []
    var unreadable = demonstrations.unreadable
    unreadable += listing.refusals.filter { !demonstrations.contains($0.key ?? "") }
    for dataset in listing.datasets where !demonstrations.contains(dataset.key) {
      do throws(ArrayFileError) { arrays.append(try dataset.array(in: file)) } catch {
        guard case .unsupported = error.reason else { throw error }
        unreadable.append(error)
      }
    }
    if let double = demonstrations.arrays.first(where: { joined in arrays.contains { $0.key == joined.key } }) {
      throw ArrayFileError(
        path: path, key: double.key,
        .unsupported("an array of this name stands in the demonstrations and one outside of them; rename one"))
    }
    self.arrays = demonstrations.arrays + arrays
    self.episodeEnds = demonstrations.episodeEnds
    self.unreadable = unreadable
  }

  /// Whether the signature stands at the beginning, or behind a user block of 512, 1024, 2048, … bytes.
  static func recognizes(_ file: RegularFile) throws(ArrayFileError) -> Bool {
    var offset = 0
    while offset <= file.size - signature.count {
      if try file.bytes(at: offset, count: signature.count) == signature { return true }
      offset = offset == 0 ? 512 : offset * 2
    }
    return false
  }
}
