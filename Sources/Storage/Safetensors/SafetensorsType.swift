import Tensors

/// The element types of a safetensors file, in the order in which its writers align them, narrow types first.
///
/// A file with any of these opens; those with an `elementType` are read.
public enum SafetensorsType: String, Sendable, CaseIterable {
  case boolean = "BOOL"
  case float4 = "F4"
  case float6E2M3 = "F6_E2M3"
  case float6E3M2 = "F6_E3M2"
  case unsigned8 = "U8"
  case signed8 = "I8"
  case float8E5M2 = "F8_E5M2"
  case float8E4M3 = "F8_E4M3"
  case float8E8M0 = "F8_E8M0"
  case float8E4M3FNUZ = "F8_E4M3FNUZ"
  case float8E5M2FNUZ = "F8_E5M2FNUZ"
  case signed16 = "I16"
  case unsigned16 = "U16"
  case float16 = "F16"
  case brainFloat16 = "BF16"
  case signed32 = "I32"
  case unsigned32 = "U32"
  case float32 = "F32"
  case complex64 = "C64"
  case float64 = "F64"
  case signed64 = "I64"
  case unsigned64 = "U64"

  /// Bits an element takes.
  public var bitCount: Int {
    switch self {
    case .float4: 4
    case .float6E2M3, .float6E3M2: 6
    case .boolean, .unsigned8, .signed8, .float8E5M2, .float8E4M3, .float8E8M0, .float8E4M3FNUZ, .float8E5M2FNUZ: 8
    case .signed16, .unsigned16, .float16, .brainFloat16: 16
    case .signed32, .unsigned32, .float32: 32
    case .complex64, .float64, .signed64, .unsigned64: 64
    }
  }

  /// What it is read as; nil for floats of less than 16 bits and complex numbers, which are not read.
  public var elementType: ElementType? {
    switch self {
    case .boolean: .boolean
    case .unsigned8: .unsigned8
    case .signed8: .signed8
    case .signed16: .signed16
    case .unsigned16: .unsigned16
    case .float16: .float16
    case .brainFloat16: .brainFloat16
    case .signed32: .signed32
    case .unsigned32: .unsigned32
    case .float32: .float32
    case .float64: .float64
    case .signed64: .signed64
    case .unsigned64: .unsigned64
    case .float4, .float6E2M3, .float6E3M2, .float8E5M2, .float8E4M3, .float8E8M0, .float8E4M3FNUZ, .float8E5M2FNUZ,
      .complex64:
      nil
    }
  }

  /// The type that keeps the numbers of a tensor exactly.
  public init<Scalar: TensorScalar>(of scalar: Scalar.Type) { self = Scalar.self == Float.self ? .float32 : .float64 }

  /// Its place in the order of alignment.
  var rank: Int { Self.allCases.firstIndex(of: self)! }
}
