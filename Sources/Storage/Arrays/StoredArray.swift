import Tensors

/// A file, or folder, of arrays in one of the formats that are read: npy, npz, safetensors, HDF5, zarr.
///
/// Opening reads and checks what describes the arrays; their numbers are read when they are asked for, so a file may be
/// larger than memory. Safe to use from several threads.
public protocol ArrayFile: Sendable {
  var path: String { get }
  /// In the order of the file, keys distinct.
  var arrays: [StoredArray] { get }
  /// Where the file itself says where episodes end (robomimic's demonstrations, a replay buffer's
  /// `meta/episode_ends`): the number of rows up to the end of each.
  var episodeEnds: [Int]? { get }
  /// Arrays that the file has and that are not read, such as pickled ones: which, and why.
  var unreadable: [ArrayFileError] { get }
}

extension ArrayFile {
  public var episodeEnds: [Int]? { nil }
  public var unreadable: [ArrayFileError] { [] }

  /// The array of a name.
  /// - Throws: `noSuchKey` with the names there are, or why that one is not read.
  public func array(named key: String) throws(ArrayFileError) -> StoredArray {
    if let array = arrays.first(where: { $0.key == key }) { return array }
    if let error = unreadable.first(where: { $0.key == key }) { throw error }
    throw ArrayFileError(path: path, key: key, .noSuchKey(known: arrays.map(\.key)))
  }
}

/// One array of a file: its name, shape and type are known, its rows are read when asked for.
public struct StoredArray: Sendable {
  public let path: String
  /// "" where the file is the array.
  public let key: String
  public let shape: [Int]
  public let type: ElementType
  package let source: any RowSource

  /// - Precondition: `type.byteCount(of: shape)` is not nil.
  package init(path: String, key: String, shape: [Int], type: ElementType, source: any RowSource) {
    self.path = path
    self.key = key
    self.shape = shape
    self.type = type
    self.source = source
  }

  /// Entries along the first axis; 1 for a single number.
  public var rowCount: Int { shape.first ?? 1 }
}

/// Where an array's numbers come from.
package protocol RowSource: Sendable {
  /// Rows that are read together at the cost of one, such as those of a chunk; 1 where every row stands alone.
  var rowsPerBlock: Int { get }
  /// Writes the elements of the rows in row-major order, in the machine's byte order and the array's own type.
  /// - Parameter target: exactly as many bytes as those rows take.
  func read(rows: Range<Int>, into target: UnsafeMutableRawBufferPointer) throws(ArrayFileError)
}

extension RowSource {
  package var rowsPerBlock: Int { 1 }
}
