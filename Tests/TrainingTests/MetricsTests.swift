import Foundation
import Storage
import Synchronization
import Tensors
import TestSupport
import Testing
import Training

@Suite struct MetricsTests {
  let folder = TemporaryFolder()
  let rows = [
    StepReport(step: 10, loss: 0.5, learningRate: 0.001),
    StepReport(
      step: 20, loss: 1e-9, penalties: ["mmd": 0.25, "ot, entropic": 2], learningRate: 0.0005, gradientNorm: 3.5,
      validation: ["held out": 0.125]),
  ]

  @Test func theTableHasAColumnForWhateverAnyRowHas() {
    #expect(
      Metrics(rows).table.text == """
        step,loss,learning_rate,gradient_norm,penalty_mmd,"penalty_ot, entropic",validation_held out
        10,0.5,0.001,,,,
        20,1e-09,0.0005,3.5,0.25,2,0.125

        """)
    #expect(Metrics([]).table.text == "step,loss,learning_rate,gradient_norm\n")
  }

  @Test func jsonLinesReadBackAsTheRows() throws {
    let text = String(decoding: try Metrics(rows).jsonLines(), as: UTF8.self)
    let lines = text.split(separator: "\n")
    #expect(lines.count == 2 && text.hasSuffix("\n"))
    #expect(lines[0] == #"{"learningRate":0.001,"loss":0.5,"penalties":{},"step":10,"validation":{}}"#)
    #expect(try lines.map { try JSONText.decode(StepReport.self, from: Data($0.utf8)) } == rows)
  }

  @Test func aWriteThatFailsAnywhereLeavesWholeFiles() throws {
    try Metrics([rows[0]]).write(inFolder: folder.path)
    let old = try folder.names().map { try Data(contentsOf: URL(fileURLWithPath: folder.file($0))) }
    try Metrics(rows).write(inFolder: folder.path)
    let new = try folder.names().map { try Data(contentsOf: URL(fileURLWithPath: folder.file($0))) }
    for n in 1...10 {
      try Metrics([rows[0]]).write(inFolder: folder.path)
      let writer = AtomicFileWriter(operations: FailingFileOperations(at: n, .failure(code: ENOSPC)))
      #expect(throws: WriteError.self) { try Metrics(rows).write(inFolder: folder.path, with: writer) }
      #expect(try folder.names() == ["metrics.csv", "metrics.jsonl"])
      for (index, name) in try folder.names().enumerated() {
        let found = try Data(contentsOf: URL(fileURLWithPath: folder.file(name)))
        #expect(found == old[index] || found == new[index])
      }
    }
  }

  @Test func progressShowsStepsLossAndTimeLeft() throws {
    let printed = Mutex("")
    let clock = Mutex(0.0)
    let bar = ProgressBar(
      title: "training", total: 20, unit: "steps", style: .log, print: { text in printed.withLock { $0 += text } },
      now: { clock.withLock { $0 } })
    let trainer = try Trainer(
      regression(Tensor<Double>.zeros([1, 2])), on: DomainMixture([tagged(0, count: 1)], ratio: .natural),
      configuration: TrainingConfiguration(steps: 20, batchSize: 2, learningRate: 0, optimizer: .sgd()), seed: 1)
    try trainer.run(callbacks: [
      { _, report in clock.withLock { $0 = Double(report.step) * 0.5 } }, Trainer.showingProgress(on: bar),
    ])
    let lines = printed.withLock { $0 }.split(separator: "\n")
    #expect(lines.count == 10)
    #expect(lines.first == "training  2/20 steps  2.0 steps/s  9 s left  loss 0")
    #expect(lines.last == "training  20/20 steps  2.0 steps/s  took 10 s  loss 0")
  }
}
