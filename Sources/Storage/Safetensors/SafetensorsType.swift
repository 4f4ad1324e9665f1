import Tensors

/// The element types of a safetensors file, in the order in which its writers align them, narrow types first.
///
/// A file with any of these opens, and its tensors are listed; `SafetensorsFile.tensor` says which of them it reads.
public enum SafetensorsType: String, Sendable, CaseIterable {
  case boolean = "BOOL"
  case unsigned8 = "U8"
  case signed8 = "I8"
  case float8E5M2 = "F8_E5M2"
  case float8E4M3 = "F8_E4M3"
  case signed16 = "I16"
  case unsigned16 = "U16"
  case float16 = "F16"
  case brainFloat16 = "BF16"
  case signed32 = "I32"
  case unsigned32 = "U32"
  case float32 = "F32"
  case float64 = "F64"
  case signed64 = "I64"
  case unsigned64 = "U64"

  /// Bytes an element takes.
  public var byteCount: Int {
    switch self {
    case .boolean, .unsigned8, .signed8, .float8E5M2, .float8E4M3: 1
    case .signed16, .unsigned16, .float16, .brainFloat16: 2
    case .signed32, .unsigned32, .float32: 4
    case .float64, .signed64, .unsigned64: 8
    }
  }

  /// The type that keeps the numbers of a tensor exactly.
  public init<Scalar: TensorScalar>(of scalar: Scalar.Type) { self = Scalar.self == Float.self ? .float32 : .float64 }

  /// Its place in the order of alignment.
  var rank: Int { Self.allCases.firstIndex(of: self)! }
}
