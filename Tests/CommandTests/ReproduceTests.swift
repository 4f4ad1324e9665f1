import Foundation
import TestSupport
import Testing

@Suite struct ReproduceTests {
  let folder = TemporaryFolder()
  let small = ["reproduce", "self-check", "--set", "draws=[1000, 300]", "--set", "seeds=[1, 2, 3]"]

  @Test func dataGoesToStandardOutputAndProgressToStandardError() throws {
    let result = try Command.run(["reproduce", "self-check"], in: folder)
    #expect(result.status == 0)
    #expect(result.output.hasPrefix("runs/self-check-smoke-0/figure.csv\n"))
    #expect(result.output.contains("S1     holds"))
    #expect(result.complaints.contains("15/15 trials"))
    #expect(!result.complaints.contains("\r") && !result.complaints.contains("\u{1B}"))
  }

  @Test func theFilesDoNotDependOnTheNumberOfJobs() throws {
    for jobs in ["1", "2"] {
      #expect(try Command.run(small + ["--jobs", jobs, "--out", jobs], in: folder).status == 0)
    }
    #expect(!folder.contents(of: "1").isEmpty)
    #expect(folder.contents(of: "1") == folder.contents(of: "2"))
  }

  /// SIGKILL in place of an operation on files, at many places of the run, then --resume.
  @Test(arguments: [1, 4, 9, 17, 22, 33, 44, 57, 65]) func aKilledRunResumesToTheSameBytes(operation: Int) throws {
    #expect(try Command.run(small + ["--jobs", "1", "--out", "whole"], in: folder).status == 0)
    let killed = try Command.run(
      small + ["--jobs", "1", "--out", "killed"], in: folder, environment: ["COTRAIN_FAULT": "kill:\(operation)"])
    #expect(killed.status == -SIGKILL)
    let resumed = try Command.run(small + ["--out", "killed", "--resume"], in: folder)
    #expect(resumed.status == 0, "\(resumed.complaints)")
    #expect(folder.contents(of: "killed") == folder.contents(of: "whole"))
  }

  /// A signal from outside, at a moment that nobody chose.
  @Test func aRunKilledFromOutsideResumesToTheSameBytes() throws {
    let long = ["reproduce", "self-check", "--set", "draws=[100, 2000000]", "--set", "seeds=[1, 2, 3, 4, 5, 6, 7, 8]"]
    #expect(try Command.run(long + ["--out", "whole"], in: folder).status == 0)
    let process = try Command.start(long + ["--out", "killed"], in: folder)
    waitForResults(3, in: "killed", of: process)
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    #expect(try Command.run(long + ["--out", "killed", "--resume"], in: folder).status == 0)
    #expect(folder.contents(of: "killed") == folder.contents(of: "whole"))
  }

  @Test func anInterruptedRunKeepsWhatIsFinished() throws {
    // The second half would take minutes.
    let endless = [
      "reproduce", "self-check", "--set", "draws=[100, 100000000000]", "--set", "seeds=[1, 2, 3]", "--jobs", "2",
    ]
    let process = try Command.start(endless, in: folder)
    waitForResults(3, in: "runs", of: process)
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 130)
    #expect(try String(contentsOfFile: folder.file(".complaints"), encoding: .utf8).contains("interrupted"))
    let results = folder.contents(of: "runs").keys.filter { $0.hasSuffix("result.json") }
    #expect(results.count == 3)
    #expect(!folder.contents(of: "runs").keys.contains { $0.contains(".unfinished-") })
  }

  @Test func aRunVerifiesAndAnEditedOneExitsWithOne() throws {
    #expect(try Command.run(small, in: folder).status == 0)
    let run = "runs/self-check-smoke-0"
    let equal = try Command.run(["verify", run], in: folder)
    #expect(equal.status == 0)
    #expect(equal.output == "equal: 6 trials recomputed, figure.csv compared\n")
    let path = folder.file("\(run)/figure.csv")
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try Data(text.replacingOccurrences(of: "1000,2,0.", with: "1000,2,0.9").utf8).write(to: URL(fileURLWithPath: path))
    let different = try Command.run(["verify", run], in: folder)
    #expect(different.status == 1)
    #expect(different.output.isEmpty)
    #expect(different.complaints.contains("figure.csv, line 3: recomputed '1000,2,0."))
  }

  @Test func claimsAreShownAsTextAndAsJSON() throws {
    #expect(try Command.run(["reproduce", "self-check"], in: folder).status == 0)
    let table = try Command.run(["claims", "runs"], in: folder)
    #expect(table.status == 0)
    #expect(table.output.contains("S1     holds"))
    #expect(try Command.run(["claims", "runs", "--details"], in: folder).output.contains("claimed in [0.45, 0.55]"))
    let json = try Command.run(["claims", "runs/self-check-smoke-0", "--json"], in: folder)
    let rows = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]]
    #expect((rows?.first?["claim"] as? [String: Any])?["verdict"] as? String == "holds")
  }

  /// 5379 trials: the pooled two-proportion z test as scipy and statsmodels' NormalIndPower see it, to 1 in 100.
  @Test func aPlanSaysHowManyTrialsDecide() throws {
    let result = try Command.run(["plan", "--effect", ".027", "--baseline", ".5"], in: folder)
    #expect(result.status == 0)
    let count = try #require(result.output.firstMatch(of: /one checkpoint an arm +(\d+) trials/).flatMap { Int($0.1) })
    #expect(abs(Double(count) / 5380 - 1) < 0.01)
    let given = try Command.run(
      ["plan", "--effect", "-.05", "--baseline", ".7", "--seed-sd", ".04", "--seeds", "5", "--trials", "200"],
      in: folder)
    #expect(given.output.contains("no number of trials is enough"))
  }

  private func waitForResults(_ count: Int, in name: String, of process: Process) {
    while process.isRunning,
      folder.contents(of: name).keys.filter({ $0.hasSuffix("/result.json") }).count < count
    {
      usleep(2000)
    }
  }
}
