import Foundation
import TestSupport
import Testing

/// What `--help` prints at every level, against the files in `Help/`. After a wanted change, write them again:
/// `COLUMNS=100 cotrain reproduce --help > Tests/CommandTests/Help/reproduce.txt`.
@Suite struct HelpTests {
  @Test(arguments: [
    "cotrain", "figures", "reproduce", "claims", "plan", "verify", "align", "probe", "diagnose", "reweight",
    "reweight decompose", "mixing-ratio", "demonstrations",
  ])
  func helpReadsAsRecorded(level: String) throws {
    let folder = TemporaryFolder()
    let result = try Command.run(
      (level == "cotrain" ? [] : level.split(separator: " ").map(String.init)) + ["--help"], in: folder)
    let recorded = Bundle.module.bundleURL.appendingPathComponent("Help/\(level.replacing(" ", with: "-")).txt")
    #expect(result.status == 0 && result.complaints.isEmpty)
    #expect(result.output == (try String(contentsOf: recorded, encoding: .utf8)))
    #expect(result.output.contains("Examples:"))
  }

  @Test func theVersionIsANumber() throws {
    let result = try Command.run(["--version"], in: TemporaryFolder())
    #expect(result.status == 0)
    #expect(result.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
  }
}
