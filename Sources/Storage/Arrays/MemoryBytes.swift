/// Bytes held in memory.
struct MemoryBytes: ByteSource {
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// All the bytes of a source.
  init(copying source: any ByteSource) throws(ArrayFileError) {
    var bytes = [UInt8](repeating: 0, count: source.count)
    try bytes.withUnsafeMutableBufferPointer { (memory) throws(ArrayFileError) in
      try source.read(at: 0, into: UnsafeMutableRawBufferPointer(memory))
    }
    self.bytes = bytes
  }

  var count: Int { bytes.count }
  var isRandomAccess: Bool { true }

  func read(at offset: Int, into memory: UnsafeMutableRawBufferPointer) {
    bytes.withUnsafeBytes {
      memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[offset..<offset + memory.count]))
    }
  }
}
