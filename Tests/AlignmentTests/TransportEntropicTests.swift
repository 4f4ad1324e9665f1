import Alignment
import Foundation
import Statistics
import Tensors
import Testing

@Suite struct TransportEntropicTests {
  private let x = Peers.matrix(5, 2, 0.3)
  private let y = Peers.matrix(6, 2, 0.9)
  private let a = [1.0, 2, 3, 2, 1].map { $0 / 9 }
  private let b = [1.0, 1, 2, 2, 1, 3].map { $0 / 10 }

  private func solve(_ regularization: Double, penalty: Double = .infinity, tolerance: Double = 1e-12) throws
    -> EntropicTransport
  {
    var options = EntropicTransport.Options(regularization: regularization)
    options.marginalPenalty = penalty
    options.tolerance = tolerance
    options.iterationLimit = 200_000
    return try EntropicTransport(
      minimizing: x.squaredDistances(to: y), rowMasses: a, columnMasses: b, options: options)
  }

  @Test func plansAndCostsOfThePeersAreFound() throws {
    let plan = Peers.value("sinkhorn_plan_reg0.1")
    for (found, expected) in zip(try solve(0.1).plan.elements, plan.expected) {
      #expect(abs(found - expected) < plan.tolerance)
    }
    let cost = Peers.value("sinkhorn2_reg1_linear_cost")
    #expect(abs(try solve(1).cost - cost.expected[0]) < cost.tolerance)
    let small = Peers.value("sinkhorn_small_reg0.01")
    #expect(abs(try solve(0.01, tolerance: 1e-9).cost - small.expected[0]) < small.tolerance)
    let unbalanced = Peers.value("unbalanced_sinkhorn_kl")
    for (found, expected) in zip(try solve(0.1, penalty: 1).plan.elements, unbalanced.expected) {
      #expect(abs(found - expected) < unbalanced.tolerance)
    }
    let mass = Peers.value("unbalanced_mm_kl_mass")
    let free = try UnbalancedTransport(
      minimizing: x.squaredDistances(to: y), rowMasses: a, columnMasses: b, marginalPenalty: 1)
    #expect(abs(free.plan.sum() - mass.expected[0]) < mass.tolerance)
    // The peer takes equal masses and ⟨P, C⟩.
    let divergence = Peers.value("emp_sinkhorn_div_reg1")
    let found = try SinkhornDivergence.divergence(
      between: x, and: y, xMasses: a, yMasses: b, options: .init(regularization: 1), convention: .transportCost)
    #expect(abs(found.value - divergence.expected[0]) < divergence.tolerance, "\(found)")
  }

  @Test func costsAndDivergencesArePOTs() throws {
    for pair in TransportReference.shared.entropic {
      var options = EntropicTransport.Options(regularization: pair.regularization!)
      options.tolerance = 1e-11
      let found = try EntropicTransport(
        minimizing: pair.x.squaredDistances(to: pair.y), rowMasses: pair.xMasses, columnMasses: pair.yMasses,
        options: options)
      #expect(isClose(found.cost, pair.cost!, 1e-8))
      #expect(isClose(found.objective, pair.objective!, 1e-8))
      guard case .converged = found.status else {
        Issue.record("\(found.status)")
        continue
      }
      let debiased = try SinkhornDivergence.divergence(
        between: pair.x, and: pair.y, xMasses: pair.xMasses, yMasses: pair.yMasses, options: options)
      #expect(isClose(debiased.value, pair.divergence!, 1e-8))
      if let expected = pair.costDivergence {
        let cost = try SinkhornDivergence.divergence(
          between: pair.x, and: pair.y, xMasses: pair.xMasses, yMasses: pair.yMasses, options: options,
          convention: .transportCost)
        #expect(isClose(max(0, cost.value), expected, 1e-7))
      }
    }
  }

  @Test func unbalancedCostsAndMassesArePOTs() throws {
    for (index, pair) in TransportReference.shared.unbalanced.enumerated() {
      let (a, b) =
        index % 2 == 1
        ? (pair.xMasses.map { $0 + 0.01 }, pair.yMasses.map { 1.5 * $0 + 0.01 })
        : (pair.xMasses, pair.yMasses)
      var options = EntropicTransport.Options(regularization: pair.regularization!)
      options.marginalPenalty = pair.marginalPenalty!
      options.tolerance = 1e-12
      let costs = try pair.x.squaredDistances(to: pair.y)
      let found = try EntropicTransport(minimizing: costs, rowMasses: a, columnMasses: b, options: options)
      #expect(isClose(found.cost, pair.cost!, 1e-7))
      #expect(isClose(found.plan.sum(), pair.mass!, 1e-7))
      let free = try UnbalancedTransport(
        minimizing: costs, rowMasses: a, columnMasses: b, marginalPenalty: pair.marginalPenalty!)
      #expect(isClose(free.plan.sum(), pair.unregularizedMass!, 1e-5))
    }
  }

