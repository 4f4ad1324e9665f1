import Foundation
import FuzzedFile
import Storage

/// libFuzzer calls this with every input it makes up: what begins as JSON does is the `.zarray` of a store, and all else
/// a chunk, given to each codec as one of the length that it announces itself.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Data(UnsafeBufferPointer(start: bytes, count: count))
  if input.first == UInt8(ascii: "{") {
    read(document: input, chunk: Data("0123456789abcdef".utf8))
  } else {
    for (codec, place) in [("blosc", 4), ("lz4", 0), ("zstd", 5), ("zlib", -1), ("gzip", -1)] {
      let length = place < 0 || input.count < place + 4 ? 64 : Int(input[place]) | Int(input[place + 1]) << 8
      let document = """
        {"zarr_format": 2, "shape": [4096], "chunks": [\(max(1, length))], "dtype": "|u1", "order": "C", "filters": null,
         "fill_value": 0, "compressor": {"id": "\(codec)"}}
        """
      read(document: Data(document.utf8), chunk: input)
    }
  }
  return 0
}

private let store: String = {
  let path = "/dev/shm/cotrain-fuzzing-\(getpid()).zarr"
  try! FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  atexit { try? FileManager.default.removeItem(atPath: store) }
  return path
}()

private func read(document: Data, chunk: Data) {
  for (name, bytes) in [(".zarray", document), ("0", chunk), ("0.0", chunk)] {
    let descriptor = open("\(store)/\(name)", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    _ = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    close(descriptor)
  }
  FuzzedFile.exercise(path: store) { (path) throws(ArrayFileError) in try ZarrFile(path) }
}
