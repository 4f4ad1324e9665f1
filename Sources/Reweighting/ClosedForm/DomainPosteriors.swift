import Foundation
import Models
import Statistics
import Tensors

/// What each domain alone would answer at every query and noise level, and how plausible it finds the query: all that
/// the closed form needs for any mixing ratio.
///
///     L_D(x_t, z) = ln( 1/n_D Σ_{k∈D} K(z, z_k) exp(−‖x_t − α a_k‖²/(2σ²)) )
///     x̂_D = Σ_{k∈D} g_k a_k / Σ_{k∈D} g_k        ESS_D = (Σ_{k∈D} g_k)² / Σ_{k∈D} g_k²
///
/// Within a domain the weights do not depend on the domain's share, so a mixture of shares w_D is
///
///     mass_D = softmax_D( ln w_D + L_D )    x̂₀ = Σ_D mass_D x̂_D    1/ESS = Σ_D mass_D² / ESS_D
///
/// Where nothing of a domain can be meant (the query's group is all there is, or none of its nearest neighbours), L_D is
/// −∞, ESS_D is 0 and x̂_D is NaN.
public struct DomainPosteriors: Sendable {
  public let times: [Double]
  /// x_t, one `[queries, d]` a time, as asked.
  public let noisy: [Tensor<Double>]
  public let path: any NoisePath
  /// L_D without the noisy action (K alone), `[queries, domains]`.
  public let priorLogEvidence: Tensor<Double>
  /// L_D, `[times, queries, domains]`, less what all domains share.
  public let logEvidence: Tensor<Double>
  /// ESS_D in demonstrations, `[times, queries, domains]`.
  public let effectiveSampleSize: Tensor<Double>
  /// x̂_D, one `[times, queries, d]` a domain.
  public let answers: [Tensor<Double>]

  public var domainCount: Int { answers.count }

  /// The mixture of given shares.
  /// - Parameter shares: one a domain, none negative, not all 0; their sum is made 1.
  /// - Throws: `SampleError` for shares out of range, or for a query about which no domain with a share has an opinion.
  public func mixed(shares: [Double]) throws -> MixtureReweighting {
    guard shares.count == domainCount else {
      throw SampleError.unequalLengths(what: "shares and domains", left: shares.count, right: domainCount)
    }
    for (domain, share) in shares.enumerated() { try requireRange(share, 0...1, "share of domain \(domain)") }
    guard shares.contains(where: { $0 > 0 }) else {
      throw SampleError.degenerate(what: "every domain's share is 0", remedy: "give at least one domain a share")
    }
    return try MixtureReweighting(self, shares: shares)
  }
}

/// Softmax over the last axis of ln shares + evidence.
/// - Throws: `SampleError` for a row that is −∞ throughout.
func domainMasses(_ logEvidence: Tensor<Double>, shares: [Double]) throws -> Tensor<Double> {
  let logits = try logEvidence + Tensor(shares.map { log($0) })
  let rows = logits.shape.dropLast().reduce(1, *)
  if let row = try logits.reshaped([rows, shares.count]).logSumExp().elements.firstIndex(where: { !$0.isFinite }) {
    throw SampleError.degenerate(
      what: "query \(row % logEvidence.shape[logEvidence.rank - 2]): no demonstration with a share is near it",
      remedy: "widen the kernel, raise its count, or give another domain a share")
  }
  return logits.softmax()
}
