import Recordings
import Storage
import Tensors
import TestSupport
import Testing

@Suite struct StepTests {
  private let folder = TemporaryFolder()

  /// Row i is the number i, at the step i modulo `steps.count`; three episodes of `rows / 3`.
  private func write(_ name: String, rows: Int, steps: [Double]?, perRow: Int = 1) throws -> RecordingSource {
    var contents = NpzContents()
    contents.add("x", try Tensor<Float>((0..<rows).map { Float($0) }, shape: [rows, 1]))
    contents.add("episodes", (0..<rows).map { $0 * 3 / rows })
    if let steps {
      contents.add(
        "steps",
        try Tensor<Double>((0..<rows * perRow).map { steps[$0 / perRow % steps.count] }, shape: [rows, perRow]))
    }
    try contents.write(to: folder.file("\(name).npz"))
    return RecordingSource(name: name, file: folder.file("\(name).npz"))
  }

  @Test func eachStepHasItsOwnRowsOfEveryEpisode() throws {
    let sources = [
      try write("real", rows: 36, steps: [0.5, 0, 1]), try write("sim", rows: 24, steps: [0, 0.5]),
    ]
    let (steps, notes) = try DomainSet.byStep(sources, rowLimit: 1000, seed: 0)
    #expect(steps.map(\.step) == [0, 0.5])
    #expect(notes.contains { $0.contains("real: steps that not every domain has are left out: 1") })
    let half = steps[1].domains
    #expect(try half.rows(ofLayer: "x", domain: 0, as: Float.self).elements == (0..<12).map { Float(3 * $0) })
    #expect(try half.rows(ofLayer: "x", domain: 1, as: Float.self).elements == (0..<12).map { Float(2 * $0 + 1) })
    #expect(half.episodeLengths(ofDomain: 0) == [4, 4, 4])
  }

  @Test func theRowLimitHoldsAtEachStep() throws {
    let sources = [try write("real", rows: 240, steps: [0, 1]), try write("sim", rows: 240, steps: [0, 1])]
    let (steps, notes) = try DomainSet.byStep(sources, rowLimit: 30, seed: 0)
    for step in steps {
      let rows = try step.domains.rows(ofLayer: "x", domain: 0, as: Float.self).elements
      #expect(rows.count <= 30 && rows.count >= 20)
      #expect(rows.allSatisfy { Int($0) % 2 == Int(step.step) })
    }
    #expect(notes.contains { $0.hasPrefix("real, at each step:") })
  }

  @Test func domainsWithoutCommonStepsAreRefused() throws {
    let known = try write("known", rows: 12, steps: [0, 1])
    let refused: [(RecordingSource, String)] = [
      (try write("none", rows: 12, steps: nil), "no steps"),
      (try write("other", rows: 12, steps: [2, 3]), "no step occurs"),
      (try write("wide", rows: 12, steps: [0, 1], perRow: 2), "2 numbers a row"),
      (try write("many", rows: 303, steps: (0..<303).map(Double.init)), "303 different steps"),
    ]
    for (source, words) in refused {
      let error = #expect(throws: RecordingError.self) {
        try DomainSet.byStep([known, source], rowLimit: 100, seed: 0)
      }
      #expect(error?.description.contains(words) == true, "\(String(describing: error))")
    }
  }
}
