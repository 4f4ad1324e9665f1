extension ElementType {
  /// The bytes, in the machine's order, of an element that a `.zarray` gives as fill value; zeros for null.
  /// - Throws: `damaged` when it is no number of this type.
  func fillValue(_ value: StrictJSON) throws(ArrayFileError.Reason) -> [UInt8] {
    if case .null = value { return [UInt8](repeating: 0, count: byteCount) }
    let bytes: [UInt8]? =
      switch self {
      case .boolean: Self.truth(value).map { [$0 ? 1 : 0] }
      case .signed8: Self.integer(value, Int8.self)
      case .signed16: Self.integer(value, Int16.self)
      case .signed32: Self.integer(value, Int32.self)
      case .signed64: Self.integer(value, Int64.self)
      case .unsigned8: Self.integer(value, UInt8.self)
      case .unsigned16: Self.integer(value, UInt16.self)
      case .unsigned32: Self.integer(value, UInt32.self)
      case .unsigned64: Self.integer(value, UInt64.self)
      case .float16: Self.number(value).map { Self.bytes(Float16($0).bitPattern) }
      case .brainFloat16: Self.number(value).map { Self.bytes(UInt16(Float($0).bitPattern >> 16)) }
      case .float32: Self.number(value).map { Self.bytes(Float($0).bitPattern) }
      case .float64: Self.number(value).map { Self.bytes($0.bitPattern) }
      }
    guard let bytes else { throw .damaged("its fill_value \(value.described) is none of \(rawValue)") }
    return bytes
  }

  private static func truth(_ value: StrictJSON) -> Bool? {
    switch value {
    case .boolean(let truth): truth
    case .number("0"): false
    case .number("1"): true
    default: nil
    }
  }

  /// An integer, or a number without a fraction such as 0.0.
  private static func integer<Number: FixedWidthInteger>(_ value: StrictJSON, _: Number.Type) -> [UInt8]? {
    guard case .number(let text) = value else { return nil }
    if let number = Number(text) { return bytes(number) }
    return Double(text).flatMap(Number.init(exactly:)).map { bytes($0) }
  }

  private static func number(_ value: StrictJSON) -> Double? {
    switch value {
    case .number(let text): Double(text)
    case .text("NaN"): .nan
    case .text("Infinity"): .infinity
    case .text("-Infinity"): -.infinity
    default: nil
    }
  }

  private static func bytes(_ number: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: number) { Array($0) } }
}
