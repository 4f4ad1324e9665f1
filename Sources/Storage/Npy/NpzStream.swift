import Foundation
import Zlib

/// What is to be written to an npz file a block of rows at a time, so that it may be larger than memory.
///
/// Equal arrays have equal bytes for any number of workers (with the same version of zlib).
public struct NpzStream: Sendable {
  private struct Item: Sendable {
    let name: String
    let array: ProducedArray
    let level: Int
  }

  /// Bytes of rows that are made and deflated at once.
  private static let blockSize = 4 << 20

  private var items: [Item] = []

  public init() {}

  /// Adds an array.
  /// - Parameter level: how hard zlib tries, 1 to 9; 0 stores the rows as they are.
  /// - Precondition: the name is new, and a sound member's name.
  public mutating func add(_ name: String, _ array: ProducedArray, level: Int = 0) {
    precondition(!items.contains { $0.name == name }, "there is an array \(name) already")
    precondition(ZipDirectoryScanner.flaw(ofName: name) == nil && name.utf8.count < 0xFFF0, "\(name) is no name")
    precondition(array.type.numpyName != nil && (0...9).contains(level), "\(name) cannot be written so")
    items.append(Item(name: name, array: array, level: level))
  }

  /// Writes the file, whole or not at all.
  /// - Parameter workers: blocks that are made and deflated at the same time.
  /// - Throws: `WriteError`, and what the producer of an array throws.
  public func write(to path: String, with writer: AtomicFileWriter = AtomicFileWriter(), workers: Int = 1) throws {
    try writer.write(to: path) { file in
      var directory = [UInt8]()
      var offset = 0
      for item in items { offset = try Self.write(item, to: file, at: offset, &directory, workers: workers) }
      let end = ZipContents.end(count: items.count, directory: directory.count, members: offset, wideFrom: 0xFFFF_FFFF)
      try file.append(Data(directory + end))
    }
  }

  /// Where the next member begins.
  private static func write(
    _ item: Item, to file: UnfinishedFile, at offset: Int, _ directory: inout [UInt8], workers: Int
  ) throws -> Int {
    let array = item.array
    let header = NpyContents.header(descr: array.type.numpyName!, shape: array.shape)
    let method: ZipMember.Method = item.level == 0 ? .stored : .deflated
    let size = header.count + array.shape[0] * array.rowSize
    // Whether sizes take 64 bits is settled before the deflated one is known, which may be a little larger.
    let isWide = size >= 0xF000_0000
    func fields(_ signature: UInt32, checksum: UInt32, deflated: Int, isEntry: Bool) -> [UInt8] {
      var bytes = [UInt8]()
      ZipContents.appendFields(
        to: &bytes, signature: signature, madeBy: isEntry ? 3 << 8 | 45 : nil, name: "\(item.name).npy", method: method,
        checksum: checksum, sizes: (deflated, size), isWide: isWide, isFar: isEntry && offset >= 0xFFFF_FFFF,
        offset: isEntry ? offset : nil)
      return bytes
    }
    let place = fields(ZipDirectoryScanner.headerSignature, checksum: 0, deflated: 0, isEntry: false)
    try file.append(Data(place))

    let rows = max(1, blockSize / max(1, array.rowSize))
    let blocks = max(1, (array.shape[0] + rows - 1) / rows)
    var checksum: UInt = 0
    var deflated = 0
    try forEachInOrder(blocks, workers: workers) { number in
      var bytes = number == 0 ? [UInt8](header) : []
      bytes += try array.bytes(of: number * rows..<min((number + 1) * rows, array.shape[0]))
      let isLast = number == blocks - 1
      return Block(
        checksum: crc32_z(0, bytes, bytes.count), size: bytes.count,
        body: method == .stored
          ? Data(bytes) : Deflation.deflate(bytes, level: Int32(item.level), isLast: isLast))
    } take: { number, block in
      checksum = number == 0 ? block.checksum : crc32_combine(checksum, block.checksum, block.size)
      deflated += block.body.count
      try file.append(block.body)
    }

    let final = UInt32(checksum)
    try file.replace(
      at: offset,
      with: Data(fields(ZipDirectoryScanner.headerSignature, checksum: final, deflated: deflated, isEntry: false)))
    directory += fields(ZipDirectoryScanner.entrySignature, checksum: final, deflated: deflated, isEntry: true)
    return offset + place.count + deflated
  }

  private struct Block: Sendable {
    let checksum: UInt
    /// Before it was deflated.
    let size: Int
    let body: Data
  }
}
