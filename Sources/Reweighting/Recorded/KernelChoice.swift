import Foundation
import Statistics
import Tensors

/// Which kernel over latents a user wants, and how its width is found on recorded latents.
public enum KernelChoice: Sendable, Hashable {
  public enum Bandwidth: Sendable, Hashable {
    /// The median distance of all rows.
    case median
    /// The bandwidth under which each row is likeliest given the rows of other episodes.
    case likelihood
    case value(Double)
  }

  case gaussian(Bandwidth)
  /// exp(−‖u − u_k‖²/(2h²)) of latents brought to length 1, which is exp(κ cos) with κ = 1/h².
  case cosine(Bandwidth)
  case nearest(count: Int)
  /// The unconditional optimum: every latent counts alike.
  case none

  /// The kernel for latents, with its width in words.
  /// - Parameters:
  ///   - latents: `[n, k]` of all domains.   - groups: the episode of each row, numbered across domains.
  /// - Throws: `SampleError` as the chosen rule for the bandwidth.
  func resolved(on latents: Tensor<Double>, groups: [Int], seed: UInt64) throws -> ResolvedKernel {
    switch self {
    case .none:
      return ResolvedKernel(
        kernel: .gaussian(bandwidths: [Double?](repeating: nil, count: latents.columns)), words: "none", note: nil)
    case .nearest(let count):
      return ResolvedKernel(kernel: .nearest(count: count), words: "\(count) nearest", note: nil)
    case .gaussian(let rule):
      let (h, words, note) = try rule.width(of: latents, groups: groups, seed: seed)
      return ResolvedKernel(
        kernel: .gaussian(bandwidth: h, width: latents.columns), words: "gaussian bandwidth \(words)", note: note)
    case .cosine(let rule):
      let lengths = try latents.squared().sum(axis: 1, keepingAxis: true).squareRoot()
      let divisors = try Tensor(lengths.elements.map { $0 > 0 ? $0 : 1 }, shape: lengths.shape)
      let (h, words, note) = try rule.width(of: latents / divisors, groups: groups, seed: seed)
      return ResolvedKernel(
        kernel: .cosine(concentration: 1 / (h * h)), words: "cosine bandwidth \(words) on unit vectors", note: note)
    }
  }
}

/// A kernel with its parameter.
struct ResolvedKernel: Sendable {
  let kernel: LatentKernel
  let words: String
  /// What a reader should know of the choice; nil for nothing.
  let note: String?
}

extension KernelChoice.Bandwidth {
  fileprivate func width(
    of latents: Tensor<Double>, groups: [Int], seed: UInt64
  ) throws -> (value: Double, words: String, note: String?) {
    switch self {
    case .value(let value):
      try requirePositive(value, "bandwidth")
      return (value, "\(rounded(value)) (given)", nil)
    case .median:
      let value = try LatentKernel.medianBandwidth(of: latents, seed: seed)
      return (value, "\(rounded(value)) (median distance)", nil)
    case .likelihood:
      let choice = try LatentKernel.likelihoodBandwidth(of: latents, groups: groups, seed: seed)
      return (
        choice.bandwidth, "\(rounded(choice.bandwidth)) (likelihood of left-out episodes)",
        choice.isAtEdge
          ? "the likeliest bandwidth is the \(choice.bandwidth == choice.candidates[0] ? "smallest" : "largest") tried; "
            + "a better one may lie outside" : nil
      )
    }
  }
}

/// Four digits, for people.
func rounded(_ value: Double) -> String { String(format: "%.4g", value) }
