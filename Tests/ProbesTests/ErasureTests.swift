import Foundation
import Probes
import Statistics
import Tensors
import Testing

@Test func erasureIsTheWhitenedProjectionOfThePaper() throws {
  for reference in ProbeReference.shared.erasure {
    let rows = thousandths(reference.rows)
    let sample = try DomainSample(
      real: rows.rows(0..<reference.n_real), sim: rows.rows(reference.n_real..<rows.rows))
    let erased = try LinearErasure(fittedTo: sample).apply(rows)
    let scale = rows.elements.reduce(1) { max($0, abs($1)) }
    let worst = zip(erased.elements, reference.erased.flatMap { $0 }).map { abs(Double($0) - $1) }.max()!
    #expect(worst < 2e-6 * Double(scale))
    // The end that erasure has: equal means, so no linear probe does better than the domains' shares.
    let solution = try LogisticRegression().fit(erased, labels: sample.isSim)
    let simOdds = log(Double(sample.simRows) / Double(sample.realRows))
    let reach = zip(solution.weights, (0..<rows.columns)).reduce(0.0) { sum, part in
      sum + abs(part.0) * (0..<rows.rows).reduce(0.0) { max($0, abs(Double(erased[$1, part.1]))) }
    }
    let rounding = 1e-5 * Double(scale * scale)
    #expect(reach < rounding && abs(solution.intercept - simOdds) < rounding, "\(reach)")
  }
}

@Test func noLinearProbeReadsTheDomainAfterErasure() throws {
  // More columns than the rows have directions for, strongly separated.
  let sample = try planted(12, episodes: 10, length: 8, shift: 6, within: 1, seed: 1)
  let erased = try LinearErasure(fittedTo: sample).apply(sample.rows.rows).converted(to: Double.self)
  let means = try [0..<sample.realRows, sample.realRows..<sample.rowCount].map { try erased.rows($0).mean(axis: 0) }
  #expect(try (means[1] - means[0]).absolute().maximum() < 1e-6)
  let probe = try LogisticRegression(inverseRegularization: 100).fit(
    erased.converted(to: Float.self), labels: sample.isSim)
  #expect(probe.weights.allSatisfy { abs($0) < 1e-4 })
  // What Float left of it is no score: rounded to a thousandth of a deviation, every row ties.
  let scores =
    erased.elements.isEmpty
    ? []
    : (0..<sample.rowCount).map { row in
      (zip(erased.row(at: row).elements, probe.weights).reduce(probe.intercept) { $0 + $1.0 * $1.1 } * 1000).rounded()
    }
  #expect(try areaUnderROC(scores: scores, isPositive: sample.isSim) == 0.5)
}

@Test func momentsAddedPartByPartAreThoseOfAllRows() throws {
  let sample = try planted(5, episodes: 9, length: 31, shift: 2, within: 1, seed: 2)
  // Far from the origin, where sums of squares would lose their digits.
  let rows = sample.rows.rows + 3000
  let moved = try DomainSample(real: rows.rows(0..<sample.realRows), sim: rows.rows(sample.realRows..<sample.rowCount))
  var moments = DomainMoments(width: 5)
  var start = 0
  for size in [1, 2, 70, 200, 6, 0, 279] {
    let end = start + size
    for (side, range) in [(false, start..<min(end, 279)), (true, max(start, 279)..<max(end, 279))] where !range.isEmpty
    {
      try moments.add(rows.rows(range), isSim: side)
    }
    start = end
  }
  #expect(start == 558)
  let (parts, whole) = (try LinearErasure(moments), try LinearErasure(fittedTo: moved))
  #expect(try (parts.reader - whole.reader).absolute().maximum() < 1e-9)
  #expect(try (parts.direction - whole.direction).absolute().maximum() < 1e-9)
}

@Test func erasureOfAStreamIsThatOfTheWholeBatch() throws {
  for reference in ProbeReference.shared.erasure.enumerated() {
    let (rows, real) = (thousandths(reference.element.rows), reference.element.n_real)
    var stream = RandomStream(seed: UInt64(reference.offset), purpose: "stream of parts")
    var moments = DomainMoments(width: rows.columns)
    var next = [0, real]
    let ends = [real, rows.rows]
    while next != ends {
      let side = stream.uniform(below: 2)
      let count = min(ends[side] - next[side], 1 + stream.uniform(below: 5))
      guard count > 0 else { continue }
      try moments.add(rows.rows(next[side]..<next[side] + count), isSim: side == 1)
      next[side] += count
    }
    let sample = try DomainSample(real: rows.rows(0..<real), sim: rows.rows(real..<rows.rows))
    let (parts, whole) = (try LinearErasure(moments).apply(rows), try LinearErasure(fittedTo: sample).apply(rows))
    let scale = rows.elements.reduce(1) { max($0, abs($1)) }
    #expect(try (parts - whole).absolute().maximum() < 2e-6 * scale)
  }
}