  @Test func objectiveIsThePrimalValueOfThePlan() throws {
    for penalty in [Double.infinity, 0.7] {
      let found = try solve(0.3, penalty: penalty)
      func divergence(_ p: [Double], _ q: [Double]) -> Double {
        zip(p, q).reduce(0) { $0 + ($1.0 > 0 ? $1.0 * log($1.0 / $1.1) : 0) - $1.0 + $1.1 }
      }
      var value = found.cost + 0.3 * divergence(found.plan.elements, a.flatMap { p in b.map { p * $0 } })
      if penalty < .infinity {
        value += penalty * divergence(try found.plan.sum(axis: 1).elements, a)
        value += penalty * divergence(try found.plan.sum(axis: 0).elements, b)
      }
      #expect(isClose(found.objective, value, 1e-10))
    }
  }

  @Test func smallRegularizationZeroMassesAndDuplicatesNeverGiveNaN() throws {
    let costs = try Tensor.concatenated([x, x, x]).squaredDistances(to: Tensor.concatenated([y, y]))
    let masses = (0..<15).map { $0 % 3 == 0 ? 0 : 0.1 }
    let others = (0..<12).map { $0 % 4 == 0 ? 0 : 1.0 / 9 }
    let exact = try TransportPlan(minimizing: costs, rowMasses: masses, columnMasses: others)
    for regularization in [10, 1e-1, 1e-2, 1e-3, 1e-5, 1e-8] {
      for scale in [1, 1e6, 1e-6] {
        for penalty in [Double.infinity, 1, 1e-3] {
          var options = EntropicTransport.Options(regularization: regularization * scale)
          options.iterationLimit = 300
          options.marginalPenalty = penalty * scale
          let found = try EntropicTransport(
            minimizing: costs * scale, rowMasses: masses, columnMasses: others, options: options)
          #expect(found.cost.isFinite && found.objective.isFinite && found.plan.isFinite)
          #expect(found.rowPotentials.allSatisfy(\.isFinite) && found.columnPotentials.allSatisfy(\.isFinite))
          if penalty == .infinity && regularization < 1e-2 {
            #expect(found.objective <= (exact.cost + 20 * regularization) * scale)
          }
        }
      }
    }
  }

  @Test func aSolverThatStopsEarlySaysSoWithItsErrorAndARemedy() throws {
    var options = EntropicTransport.Options(regularization: 1e-4)
    options.iterationLimit = 3
    let found = try EntropicTransport(
      minimizing: x.squaredDistances(to: y), rowMasses: a, columnMasses: b, options: options)
    guard case .notConverged(let iterations, let error, let remedy) = found.status else {
      Issue.record("\(found.status)")
      return
    }
    #expect(iterations == 3 && error > options.tolerance && remedy.contains("regularisation"))
  }

  @Test func theNumberOfWorkersDoesNotChangeABit() throws {
    let (x, y) = (SeededNumbers.samples(1, 300, 3), SeededNumbers.samples(2, 200, 3, shift: 0.2))
    let values = try [1, 2, 3].map { try SinkhornCost().value(between: x, and: y, workers: $0).value }
    #expect(values[0] == values[1] && values[1] == values[2])
  }

  @Test func divergenceIsZeroBetweenEqualSamplesWhateverTheirOrderAndSymmetric() throws {
    let x = SeededNumbers.samples(3, 40, 4)
    let shuffled = try x.gatherRows((0..<40).map { ($0 * 7) % 40 })
    let y = SeededNumbers.samples(4, 30, 4, shift: 0.1)
    for measure in [SinkhornDivergence(), SinkhornDivergence(relativeMarginalPenalty: 1)] {
      #expect(abs(try measure.value(between: x, and: shuffled).value) < 1e-7)
      let forth = try measure.value(between: x, and: y).value
      #expect(forth > 0)
      #expect(isClose(try measure.value(between: y, and: x).value, forth, 1e-6))
    }
  }

  @Test func regularizationIsChosenWithoutKnowingWhichRowsAreWhose() throws {
    let rows = try GroupedRows(SeededNumbers.samples(5, 40, 3), counts: Array(repeating: 5, count: 8))
    let prepared = try SinkhornCost().prepare(rows, workers: 1)
    let forth = try prepared.value(between: [0, 1, 2], and: [3, 4, 5, 6]).value
    let back = try prepared.value(between: [3, 4, 5, 6], and: [0, 1, 2]).value
    #expect(isClose(forth, back, 1e-6))
  }
}
