/// What a `.zarray` document says of an array, checked.
/// - Source: zarr specification, version 2.
struct ZarrDescription: Equatable {
  static let byteLimit = 1 << 20
  private static let rankLimit = 32

  let shape: [Int]
  let chunk: [Int]
  let type: ElementType
  let isByteSwapped: Bool
  let isColumnMajor: Bool
  /// One element, in the machine's byte order; zero where the document leaves it open.
  let fill: [UInt8]
  let codec: ZarrCodec?
  /// Between the numbers in the name of a chunk.
  let separator: String

  /// - Throws: `damaged` or `unsupported`, with the field at fault.
  init(_ bytes: [UInt8]) throws(ArrayFileError.Reason) {
    let document: StrictJSON
    do throws(StrictJSON.Flaw) { document = try StrictJSON(bytes) } catch {
      throw .damaged("its .zarray: byte \(error.byte): expected \(error.expected)")
    }
    guard case .object(let fields) = document else { throw .damaged("its .zarray is no JSON object") }
    func field(_ name: String) throws(ArrayFileError.Reason) -> StrictJSON {
      guard let value = fields[name] else { throw .damaged("its .zarray does not give its \(name)") }
      return value
    }
    let format = try field("zarr_format")
    guard format.integer == 2 else {
      throw .unsupported("its zarr_format is \(format.described); only version 2 is read, write it with zarr_format=2")
    }
    shape = try Self.lengths(field("shape"), "shape", least: 0)
    chunk = try Self.lengths(field("chunks"), "chunks", least: 1)
    guard shape.count == chunk.count else { throw .damaged("its shape is \(shape) and that of its chunks \(chunk)") }

    let descr: NpyFields.Descr
    switch try field("dtype") {
    case .text(let text): descr = .text(text)
    case .list: throw .unsupported("its elements are records with named fields; save each field as an array of its own")
    case let other: throw .damaged("its dtype is \(other.described)")
    }
    (type, isByteSwapped) = try Self.elementType(descr)
    guard type.byteCount(of: shape) != nil else {
      throw .damaged("an array of shape \(shape) cannot be: its size does not fit 63 bits")
    }
    switch try field("order") {
    case .text("C"): isColumnMajor = false
    case .text("F"): isColumnMajor = true
    case let other: throw .damaged("its order is \(other.described), neither \"C\" nor \"F\"")
    }
    fill = try type.fillValue(field("fill_value"))
    switch try field("filters") {
    case .null, .list([]): break
    case .list(let filters):
      let names = filters.map { $0.identifier ?? $0.described }.joined(separator: ", ")
      throw .unsupported(
        "its chunks went through the filters \(names), and none is undone here; write it with filters=None")
    case let other: throw .damaged("its filters are \(other.described)")
    }
    codec = try Self.codec(field("compressor"))
    switch fields["dimension_separator"] {
    case nil, .text("."): separator = "."
    case .text("/"): separator = "/"
    case .some(let other): throw .damaged("its dimension_separator is \(other.described), neither \".\" nor \"/\"")
    }
  }

  private static func elementType(
    _ descr: NpyFields.Descr
  ) throws(ArrayFileError.Reason) -> (ElementType, isByteSwapped: Bool) {
    do throws(ArrayFileError) { return try NpyHeader.elementType(descr, path: "", key: nil) } catch {
      throw error.reason
    }
  }

  private static func lengths(
    _ value: StrictJSON, _ name: String, least: Int
  ) throws(ArrayFileError.Reason) -> [Int] {
    guard case .list(let values) = value else { throw .damaged("its \(name) is \(value.described), no list") }
    guard values.count <= rankLimit else { throw .damaged("its \(name) has \(values.count) axes") }
    var lengths: [Int] = []
    for value in values {
      guard let length = value.integer, length >= least else {
        throw .damaged("its \(name) has the length \(value.described), which is none")
      }
      lengths.append(length)
    }
    return lengths
  }

  private static func codec(_ value: StrictJSON) throws(ArrayFileError.Reason) -> ZarrCodec? {
    if case .null = value { return nil }
    guard let name = value.identifier else { throw .damaged("its compressor is \(value.described), without an id") }
    guard let codec = ZarrCodec(rawValue: name) else {
      let known = ZarrCodec.allCases.map(\.rawValue).joined(separator: ", ")
      throw .unsupported("its chunks are compressed by \(name), and \(known) are read; write it with one of these")
    }
    return codec
  }
}

extension StrictJSON {
  /// The `id` of a codec.
  fileprivate var identifier: String? {
    guard case .object(let fields) = self, case .text(let name) = fields["id"] else { return nil }
    return name
  }

  /// A few words for a message.
  var described: String {
    switch self {
    case .null: "null"
    case .boolean(let value): "\(value)"
    case .number(let text): String(text.prefix(40))
    case .text(let text): "\"\(text.prefix(40))\""
    case .list: "a list"
    case .object: "an object"
    }
  }
}
