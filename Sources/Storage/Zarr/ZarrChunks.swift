/// The chunks of a zarr array, each a name of the store.
struct ZarrChunks: ChunkSource {
  let store: any ZarrStore
  /// Of the array in the store, "" for the root.
  let name: String
  /// Of the array in errors.
  let key: String
  let codec: ZarrCodec?
  let separator: String
  /// The type of the elements where their bytes are in the other order than the machine's.
  let swapped: ElementType?

  func read(chunkAt place: [Int], into target: UnsafeMutableRawBufferPointer) throws(ArrayFileError) -> Bool {
    let chunk = place.map(String.init).joined(separator: separator)
    do throws(ArrayFileError) {
      // No codec makes what it cannot compress longer by more than an eighth and a header.
      let limit = codec == nil ? target.count : target.count + target.count / 8 + 1024
      let bytes = try store.contents(of: name.isEmpty ? chunk : "\(name)/\(chunk)", byteLimit: limit)
      guard let bytes else { return false }
      try decode(bytes, into: target)
    } catch {
      throw ArrayFileError(path: store.path, key: key, error.reason.prefixed("chunk \(chunk)"))
    }
    swapped?.reverseByteOrder(target)
    return true
  }

  private func decode(_ bytes: [UInt8], into target: UnsafeMutableRawBufferPointer) throws(ArrayFileError) {
    if let codec {
      do throws(ChunkFlaw) { try codec.decode(bytes, into: target) } catch {
        throw ArrayFileError(path: store.path, .damaged(error.text))
      }
    } else {
      guard bytes.count == target.count else {
        throw ArrayFileError(
          path: store.path, .damaged("it has \(bytes.count) bytes where a chunk takes \(target.count)"))
      }
      target.copyBytes(from: bytes)
    }
  }
}

extension ArrayFileError.Reason {
  /// The same reason, after the part of the array that it concerns.
  fileprivate func prefixed(_ part: String) -> ArrayFileError.Reason {
    switch self {
    case .damaged(let what): .damaged("\(part): \(what)")
    case .unsupported(let what): .unsupported("\(part): \(what)")
    case .tooLarge(let bytes, let limit):
      .damaged("\(part): it has \(bytes) bytes where \(limit) are the most there can be")
    default: self
    }
  }
}
