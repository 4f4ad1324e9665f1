extension [UInt8] {
  /// The unsigned number of a little-endian field. The caller has checked that it is there.
  package func littleEndian<Number: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    at offset: Int, as: Number.Type
  ) -> Number {
    precondition(offset >= 0 && offset <= count - Number.bitWidth / 8, "a field beyond \(count) bytes")
    return withUnsafeBytes { Number(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Number.self)) }
  }

  package mutating func append<Number: FixedWidthInteger & UnsignedInteger>(littleEndian number: Number) {
    for shift in stride(from: 0, to: Number.bitWidth, by: 8) { append(UInt8(truncatingIfNeeded: number >> shift)) }
  }
}
