extension [UInt8] {
  /// The unsigned number of a little-endian field. The caller has checked that it is there.
  func littleEndian<Number: FixedWidthInteger & UnsignedInteger>(at offset: Int, as: Number.Type) -> Number {
    var number: Number = 0
    for byte in self[offset..<offset + Number.bitWidth / 8].reversed() { number = number << 8 | Number(byte) }
    return number
  }

  mutating func append<Number: FixedWidthInteger & UnsignedInteger>(littleEndian number: Number) {
    for shift in stride(from: 0, to: Number.bitWidth, by: 8) { append(UInt8(truncatingIfNeeded: number >> shift)) }
  }
}
