import FuzzedFile
import Storage

/// libFuzzer calls this with every input it makes up. libhdf5 may crash in its child process; the reader may not.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  FuzzedFile(bytes, count: count).exercise { (path) throws(ArrayFileError) in try HDF5File(path) }
  return 0
}
