/// The types of number that the formats here hold. All become `Float` or `Double` when they are read.
public enum ElementType: String, Sendable, CaseIterable, Codable {
  case boolean
  case signed8, signed16, signed32, signed64
  case unsigned8, unsigned16, unsigned32, unsigned64
  case float16, brainFloat16, float32, float64

  /// Bytes an element takes.
  public var byteCount: Int {
    switch self {
    case .boolean, .signed8, .unsigned8: 1
    case .signed16, .unsigned16, .float16, .brainFloat16: 2
    case .signed32, .unsigned32, .float32: 4
    case .signed64, .unsigned64, .float64: 8
    }
  }

  /// numpy's name for it with the machine's byte order, such as "<f8"; nil where numpy has none.
  var numpyName: String? {
    let order = byteCount == 1 ? "|" : 1.bigEndian == 1 ? ">" : "<"
    let kind: String
    switch self {
    case .boolean: kind = "b"
    case .signed8, .signed16, .signed32, .signed64: kind = "i"
    case .unsigned8, .unsigned16, .unsigned32, .unsigned64: kind = "u"
    case .float16, .float32, .float64: kind = "f"
    case .brainFloat16: return nil
    }
    return "\(order)\(kind)\(byteCount)"
  }

  /// Bytes an array of the shape takes; nil when a length is negative or when the bytes of its lengths other than 0,
  /// at 8 an element, do not fit a machine word. A shape that passes is safe to compute with.
  package func byteCount(of shape: [Int]) -> Int? {
    var most = MemoryLayout<Double>.size
    for length in shape where length != 0 {
      let (product, overflow) = most.multipliedReportingOverflow(by: length)
      if length < 0 || overflow { return nil }
      most = product
    }
    return shape.contains(0) ? 0 : most / MemoryLayout<Double>.size * byteCount
  }
}
