import Foundation
import Statistics
import Testing

@Suite struct DistributionTests {
  @Test func distributionsAgreeWithScipy() {
    for entry in Reference.statistics.distributions {
      let (a, b) = (entry.parameters[0], entry.parameters.last!)
      let ours: Double
      switch entry.kind {
      case "student": ours = StudentDistribution(degreesOfFreedom: a).twoSidedTail(entry.x)
      case "studentQuantile": ours = StudentDistribution(degreesOfFreedom: a).quantile(entry.x)
      case "fisher": ours = FDistribution(numerator: a, denominator: b).upperTail(entry.x)
      case "betaQuantile": ours = BetaDistribution(a, b).quantile(entry.x)
      case "noncentral": ours = NoncentralStudent(degreesOfFreedom: a, noncentrality: b).cumulative(entry.x)
      default:
        Issue.record("unknown kind \(entry.kind)")
        continue
      }
      // Tails keep relative digits; the noncentral series is summed to an absolute error.
      let close =
        entry.kind == "noncentral"
        ? agree(ours, entry.value, relative: 0, absolute: 1e-9)
        : agree(ours, entry.value, relative: 1e-10, absolute: 1e-300)
      #expect(close, "\(entry): \(ours)")
    }
  }

  @Test func normalQuantileInvertsTheNormalDistribution() {
    for p in [1e-12, 0.025, 0.5, 0.8, 0.999] {
      #expect(agree(NormalDistribution.cumulative(NormalDistribution.quantile(p)), p, relative: 1e-13))
    }
    #expect(NormalDistribution.quantile(0) == -.infinity)
    #expect(NormalDistribution.quantile(1) == .infinity)
  }

  @Test func studentQuantileInvertsItsDistributionInBothTails() {
    for df in [1.0, 7, 250] {
      for p in [0.001, 0.3, 0.5, 0.77, 0.99] {
        let student = StudentDistribution(degreesOfFreedom: df)
        #expect(agree(student.cumulative(student.quantile(p)), p, relative: 1e-12))
      }
    }
  }
}
