import Statistics
import Tensors

/// The energy distance as a share of the distance between the samples,
///
///     H = (2 E|x − y| − E|x − x′| − E|y − y′|) / (2 E|x − y|),
///
/// free of scale: 0 for equal distributions and only then, near 1 where both samples are points against their distance.
/// All pairs count, those of a row with itself included (a V-statistic, as in `EnergyDistance`), so that it never leaves
/// [0, 1]; two samples of one distribution give 1/2n + 1/2m rather than 0. Samples that are one and the same point give
/// 0. For two normal domains of d columns, one isotropic covariance and means Δ deviations apart it is about
/// 1 − √(2d/(2d + Δ²)): it measures the gap against a domain's whole width, not against its width along the gap.
/// - Complexity: as `EnergyDistance`.
/// - Throws: `SampleError` for an empty sample.
/// - Source: Székely and Rizzo, Journal of Statistical Planning and Inference 143 (2013), the coefficient H of section 5.
public struct EnergyCoefficient: UnpairedMeasure {
  public init() {}

  public var declaration: MeasureDeclaration {
    MeasureDeclaration(
      name: "energy-coefficient", title: "energy distance as a share of the distance between", pairing: .unpaired,
      direction: .smallerIsCloser, invariances: [.translation, .rotation, .scaling],
      properties: [.symmetry, .identity, .nonNegative], bias: "O(1/n), upward", cost: "O(n² d)",
      source: "Székely and Rizzo, JSPI 143 (2013)")
  }

  public func prepare<Scalar: TensorScalar>(
    _ rows: GroupedRows<Scalar>, workers: Int
  ) throws -> any PreparedMeasure {
    try PairContrast.preparing(rows, .distance, .biased, sign: -1, isRelative: true, workers: workers)
  }
}
