import Kernels

/// The non-linearity after a linear layer.
public enum Activation: String, Codable, Sendable, CaseIterable {
  case identity
  /// max(0, x)
  case relu
  /// x σ(x)
  case silu
  /// x Φ(x), with the exact normal distribution function.
  case gelu
  case tanh
  /// x tanh(ln(1 + eˣ))
  case mish

  var kernel: Int32 {
    switch self {
    case .identity: Int32(KERNEL_IDENTITY)
    case .relu: Int32(KERNEL_RELU)
    case .silu: Int32(KERNEL_SILU)
    case .gelu: Int32(KERNEL_GELU)
    case .tanh: Int32(KERNEL_TANH)
    case .mish: Int32(KERNEL_MISH)
    }
  }
}
