import Foundation
import Statistics
import Testing

@Suite struct CorrelationTests {
  @Test func coefficientsAndPValuesAgreeWithScipy() throws {
    for entry in Reference.statistics.correlations {
      let ours = try [
        (Correlation.pearson(entry.x, entry.y), entry.pearson), (.spearman(entry.x, entry.y), entry.spearman),
        (.kendall(entry.x, entry.y), entry.kendall),
      ]
      for (correlation, expected) in ours {
        #expect(
          agree(correlation.coefficient, expected[0], relative: 1e-9, absolute: 1e-14), "\(correlation) \(expected)")
        if abs(expected[0]) > 1 - 1e-12 {
          // A perfect correlation is ±1 only up to rounding, which may leave its p-value above zero.
          #expect(correlation.pValue < 1e-7 || correlation.kind == .kendall)
        } else {
          #expect(agree(correlation.pValue, expected[1], relative: 1e-8), "\(correlation) \(expected)")
        }
      }
      if let interval = entry.interval {
        let fisher = try Estimate.pearson(entry.x, entry.y).interval
        #expect(agree(fisher.lower, interval[0], relative: 1e-9, absolute: 1e-12))
        #expect(agree(fisher.upper, interval[1], relative: 1e-9, absolute: 1e-12))
      }
      #expect(try averageRanks(entry.x) == entry.ranks)
    }
  }

  @Test func correlationsAgreeWithThePeersFile() throws {
    let (peer, x, y) = (Reference.peers.cases.correlations, Reference.peers.x, Reference.peers.y)
    let (a, b) = (x.map { $0[0] }, y.map { $0[1] })
    let ours = try [Correlation.pearson(a, b), .spearman(a, b), .kendall(a, b)].flatMap { [$0.coefficient, $0.pValue] }
    for (value, expected) in zip(ours, peer.expected) { #expect(abs(value - expected) <= peer.tol) }
  }

  @Test func rankCorrelationsIgnoreMonotoneChanges() throws {
    let x = [0.3, 2, -1, 5, 4, 0.1, 7]
    let y = [1.0, 3, 0, 2, 9, 4, 5]
    let stretched = x.map { exp($0) }
    #expect(try Correlation.spearman(x, y) == Correlation.spearman(stretched, y))
    #expect(try Correlation.kendall(x, y) == Correlation.kendall(stretched, y))
    #expect(try Correlation.kendall(x, y) == Correlation.kendall(y, x))
  }

  @Test func correlationSurvivesExtremeScales() throws {
    let x = [1.0, 2, 4, 3]
    let y = [2.0, 1, 5, 7]
    let plain = try Correlation.pearson(x, y).coefficient
    let scaled = try Correlation.pearson(x.map { $0 * 1e300 }, y.map { $0 * 1e-300 }).coefficient
    #expect(agree(plain, scaled, relative: 1e-12))
  }

  @Test func samplesWithoutACorrelationAreRefused() {
    func correlation(_ kind: Correlation.Kind, _ x: [Double], _ y: [Double]) throws -> Correlation {
      switch kind {
      case .pearson: try .pearson(x, y)
      case .spearman: try .spearman(x, y)
      case .kendall: try .kendall(x, y)
      }
    }
    for kind in [Correlation.Kind.pearson, .spearman, .kendall] {
      #expect(throws: SampleError.self) { try correlation(kind, [1, 1, 1], [1, 2, 3]) }
      #expect(throws: SampleError.self) { try correlation(kind, [1, 2, 3], [4, 4, 4]) }
      #expect(throws: SampleError.self) { try correlation(kind, [1, 2], [1, 2, 3]) }
      #expect(throws: SampleError.self) { try correlation(kind, [1, 2, .infinity], [1, 2, 3]) }
      #expect(throws: SampleError.self) { try correlation(kind, [1], [1]) }
    }
    #expect(throws: SampleError.self) { try Estimate.pearson([1, 2, 3], [1, 3, 2]) }
  }

  @Test func averageRanksOfNothingAreNothing() throws {
    #expect(try averageRanks([]) == [])
    #expect(try averageRanks([3, 3]) == [1.5, 1.5])
  }
}
