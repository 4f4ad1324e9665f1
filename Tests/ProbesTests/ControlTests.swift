import Alignment
import Foundation
import Probes
import Statistics
import Tensors
import Testing

/// Says the same of every row.
private struct ConstantProbe: Probe {
  let name = "constant"
  let logOdds: Double

  struct Fitted: FittedProbe {
    let logOdds: Double
    var status: MeasuredValue.Status { .exact }
    func logOdds(of rows: Tensor<Float>) -> [Double] { [Double](repeating: logOdds, count: rows.rows) }
  }
  func fit(_ rows: Tensor<Float>, isSim: [Bool], stream: RandomStream) -> any FittedProbe { Fitted(logOdds: logOdds) }
}

@Test func theOnlineCodeSumsBlocksAsPublished() throws {
  // A probe that gives sim ¾ whatever it sees: each row after the first block costs −log₂ ¾ or −log₂ ¼ bits.
  let sample = try planted(1, episodes: 30, length: 4, shift: 0, seed: 1)
  let code = try DescriptionLength(of: sample, with: ConstantProbe(logOdds: log(3)), seed: 5)
  #expect(code.uniformBits == 240)
  // The first block is the first two episodes; later ones end at whole episodes beyond 6.25 … 50 % of 240 rows.
  #expect(code.blockEnds == [8, 16, 32, 60, 120, 240])
  let others = Double(240 - 8)
  let expected = 8 + others / 2 * (2 - log2(3)) + others / 2 * 2
  #expect(close(code.bits.value, expected, 1e-12))
  #expect(close(code.compression, 240 / expected, 1e-12))
  #expect(close(codeLength(of: true, logOdds: 0), 1, 1e-15) && codeLength(of: false, logOdds: -800) == 0)
}

@Test func codeLengthsAddUpToThePublishedFormula() {
  for reference in ProbeReference.shared.code {
    let bits = zip(reference.scores, reference.labels).enumerated().reduce(0.0) { sum, row in
      sum + (row.offset < reference.first ? 1 : codeLength(of: row.element.1 == 1, logOdds: row.element.0))
    }
    #expect(close(bits, reference.bits, 1e-9))
  }
}

@Test func aDomainThatIsReadEasilyTakesFewBits() throws {
  let lengths = try [0.0, 1, 4].map { shift in
    try DescriptionLength(
      of: planted(3, episodes: 30, length: 10, shift: shift, seed: 2), with: LinearProbe(), seed: 0
    ).bits.value
  }
  #expect(lengths[0] > 560 && lengths[1] < 0.95 * lengths[0] && lengths[2] < 0.25 * lengths[0], "\(lengths)")
}

@Test func memoryOfEpisodesIsNotSelective() throws {
  // Places of their own but no domain: a neighbour probe is right in known episodes whatever the labels are.
  let memory = try ControlTask(
    of: planted(6, episodes: 8, length: 20, shift: 0, within: 5, seed: 3), with: NeighborProbe(neighbors: 5), seed: 0)
  #expect(memory.accuracy.value > 0.97)
  #expect(memory.selectivity.interval.contains(0) || abs(memory.selectivity.value) < 0.03)
  // A domain and no places: random labels cannot be told.
  let domain = try ControlTask(
    of: planted(6, episodes: 8, length: 20, shift: 5, seed: 3), with: LinearProbe(), repetitions: 8, seed: 0)
  #expect(domain.accuracy.value > 0.97 && domain.selectivity.value > 0.2)
  #expect(domain.controlAccuracies.count == 8)
}

@Test func aControlTaskNeedsEpisodes() throws {
  let sample = try planted(2, shift: 0, seed: 0, knownEpisodes: false)
  #expect(throws: SampleError.self) { try ControlTask(of: sample, with: LinearProbe(), seed: 0) }
}