@Test func anErasedLayerKeepsOnlyWhatNoLinearProbeReads() throws {
  // Sim is moved and, in two other columns, has the signs equal: the first goes with erasure, the second does not.
  var stream = RandomStream(seed: 4, purpose: "erased layers")
  func side(_ isSim: Bool) -> Tensor<Float> {
    var rows = Tensor<Float>.normal([600, 3], from: &stream)
    guard isSim else { return rows }
    for row in 0..<600 {
      rows[row, 0] += 3
      rows[row, 2] = rows[row, 1] < 0 ? -abs(rows[row, 2]) : abs(rows[row, 2])
    }
    return rows
  }
  let counts = [Int](repeating: 20, count: 30)
  let sample = try DomainSample(real: side(false), sim: side(true), realEpisodes: counts, simEpisodes: counts)
  let crossFit = CrossFit(seed: 0)
  #expect(try crossFit.scores(of: sample, with: LinearProbe()).areaUnderROC().value > 0.95)
  let linear = try crossFit.scores(of: sample, with: ErasedProbe(LinearProbe())).areaUnderROC()
  #expect(abs(linear.value - 0.5) < 0.05, "\(linear)")
  let network = try crossFit.scores(of: sample, with: ErasedProbe(NetworkProbe.twoLayer)).areaUnderROC()
  #expect(network.interval.lower > 0.6, "\(network)")
}

@Test func erasureLeavesEqualDomainsAlone() throws {
  let rows = try Tensor<Float>(rows: [[1, 2], [3, 5], [0, 1]])
  let erased = try LinearErasure(fittedTo: DomainSample(real: rows, sim: rows)).apply(rows)
  #expect(erased == rows)
}

@Test func ridgeDecodesAsScikitLearn() throws {
  for reference in ProbeReference.shared.ridge {
    let decoded = try RidgeDecoder(penalty: reference.alpha, standardizes: false).decode(
      thousandths(reference.rows), actions: thousandths(reference.actions), others: thousandths(reference.others),
      stream: RandomStream(seed: 0, purpose: ""))
    for (found, expected) in zip(decoded.elements, reference.decoded.flatMap { $0 }) {
      #expect(close(Double(found), expected, 1e-5))
    }
  }
}

@Test func erasureCostsWhatWasReadAlongTheDomain() throws {
  let sample = try planted(4, episodes: 15, length: 10, shift: 4, seed: 3)
  let rows = sample.rows.rows
  var stream = RandomStream(seed: 1, purpose: "actions")
  func actions(_ column: Int) throws -> Tensor<Float> {
    try rows.slice(column..<(column + 1), axis: 1) + Tensor<Float>.normal([rows.rows, 1], from: &stream) * 0.3
  }
  for decoder in [RidgeDecoder(), NetworkDecoder()] as [any ActionDecoder] {
    // Column 0 carries the domain and the action; its variance within domains is 1 of 5.
    let along = try ErasureCost(of: sample, actions: actions(0), decodedBy: decoder, folds: 3, seed: 0)
    #expect(along.before.value > 0.9 && along.loss.interval.lower > 0.5)
    #expect(close(along.loss.value, along.before.value - along.after.value, 1e-9))
    let across = try ErasureCost(of: sample, actions: actions(1), decodedBy: decoder, folds: 3, seed: 0)
    #expect(across.before.value > 0.8 && abs(across.loss.value) < 0.05)
  }
  #expect(throws: ShapeError.self) {
    try ErasureCost(of: sample, actions: .zeros([3, 1]), decodedBy: RidgeDecoder(), seed: 0)
  }
  #expect(throws: SampleError.self) {
    try ErasureCost(of: sample, actions: .zeros([rows.rows, 1]), decodedBy: RidgeDecoder(), seed: 0)
  }
}

@Test func blurredNormalDomainsFollowTheClosedForm() throws {
  let sample = try planted(1, episodes: 200, length: 10, shift: 2, seed: 4)
  let curve = try ResolutionCurve(
    of: sample, with: LinearProbe(), resolutions: [0, 0.5, 1], fitting: CrossFit(seed: 0))
  for point in curve.points {
    let variance = 1 + point.resolution * point.resolution
    let expected = NormalDistribution.cumulative(2 / (2 * variance).squareRoot())
    #expect(abs(point.areaUnderROC.value - expected) < 0.02)
  }
  #expect(curve.resolutionLost() == nil && curve.resolutionLost(at: 0.95) == 0)
}

@Test func anExactOffsetIsLostAtTheResolutionOfItsSize() throws {
  // An offset without any spread of its own beside a column of deviation 1: σ = √½, and an offset of 0.2 blurred by ρσ
  // has A = Φ(0.2/(√2 ρσ)), which is ¾ at ρ = 0.2/(√2 · 0.674 · σ) = 0.297.
  var sample = try planted(2, episodes: 150, length: 10, shift: 0, seed: 5)
  var rows = sample.rows.rows
  for row in 0..<rows.rows { rows[row, 0] = row < sample.realRows ? 0 : 0.2 }
  let counts = [Int](repeating: 10, count: 150)
  sample = try DomainSample(
    real: rows.rows(0..<1500), sim: rows.rows(1500..<3000), realEpisodes: counts, simEpisodes: counts)
  let curve = try ResolutionCurve(of: sample, with: LinearProbe(), fitting: CrossFit(folds: 3, seed: 0))
  #expect(abs(curve.deviationWithin - 0.5.squareRoot()) < 0.03)
  #expect(curve.points[0].areaUnderROC.value == 1)
  let lost = try #require(curve.resolutionLost())
  #expect(abs(lost - 0.297) < 0.05)
}
