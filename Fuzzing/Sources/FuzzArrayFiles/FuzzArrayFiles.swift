import FuzzedFile
import Storage

/// libFuzzer calls this with every input it makes up.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  FuzzedFile(bytes, count: count).exercise { (path) throws(ArrayFileError) in try ArrayFiles.open(path) }
  return 0
}
