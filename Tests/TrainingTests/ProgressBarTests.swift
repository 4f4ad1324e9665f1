import Synchronization
import Testing
import Training

@Suite struct ProgressBarTests {
  /// What a bar printed, and a clock that the test moves.
  final class Record: Sendable {
    let text = Mutex("")
    let time = Mutex(0.0)
    func bar(_ total: Int, style: ProgressBar.Style, alreadyCompleted: Int = 0) -> ProgressBar {
      ProgressBar(
        title: "toy-loss", total: total, unit: "trials", alreadyCompleted: alreadyCompleted, style: style,
        print: { addition in self.text.withLock { $0 += addition } }, now: { self.time.withLock { $0 } })
    }
    func at(_ seconds: Double) { time.withLock { $0 = seconds } }
    var printed: String { text.withLock { $0 } }
  }

  @Test func aLogHasOneLineATenthAndNothingAnimated() {
    let record = Record()
    let bar = record.bar(40, style: .log)
    for trial in 1...40 {
      record.at(Double(trial) * 3)
      bar.update(Double(trial), message: "loss \(trial)")
    }
    bar.finish()
    let lines = record.printed.split(separator: "\n")
    #expect(lines.count == 10)
    #expect(lines[0] == "toy-loss  4/40 trials  3.0 s each  1 min 48 s left  loss 4")
    #expect(lines[9] == "toy-loss  40/40 trials  3.0 s each  took 2 min 00 s  loss 40")
    #expect(!record.printed.contains("\r") && !record.printed.contains("\u{1B}"))
  }

  @Test func aTerminalLineRedrawsItselfWithinItsWidth() {
    let record = Record()
    let bar = record.bar(10, style: .line(width: 60))
    record.at(1)
    bar.update(5, message: "loss 0.25")
    #expect(record.printed == "\rtoy-loss  ━━━━━━━━━━──────────  5/10 trials  5.0 trials/s  ")
    record.at(1.01)
    bar.update(6)
    record.at(2)
    bar.finish()
    #expect(record.printed.split(separator: "\r").count == 2, "drawn at most ten times a second")
    #expect(record.printed.hasSuffix("\n"))
    #expect(record.printed.split(separator: "\r").allSatisfy { $0.count <= 60 })
  }

  @Test func resultsFoundOnDiskDoNotCountTowardsTheRate() {
    let record = Record()
    let bar = record.bar(100, style: .log, alreadyCompleted: 90)
    record.at(20)
    bar.update(95)
    bar.update(100)
    #expect(record.printed == "toy-loss  100/100 trials  2.0 s each  took 20 s\n")
  }

  @Test func progressNeverGoesBackAndEndsWithFinish() {
    let record = Record()
    let bar = record.bar(10, style: .log)
    record.at(1)
    bar.update(5)
    bar.update(3)
    bar.finish()
    bar.update(10)
    #expect(record.printed == "toy-loss  5/10 trials  5.0 trials/s  1 s left\n")
  }

  @Test func durationsReadAsPeopleSayThem() {
    #expect(
      [0.4, 59, 60, 3599, 3600, 7500].map(ProgressBar.duration)
        == ["0 s", "59 s", "1 min 00 s", "59 min 59 s", "1 h 00 min", "2 h 05 min"])
    #expect(ProgressBar.duration(.infinity) == "unknown")
  }

  @Test func noColourMeansNoAnimation() {
    guard case .log = ProgressBar.Style.detected(environment: ["NO_COLOR": "1", "TERM": "xterm"]) else {
      Issue.record("an animated line under NO_COLOR")
      return
    }
  }
}
