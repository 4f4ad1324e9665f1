import Alignment
import Statistics
import Tensors
import Testing

@Suite struct NeighborMixingTests {
  private let measure = NeighborMixing()

  private func sample(_ n: Int, _ d: Int, index: UInt64, shift: Double = 0) -> Tensor<Double> {
    var stream = RandomStream(seed: 11, purpose: "mixing", index: index)
    return Tensor.normal([n, d], from: &stream) + shift
  }

  /// The definition, with every subset of groups written out.
  private func definition(_ x: [[[Double]]], _ y: [[[Double]]]) -> Double {
    func distance(_ a: [Double], _ b: [Double]) -> Double {
      zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    }
    func subsets(_ groups: [[[Double]]], _ size: Int) -> [[[Double]]] {
      (0..<(1 << groups.count)).filter { $0.nonzeroBitCount == size }.map { mask in
        groups.indices.filter { mask >> $0 & 1 == 1 }.flatMap { groups[$0] }
      }
    }
    func ratio(_ own: [[[Double]]], _ other: [[[Double]]]) -> Double {
      var (within, across) = (0.0, 0.0)
      for (g, group) in own.enumerated() {
        for (r, row) in group.enumerated() {
          var others = own
          others.remove(at: g)
          if others.isEmpty { others = [group.enumerated().filter { $0.offset != r }.map(\.element)] }
          let size = min(others.count, other.count)
          for (groups, isWithin) in [(others, true), (other, false)] {
            let chosen = subsets(groups, size)
            let mean = chosen.reduce(0) { $0 + $1.map { distance(row, $0) }.min()! } / Double(chosen.count)
            if isWithin { within += mean } else { across += mean }
          }
        }
      }
      return across / within
    }
    return (ratio(x, y) * ratio(y, x)).squareRoot()
  }

  private func pieces(_ rows: Tensor<Double>, _ counts: [Int]) -> [[[Double]]] {
    var start = 0
    return counts.map { count in
      defer { start += count }
      return (start..<(start + count)).map { rows.row(at: $0).elements }
    }
  }

  @Test(arguments: [
    ([4, 4, 4], [4, 4, 4]), ([3, 1, 5, 2], [6, 2]), ([1, 1, 1, 1, 1, 1, 1, 1, 1], [2, 2]), ([7], [3, 4]),
  ])
  func valueIsTheMeanOverSubsetsOfEquallyManyEpisodes(first: [Int], second: [Int]) throws {
    let x = sample(first.reduce(0, +), 3, index: 1)
    let y = sample(second.reduce(0, +), 3, index: 2, shift: 0.5)
    let pooled = try GroupedRows.pooling([(x, first), (y, second)])
    let value = try measure.prepare(pooled.rows, workers: 2).value(between: pooled.groups[0], and: pooled.groups[1])
    #expect(abs(value.value - definition(pieces(x, first), pieces(y, second))) < 1e-6)
  }

  @Test(arguments: ProjectionReference.contents.mixings.indices)
  func valueIsThatOfScikitLearnsNeighborsUnderTheDefinition(index: Int) throws {
    let peer = ProjectionReference.contents.mixings[index]
    let x = ProjectionReference.normals(peer.seeds[0], peer.counts[0].reduce(0, +), peer.columns)
    let y = ProjectionReference.normals(peer.seeds[1], peer.counts[1].reduce(0, +), peer.columns) + peer.shift
    let pooled = try GroupedRows.pooling([(x, peer.counts[0]), (y, peer.counts[1])])
    let value = try measure.prepare(pooled.rows, workers: 1).value(between: pooled.groups[0], and: pooled.groups[1])
    // Distances are kept in Float.
    #expect(abs(value.value - peer.value) < 1e-6 * peer.value)
  }

  @Test func anyChoiceOfGroupsIsAnsweredAsIfItHadBeenPreparedAlone() throws {
    let x = sample(60, 4, index: 3)
    let pooled = try GroupedRows(x, counts: Array(repeating: 5, count: 12))
    let prepared = try measure.prepare(pooled, workers: 1)
    for (first, second) in [([0, 3, 7], [1, 11, 2]), ([5], [6]), ([1, 2], [3, 4, 5, 6, 8]), ([9, 0], [4])] {
      let alone = try GroupedRows.pooling([
        (pooled.rows(of: first), Array(repeating: 5, count: first.count)),
        (pooled.rows(of: second), Array(repeating: 5, count: second.count)),
      ])
      let expected = try measure.prepare(alone.rows, workers: 1).value(between: alone.groups[0], and: alone.groups[1])
      #expect(abs(try prepared.value(between: first, and: second).value - expected.value) < 1e-6)
      let frugal = try NeighborMixing(keptBytes: 0).prepare(pooled, workers: 1)
      #expect(abs(try frugal.value(between: first, and: second).value - expected.value) < 1e-6)
    }
  }

