extension StoredArray {
  /// The array that an npy file, or a member of an npz file, holds after its header.
  init(_ header: NpyHeader, of bytes: any ByteSource, path: String, key: String) throws(ArrayFileError) {
    let source: any RowSource
    if header.isFortranOrdered, header.shape.count > 1 {
      if !bytes.isRandomAccess, header.byteCount > FortranRows.byteLimit {
        throw ArrayFileError(
          path: path, key: key,
          .unsupported(
            "it is compressed and in Fortran order, so all of its \(header.byteCount) bytes would be held in memory, "
              + "above the limit of \(FortranRows.byteLimit); save it with numpy.ascontiguousarray, or uncompressed"))
      }
      source = FortranRows(bytes, header: header)
    } else {
      source = PlainRows(
        bytes, start: header.start, shape: header.shape, type: header.type, isByteSwapped: header.isByteSwapped)
    }
    self.init(path: path, key: key, shape: header.shape, type: header.type, source: source)
  }
}
