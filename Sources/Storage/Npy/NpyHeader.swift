/// The header of an npy file or npz member, checked: element type, shape, order, and where the numbers begin.
struct NpyHeader: Equatable {
  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// Only structured types, which are not read, have longer ones.
  static let byteLimit = 65_535
  /// As many as numpy allows.
  static let axisLimit = 64

  let type: ElementType
  let isByteSwapped: Bool
  let isFortranOrdered: Bool
  let shape: [Int]
  /// Where the numbers begin.
  let start: Int
  /// Bytes the numbers take.
  let byteCount: Int

  /// Reads the header at the beginning of some bytes and holds their number against it.
  init(_ bytes: any ByteSource, path: String, key: String?) throws(ArrayFileError) {
    func damaged(_ what: String) -> ArrayFileError { ArrayFileError(path: path, key: key, .damaged(what)) }
    func read(_ range: Range<Int>) throws(ArrayFileError) -> [UInt8] {
      guard range.upperBound <= bytes.count else {
        throw damaged("it has \(bytes.count) bytes where its header needs \(range.upperBound); it was cut short")
      }
      var result = [UInt8](repeating: 0, count: range.count)
      try result.withUnsafeMutableBufferPointer { (memory) throws(ArrayFileError) in
        try bytes.read(at: range.lowerBound, into: UnsafeMutableRawBufferPointer(memory))
      }
      return result
    }

    let prefix = try read(0..<10)
    guard prefix.starts(with: Self.magic) else { throw damaged("it does not begin as an npy file does") }
    let version = (prefix[6], prefix[7])
    let length: Int
    let headerStart: Int
    switch version {
    case (1, 0): (length, headerStart) = (Int(prefix.littleEndian(at: 8, as: UInt16.self)), 10)
    case (2, 0), (3, 0): (length, headerStart) = (Int(try read(8..<12).littleEndian(at: 0, as: UInt32.self)), 12)
    default:
      throw ArrayFileError(
        path: path, key: key,
        .unsupported("its npy format is version \(version.0).\(version.1); 1.0, 2.0 and 3.0 are read"))
    }
    guard length <= bytes.count - headerStart else {
      throw damaged("its header is said to have \(length) bytes where \(bytes.count - headerStart) follow")
    }
    guard length <= Self.byteLimit else {
      throw ArrayFileError(
        path: path, key: key,
        .unsupported("its header has \(length) bytes, above the limit of \(Self.byteLimit); save a plain array"))
    }
    let text = try read(headerStart..<headerStart + length)
    guard let description = String(validating: text, as: UTF8.self), version.0 == 3 || text.allSatisfy({ $0 < 128 })
    else { throw damaged("its header is not \(version.0 == 3 ? "UTF-8" : "ASCII")") }

    var scanner = PythonLiteralScanner(description)
    let fields: NpyFields
    do throws(PythonLiteralScanner.Failure) { fields = try NpyFields(&scanner) } catch {
      throw damaged("byte \(headerStart + error.position): expected \(error.expected)")
    }
    (type, isByteSwapped) = try Self.elementType(fields.descr, path: path, key: key)
    guard fields.shape.count <= Self.axisLimit, let byteCount = type.byteCount(of: fields.shape) else {
      throw damaged("an array of shape \(fields.shape.prefix(8)) cannot be: its size does not fit 63 bits")
    }
    shape = fields.shape
    isFortranOrdered = fields.isFortranOrdered
    start = headerStart + length
    self.byteCount = byteCount
    guard bytes.count - start == byteCount else {
      throw damaged(
        "\(bytes.count - start) bytes follow its header where its shape \(shape) needs \(byteCount); "
          + (bytes.count - start < byteCount ? "it was cut short" : "something was added to it"))
    }
  }

  private static func elementType(
    _ descr: NpyFields.Descr, path: String, key: String?
  ) throws(ArrayFileError) -> (ElementType, isByteSwapped: Bool) {
    func unsupported(_ what: String) -> ArrayFileError { ArrayFileError(path: path, key: key, .unsupported(what)) }
    guard case .text(let text) = descr else {
      throw unsupported("its elements are records with named fields; save each field as an array of its own")
    }
    let order = text.first.flatMap { "<>|=".contains($0) ? $0 : nil }
    let code = order == nil ? text[...] : text.dropFirst()
    let type: ElementType? =
      switch code {
      case "b1": .boolean
      case "i1": .signed8
      case "i2": .signed16
      case "i4": .signed32
      case "i8": .signed64
      case "u1": .unsigned8
      case "u2": .unsigned16
      case "u4": .unsigned32
      case "u8": .unsigned64
      case "f2": .float16
      case "f4": .float32
      case "f8": .float64
      default: nil
      }
    if let type {
      if type.byteCount > 1, order == "|" {
        throw ArrayFileError(path: path, key: key, .damaged("its type '\(text)' does not say the order of its bytes"))
      }
      return (type, type.byteCount > 1 && order == ">")
    }
    switch code.first {
    case "O":
      throw unsupported(
        "it holds pickled Python objects, which can run code and are never read; save arrays of numbers")
    case "U", "S", "a": throw unsupported("it holds text ('\(text)'); save numbers")
    case "M", "m": throw unsupported("it holds dates or durations ('\(text)'); save them as seconds in float64")
    case "c": throw unsupported("it holds complex numbers ('\(text)'); save real and imaginary parts apart")
    case "V":
      throw unsupported("it holds raw bytes ('\(text)'); if they are bfloat16, save float32 or a safetensors file")
    case "f", "g": throw unsupported("its type '\(text)' is none of float16, float32, float64; save float64")
    default: throw ArrayFileError(path: path, key: key, .damaged("its type '\(text)' is none that numpy has"))
    }
  }
}
