import Foundation
import Tensors

/// What is to be written to an npz file: named arrays.
///
/// Members stand in the order in which they were added and carry no time, so equal contents have equal bytes (with the
/// same version of zlib, where they are compressed).
public struct NpzContents: Sendable {
  public enum Compression: Sendable {
    /// As numpy's `savez`.
    case stored
    /// As numpy's `savez_compressed`.
    case deflated
  }

  private let compression: Compression
  private var archive: ZipContents

  public init(compression: Compression = .stored) { self.init(compression: compression, archive: ZipContents()) }

  package init(compression: Compression = .stored, archive: ZipContents) {
    self.compression = compression
    self.archive = archive
  }

  /// Adds an array. Every bit is kept, that of a NaN included.
  /// - Precondition: the name is new, and a sound member's name: not empty, not leading out of the archive.
  public mutating func add<Scalar: TensorScalar>(_ name: String, _ tensor: Tensor<Scalar>) {
    add(name, NpyContents(tensor))
  }

  /// Adds whole numbers, as int64.
  public mutating func add(_ name: String, _ integers: [Int]) { add(name, NpyContents(integers)) }

  private mutating func add(_ name: String, _ array: NpyContents) {
    archive.add("\(name).npy", array.data, method: compression == .stored ? .stored : .deflated)
  }

  /// The whole file.
  public var data: Data { archive.data }

  /// Writes the file, whole or not at all.
  public func write(to path: String, with writer: AtomicFileWriter = AtomicFileWriter()) throws(WriteError) {
    try writer.write(data, to: path)
  }
}
