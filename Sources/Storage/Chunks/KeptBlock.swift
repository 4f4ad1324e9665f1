import Synchronization

/// A place for one block of decoded rows.
final class KeptBlock: Sendable {
  /// Rows in memory of their own.
  final class Block: @unchecked Sendable {
    let number: Int
    let owner: ObjectIdentifier
    /// Written before anybody else sees it.
    let memory: UnsafeMutableRawBufferPointer

    fileprivate init(_ number: Int, of owner: ObjectIdentifier, byteCount: Int) {
      self.number = number
      self.owner = owner
      memory = .allocate(byteCount: byteCount, alignment: 64)
    }

    deinit { memory.deallocate() }
  }

  private let current = Mutex<Block?>(nil)

  func block(_ number: Int, of owner: ChunkedRows) -> Block? {
    current.withLock { block in
      block.flatMap { $0.number == number && $0.owner == ObjectIdentifier(owner) ? $0 : nil }
    }
  }

  /// Memory for a block; what was kept is let go first.
  func replace(with number: Int, of owner: ChunkedRows, byteCount: Int) -> Block {
    current.withLock { $0 = nil }
    return Block(number, of: ObjectIdentifier(owner), byteCount: byteCount)
  }

  func keep(_ block: Block) { current.withLock { $0 = block } }

  func release(_ block: Block) { current.withLock { if $0 === block { $0 = nil } } }
}
