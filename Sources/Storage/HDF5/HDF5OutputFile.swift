import Foundation
import HDF5Output
import Synchronization

/// libhdf5 in this process: it is not made for threads, so one call at a time, and no child is forked within one.
enum HDF5Library {
  private static let turn = Mutex(())

  static func call<Result>(_ body: () -> Result) -> Result { turn.withLock { _ in body() } }
}

/// An HDF5 file that libhdf5 is writing.
struct HDF5OutputFile {
  private let path: String
  private let file: Int64
  /// The array that has begun and not ended, or −1.
  private var array: Int64 = -1
  private var type: Int32 = 0

  /// Empties the file of that name.
  init(_ path: String) throws(WriteError) {
    self.path = path
    file = HDF5Library.call { hdf5_output_open(path) }
    if file < 0 { throw failure(.create) }
  }

  private func failure(_ action: WriteError.Action = .write) -> WriteError {
    WriteError(path: path, action: action, code: HDF5Library.call { hdf5_output_error() })
  }

  private func check(_ body: () -> Int32) throws(WriteError) {
    // The reason has to be asked for before anybody else calls.
    let code = HDF5Library.call { body() < 0 ? hdf5_output_error() : 0 }
    if code != 0 { throw WriteError(path: path, action: .write, code: code) }
  }

  func makeGroup(
    _ key: String, _ attributes: [(name: String, value: HDF5Contents.Attribute)]
  ) throws(WriteError) {
    try check { hdf5_output_group(file, key) }
    for attribute in attributes {
      try check {
        switch attribute.value {
        case .text(let text): hdf5_output_text_attribute(file, key, attribute.name, text)
        case .integer(let number): hdf5_output_integer_attribute(file, key, attribute.name, Int64(number))
        }
      }
    }
  }

  func write(_ texts: [String], key: String) throws(WriteError) {
    let width = texts.map(\.utf8.count).max() ?? 0
    let bytes = texts.flatMap { text in
      text.utf8.map { CChar(bitPattern: $0) } + [CChar](repeating: 0, count: width - text.utf8.count)
    }
    try check { hdf5_output_texts(file, key, bytes, texts.count, width) }
  }

  mutating func begin(_ key: String, _ array: ProducedArray, rowsPerChunk: Int, level: Int) throws(WriteError) {
    type = array.outputType!
    let shape = array.shape.map(UInt64.init)
    var handle: Int64 = -1
    try check {
      handle = hdf5_output_array(file, key, type, shape.count, shape, UInt64(rowsPerChunk), Int32(level))
      return handle < 0 ? -1 : 0
    }
    self.array = handle
  }

  func writeWhole(_ bytes: Data) throws(WriteError) {
    try check { bytes.withUnsafeBytes { hdf5_output_whole(array, type, $0.baseAddress) } }
  }

  func writeChunk(_ bytes: Data, row: Int) throws(WriteError) {
    try check { bytes.withUnsafeBytes { hdf5_output_chunk(array, UInt64(row), $0.baseAddress, $0.count) } }
  }

  mutating func finish() throws(WriteError) {
    let handle = array
    array = -1
    try check { hdf5_output_finish(handle) }
  }

  func close() throws(WriteError) { try check { hdf5_output_close(file) } }

  /// Lets go of the file as it is.
  func abandon() {
    HDF5Library.call {
      if array >= 0 { _ = hdf5_output_finish(array) }
      _ = hdf5_output_close(file)
    }
  }
}

extension ProducedArray {
  /// What libhdf5 is told; nil for types that are not written.
  var outputType: Int32? {
    switch type {
    case .unsigned8: Int32(HDF5_OUTPUT_UNSIGNED_8)
    case .signed64: Int32(HDF5_OUTPUT_SIGNED_64)
    case .float32: Int32(HDF5_OUTPUT_FLOAT_32)
    case .float64: Int32(HDF5_OUTPUT_FLOAT_64)
    default: nil
    }
  }
}
