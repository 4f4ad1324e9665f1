import Foundation

/// Bytes of npy files, made up field by field so that any of them can lie.
func npy(
  _ header: String, version: (UInt8, UInt8) = (1, 0), length: Int? = nil, numbers: [UInt8] = []
) -> Data {
  var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [version.0, version.1]
  let count = length ?? header.utf8.count
  for shift in 0..<(version.0 == 1 ? 2 : 4) { bytes.append(UInt8(truncatingIfNeeded: count >> (8 * shift))) }
  return Data(bytes + Array(header.utf8) + numbers)
}

/// A header's text as numpy writes it, without its padding.
func npyHeader(_ descr: String, fortran: Bool = false, _ shape: String) -> String {
  "{'descr': '\(descr)', 'fortran_order': \(fortran ? "True" : "False"), 'shape': \(shape), }\n"
}

func npyHeader(_ shape: String) -> String { npyHeader("<f4", shape) }

/// The numbers that Tools/reference/array_files.py puts into its files: element k of a type of numpy's.
func referenceNumber(_ code: String, _ k: Int) -> Double {
  let product = UInt64(11 + 37 * k) &* 0x0123_4567_89AB_CDEF
  switch code {
  case "b1": return (11 + 37 * k) % 3 == 0 ? 1 : 0
  case "i1": return Double(Int8(truncatingIfNeeded: product))
  case "i2": return Double(Int16(truncatingIfNeeded: product))
  case "i4": return Double(Int32(truncatingIfNeeded: product))
  case "i8": return Double(Int64(truncatingIfNeeded: product))
  case "u1": return Double(UInt8(truncatingIfNeeded: product))
  case "u2": return Double(UInt16(truncatingIfNeeded: product))
  case "u4": return Double(UInt32(truncatingIfNeeded: product))
  case "u8": return Double(product)
  case "f2", "bf16": return Double(k - 7) * 0.375
  case "f4": return Double(Float(Double(k - 7) / 3))
  default: return Double(k - 7) / 3
  }
}