  @Test func rowsWithoutEpisodesAreEachAnEpisodeOfTheirOwn() throws {
    let (x, y) = (sample(400, 3, index: 9), sample(300, 3, index: 10, shift: 0.5))
    let pooled = try GroupedRows.pooling([(x, nil), (y, nil)])
    let value = try measure.prepare(pooled.rows, workers: 1).value(between: pooled.groups[0], and: pooled.groups[1])
    // The nearest of e rows drawn from E, from sorted lists.
    func mean(_ a: Tensor<Double>, _ b: Tensor<Double>?, _ e: Int) throws -> Double {
      let count = (b ?? a).rows - (b == nil ? 1 : 0)
      let found =
        if let b { try NearestNeighbors(of: a, among: b, count: count) } else {
          try NearestNeighbors(within: a, count: count)
        }
      var total = 0.0
      for row in 0..<a.rows {
        var weight = Double(e) / Double(count)
        for (rank, place) in found.range(of: row).enumerated() {
          total += weight * found.distances[place]
          weight *= Double(max(count - rank - e, 0)) / Double(max(count - rank - 1, 1))
        }
      }
      return total / Double(a.rows)
    }
    let first = try mean(x, y, 300) / mean(x, nil, 300)
    let second = try mean(y, x, 299) / mean(y, nil, 299)
    #expect(abs(value.value - (first * second).squareRoot()) < 1e-6)
  }

  /// 30 draws of the same distribution, 20 against 120 episodes: the standard error of the mean is below 0.01.
  @Test func mixedDomainsOfUnequalSizeGiveOne() throws {
    var total = 0.0
    for draw in 0..<30 {
      let x = sample(20 * 4, 3, index: UInt64(100 + draw))
      let y = sample(120 * 4, 3, index: UInt64(200 + draw))
      let pooled = try GroupedRows.pooling([(x, Array(repeating: 4, count: 20)), (y, Array(repeating: 4, count: 120))])
      let value = try measure.prepare(pooled.rows, workers: 1).value(between: pooled.groups[0], and: pooled.groups[1])
      total += value.value
    }
    #expect(abs(total / 30 - 1) < 0.03)
  }

  @Test func domainsFartherApartGiveMore() throws {
    let x = sample(200, 5, index: 4)
    let values = try [0, 1, 3, 10].map { try measure.value(between: x, and: sample(200, 5, index: 5, shift: $0)).value }
    #expect(values == values.sorted() && values[0] < 1.1 && values[3] > 5)
  }

  /// Each episode is one point repeated with small noise, so a row's nearest neighbours are its own episode's. Were they
  /// counted, the within-domain distance would be a hundredth of what it is.
  @Test func neighborsInTimeDoNotMakeMixedDomainsLookApart() throws {
    func episodes(_ index: UInt64) throws -> Tensor<Double> {
      let places = sample(40, 3, index: index)
      return try places.gatherRows((0..<400).map { $0 / 10 }) + sample(400, 3, index: index + 1) * 0.01
    }
    let pooled = try GroupedRows.pooling([
      (episodes(20), Array(repeating: 10, count: 40)), (episodes(30), Array(repeating: 10, count: 40)),
    ])
    let value = try measure.prepare(pooled.rows, workers: 1).value(between: pooled.groups[0], and: pooled.groups[1])
    #expect(value.value < 1.2)
    #expect(try measure.value(between: episodes(20), and: episodes(30)).value > 10)
  }

  @Test func translationRotationAndScalingLeaveTheValue() throws {
    let (x, y) = (sample(50, 3, index: 6), sample(70, 3, index: 7, shift: 0.3))
    let value = try measure.value(between: x, and: y).value
    let rotation = try Tensor<Double>(rows: [[0.6, -0.8, 0], [0.8, 0.6, 0], [0, 0, -1]])
    let moved = try [x, y].map { try ($0.multiplied(by: rotation) + 1000) * 3e5 }
    #expect(abs(try measure.value(between: moved[0], and: moved[1]).value - value) < 1e-5 * value)
    #expect(abs(try measure.value(between: y, and: x).value - value) < 1e-12)
    let single = try measure.value(between: x.converted(to: Float.self), and: y.converted(to: Float.self)).value
    #expect(abs(single - value) < 1e-4 * value)
  }

  @Test func rowsWithoutSpacingAreRefused() throws {
    let one = Tensor<Double>(repeating: 2, shape: [6, 3])
    #expect(throws: SampleError.self) { try measure.value(between: one, and: sample(6, 3, index: 8)) }
    #expect(throws: SampleError.self) { try measure.value(between: sample(1, 3, index: 8), and: one) }
  }
}
