import Foundation
import HDF5Output
import Synchronization
import Tensors

/// What is to be written to an HDF5 file: groups, attributes, arrays, lists of texts.
///
/// Arrays are written a block of rows at a time, so a file may be larger than memory. Equal contents have equal bytes for
/// any number of workers (with the same versions of libhdf5 and zlib).
public struct HDF5Contents: Sendable {
  public enum Attribute: Sendable {
    case text(String)
    case integer(Int)
  }

  private enum Item: Sendable {
    case group(key: String, attributes: [(name: String, value: Attribute)])
    case texts(key: String, [String])
    case array(key: String, ProducedArray, layout: Layout)
  }

  private enum Layout: Sendable {
    case whole
    case chunks(rows: Int, level: Int)
  }

  private var items: [Item] = []

  public init() {}

  /// Adds a group, with those above it. Attributes keep their order.
  public mutating func addGroup(_ key: String, attributes: KeyValuePairs<String, Attribute> = [:]) {
    items.append(.group(key: key, attributes: attributes.map { ($0.key, $0.value) }))
  }

  /// Adds a list of texts, as h5py keeps numpy's arrays of bytes.
  public mutating func add(_ key: String, texts: [String]) { items.append(.texts(key: key, texts)) }

  /// Adds an array in one piece.
  public mutating func add(_ key: String, _ array: ProducedArray) {
    precondition(array.outputType != nil, "HDF5 files with \(array.type.rawValue) are not written")
    items.append(.array(key: key, array, layout: .whole))
  }

  /// Adds an array in chunks of whole rows, deflated.
  /// - Parameter level: how hard zlib tries, 1 to 9.
  public mutating func add(_ key: String, _ array: ProducedArray, rowsPerChunk: Int, level: Int) {
    precondition(array.outputType != nil, "HDF5 files with \(array.type.rawValue) are not written")
    precondition(rowsPerChunk > 0 && (1...9).contains(level), "no chunks of \(rowsPerChunk) rows at level \(level)")
    // An array of this kind has no chunk longer than itself.
    let rows = min(rowsPerChunk, array.shape[0])
    items.append(
      .array(key: key, array, layout: rows * array.rowSize == 0 ? .whole : .chunks(rows: rows, level: level)))
  }

  /// Writes the file, whole or not at all: beside its final name, to disk, then renamed.
  /// - Parameter workers: blocks of rows that are made and deflated at the same time.
  /// - Throws: `WriteError`, and what the producer of an array throws.
  public func write(to path: String, with writer: AtomicFileWriter = AtomicFileWriter(), workers: Int = 1) throws {
    try writer.write(to: path) { unfinished in
      var file = try HDF5OutputFile(unfinished.path)
      do {
        let parts = items.indices.flatMap(parts)
        try forEachInOrder(parts.count, workers: workers) { number in
          try parts[number].make()
        } take: { number, bytes in
          try write(parts[number], bytes, to: &file)
        }
      } catch {
        file.abandon()
        throw error
      }
      try file.close()
    }
  }

  /// One step of writing: what an item needs first, or a block of an array.
  private struct Part: Sendable {
    let item: Int
    var row = 0
    var isLast = true
    var make: @Sendable () throws -> Data = { Data() }
  }

  private func parts(of item: Int) -> [Part] {
    guard case .array(_, let array, let layout) = items[item] else { return [Part(item: item)] }
    let count = array.shape[0]
    switch layout {
    case .whole: return [Part(item: item) { Data(try array.bytes(of: 0..<count)) }]
    case .chunks(let rows, let level):
      return stride(from: 0, to: count, by: rows).map { first in
        Part(item: item, row: first, isLast: first + rows >= count) {
          var bytes = try array.bytes(of: first..<min(first + rows, count))
          // The last chunk is as long as the others, zeros behind its rows.
          bytes += [UInt8](repeating: 0, count: rows * array.rowSize - bytes.count)
          return Deflation.deflate(bytes, level: Int32(level), .zlib)
        }
      }
    }
  }

  private func write(_ part: Part, _ bytes: Data, to file: inout HDF5OutputFile) throws(WriteError) {
    switch items[part.item] {
    case .group(let key, let attributes): try file.makeGroup(key, attributes)
    case .texts(let key, let texts): try file.write(texts, key: key)
    case .array(let key, let array, let layout):
      if part.row == 0 {
        var (rows, level) = (0, 0)
        if case .chunks(let chunk, let deflate) = layout { (rows, level) = (chunk, deflate) }
        try file.begin(key, array, rowsPerChunk: rows, level: level)
      }
      if !bytes.isEmpty {
        if case .whole = layout { try file.writeWhole(bytes) } else { try file.writeChunk(bytes, row: part.row) }
      }
      if part.isLast { try file.finish() }
    }
  }
}
