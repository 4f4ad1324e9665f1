import Alignment
import Foundation
import Probes
import Statistics
import Tensors
import Testing

@Test func logisticRegressionHasScikitLearnsMinimiserAndScores() throws {
  for reference in ProbeReference.shared.logistic {
    let rows = thousandths(reference.rows)
    let labels = simFrom(reference.n_real, of: rows.rows)
    let solution = try LogisticRegression(inverseRegularization: reference.C, tolerance: 1e-10).fit(
      rows, labels: labels)
    #expect(solution.gradientNorm <= 1e-10)
    for (found, expected) in zip(solution.weights + [solution.intercept], reference.weights + [reference.intercept]) {
      #expect(close(found, expected, 1e-6))
    }
    let probe = LinearProbe(inverseRegularization: reference.C, standardizes: false)
    let logOdds = try probe.fit(rows, isSim: labels, stream: RandomStream(seed: 0, purpose: "")).logOdds(of: rows)
    let scores = OutOfFoldScores(logOdds: logOdds, isSim: labels, episodeOfRow: Array(0..<rows.rows))
    #expect(close(try scores.areaUnderROC().value, reference.auc, 1e-12))
    #expect(close(try scores.logLoss().value, reference.log_loss, 1e-7))
    #expect(close(try scores.brierScore().value, reference.brier, 1e-7))
    #expect(close(try scores.accuracy().value, reference.accuracy, 1e-12))
  }
}

@Test func logisticRegressionGivesThePeersCase() throws {
  // peers.json: sklearn LogisticRegression(C=1) on Z = [X; Y]; tolerance 1e-5.
  let url = try #require(Bundle.module.url(forResource: "Reference/peers", withExtension: "json"))
  let root = try #require(JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any])
  let x = try #require(root["X12x3"] as? [[Double]])
  let y = try #require(root["Y12x3"] as? [[Double]])
  let rows = try Tensor(rows: x + y).converted(to: Float.self)
  let solution = try LogisticRegression().fit(rows, labels: simFrom(x.count, of: rows.rows))
  let expected = [-0.6113868016008359, -0.10594293157009231, -0.700703241188283, 0.059849128192370815]
  for (found, expected) in zip(solution.weights + [solution.intercept], expected) {
    #expect(close(found, expected, 1e-5))
  }
}

@Test func theGradientVanishesWithAndWithoutAHessian() throws {
  // 1100 columns are beyond the Hessian's limit, and more than the rows.
  for (rows, width, scale) in [(300, 40, 1.0), (120, 1100, 1.0), (200, 8, 1000.0)] {
    var stream = RandomStream(seed: 3, purpose: "gradient")
    var x = Tensor<Float>.normal([rows, width], from: &stream)
    for row in 0..<rows { x[row, 0] = x[row, 0] * Float(scale) + (row < rows / 2 ? 0 : 1) }
    let labels = simFrom(rows / 2, of: rows)
    let solution = try LogisticRegression(inverseRegularization: 0.5).fit(x, labels: labels)
    guard case .converged = solution.status else {
      Issue.record("\(solution.status)")
      continue
    }
    // d/dw of the documented objective, term by term.
    let n = Double(rows)
    var gradient = solution.weights.map { $0 / (0.5 * n) } + [0]
    for row in 0..<rows {
      let values = x.row(at: row).elements.map(Double.init)
      let z = zip(values, solution.weights).reduce(solution.intercept) { $0 + $1.0 * $1.1 }
      let residual = (1 / (1 + exp(-z)) - (labels[row] ? 1 : 0)) / n
      for column in 0..<width { gradient[column] += residual * values[column] }
      gradient[width] += residual
    }
    #expect(gradient.reduce(0) { $0 + $1 * $1 }.squareRoot() < 2e-8)
  }
}

@Test func separableDomainsAndConstantColumnsHaveFiniteWeights() throws {
  var stream = RandomStream(seed: 5, purpose: "separable")
  var x = Tensor<Float>.normal([60, 3], from: &stream)
  for row in 0..<60 {
    x[row, 1] = 7
    x[row, 0] += row < 30 ? -50 : 50
  }
  let solution = try LogisticRegression().fit(x, labels: simFrom(30, of: 60))
  #expect(solution.weights.allSatisfy { $0.isFinite } && solution.intercept.isFinite)
  let fitted = try LinearProbe().fit(x, isSim: simFrom(30, of: 60), stream: RandomStream(seed: 0, purpose: ""))
  let scores = try fitted.logOdds(of: x)
  #expect(try areaUnderROC(scores: scores, isPositive: simFrom(30, of: 60)) == 1)
  #expect(scores.allSatisfy { $0.isFinite })
}

@Test func probesRefuseASingleDomainAndNumbersThatAreNone() throws {
  let rows = Tensor<Float>.ones([6, 2])
  for probe in ProbeRegistry.all {
    #expect(throws: SampleError.self) {
      try probe.fit(rows, isSim: [Bool](repeating: true, count: 6), stream: RandomStream(seed: 0, purpose: ""))
    }
  }
  var broken = rows
  broken[4, 1] = .nan
  #expect(throws: SampleError.self) { try LogisticRegression().fit(broken, labels: simFrom(3, of: 6)) }
  let error = #expect(throws: SampleError.self) { try DomainSample(real: rows, sim: broken) }
  #expect("\(try #require(error))".contains("sim rows of a probe, row 4, column 1"))
  #expect(throws: SampleError.self) { try DomainSample(real: rows, sim: rows, realEpisodes: [3, 2], simEpisodes: [6]) }
  #expect(throws: ShapeError.self) { try DomainSample(real: rows, sim: .ones([6, 3])) }
}

@Test func nearestNeighboursVoteAsInScikitLearn() throws {
  for reference in ProbeReference.shared.neighbours {
    let rows = thousandths(reference.rows)
    let probe = NeighborProbe(neighbors: reference.k, standardizes: false)
    let fitted = try probe.fit(
      rows, isSim: simFrom(reference.n_real, of: rows.rows), stream: RandomStream(seed: 0, purpose: ""))
    let k = Double(reference.k)
    for (logOdds, share) in zip(try fitted.logOdds(of: thousandths(reference.queries)), reference.shares) {
      #expect(close(logOdds, log((share * k + 0.5) / (k - share * k + 0.5)), 1e-10))
    }
  }
}

@Test func aNetworkReadsWhatNoLinearProbeCan() throws {
  // The sign of a product: both domains have the same means.
  var stream = RandomStream(seed: 8, purpose: "exclusive or")
  let all = Tensor<Float>.normal([1600, 2], from: &stream)
  let isSim = (0..<1600).map { (all[$0, 0] > 0) == (all[$0, 1] > 0) }
  let real = try all.gatherRows(isSim.indices.filter { !isSim[$0] })
  let sim = try all.gatherRows(isSim.indices.filter { isSim[$0] })
  let sample = try DomainSample(real: real, sim: sim)
  let linear = try CrossFit(folds: 3).scores(of: sample, with: LinearProbe()).balancedAccuracy().value
  #expect(abs(linear - 0.5) < 0.06)
  for probe in [NetworkProbe.twoLayer, NeighborProbe()] as [any Probe] {
    #expect(try CrossFit(folds: 3).scores(of: sample, with: probe).balancedAccuracy().value > 0.93)
  }
}
