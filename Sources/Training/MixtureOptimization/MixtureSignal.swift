import Models
import Tensors

/// What moves the shares of a mixture: the score λ_d of each domain at a step.
public enum MixtureSignal<Scalar: TensorScalar> {
  /// Group-robust: a domain's loss in excess of a reference's on the same rows with the same noise,
  ///
  ///     λ_d = mean over the domain's rows of max(ℓ_θ − ℓ_ref, 0)
  ///
  /// The shares then seek the domain on which the policy is furthest behind the reference: they minimise the worst
  /// excess over *all* domains, and know no target. What the reference cannot learn either (noise) does not count, with
  /// one exception: clipped row by row, as both papers do, a noisy domain keeps a score above 0 at equal mean losses.
  /// Where two domains answer the same inputs differently, each raises the other's loss, and both gain shares until
  /// they stand as they did when the reference was trained; with a reference for each domain alone, until both lag
  /// equally. A domain that contradicts the target is thus not sorted out.
  ///
  /// `references` holds one policy for all domains (DoReMi, Re-Mix: trained at fixed shares), or one for each.
  case excessLoss(references: [any RowwisePolicy<Scalar>], clipping: ExcessClipping = .row)

  /// Target-driven: how far a step on a domain alone is a step on held-out demonstrations of the target,
  ///
  ///     λ_d = ⟨∇L_d, ∇L_held⟩,  or its cosine ⟨∇L_d, ∇L_held⟩ / (‖∇L_d‖ ‖∇L_held‖) when normalised
  ///
  /// The inner product is DoGE's score for a target of its own. It falls by orders of magnitude while a policy trains,
  /// so that no step size fits both ends; the cosine does not, and is a variant of this package. The held-out rows
  /// should not be among those trained on: there the target would agree with its own noise.
  /// - Source: Fan, Pagliardini, Jaggi, ICML 2024 (DoGE, "out-of-domain" form); Grangier et al., arXiv 2410.02498.
  case gradientAlignment(heldOut: Domain<Scalar>, normalized: Bool = true)
}

/// Where an excess loss is cut off at 0.
public enum ExcessClipping: String, Codable, Sendable, CaseIterable {
  /// Each row's, before their mean: what DoReMi does to tokens and Re-Mix to windows. Noise that the policies share
  /// does not cancel: a row's excess varies with it, and only its upper half counts.
  case row
  /// The domain's mean. Noise averages out.
  case domain
}
