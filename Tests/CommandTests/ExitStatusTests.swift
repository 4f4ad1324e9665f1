import Foundation
import TestSupport
import Testing

@Suite struct ExitStatusTests {
  let folder = TemporaryFolder()

  /// Runs, and checks that the complaint is on standard error alone.
  func refuse(
    _ arguments: String..., status: Int32, says words: String..., environment: [String: String] = [:],
    shell: String? = nil
  ) throws {
    let result = try Command.run(arguments, in: folder, environment: environment, shell: shell)
    #expect(result.status == status, "\(arguments): \(result.complaints)")
    #expect(result.output.isEmpty)
    for word in words { #expect(result.complaints.contains(word)) }
  }

  @Test func anUnknownFigureNamesTheNearest() throws {
    try refuse("reproduce", "self-chekc", status: 64, says: "unknown figure 'self-chekc'", "'self-check'")
    try refuse("figures", "self-chekc", status: 64, says: "'self-check'")
  }

  @Test func anUnknownKeyNamesTheNearest() throws {
    try refuse("reproduce", "self-check", "--set", "drawz=[1]", status: 64, says: "unknown key 'drawz'", "'draws'")
    try refuse("reproduce", "self-check", "--set", "draws=many", status: 64, says: "key 'draws'", "a list")
  }

  @Test func unknownCommandsAndOptionsAreUsageErrors() throws {
    try refuse("reprodcue", status: 64, says: "reprodcue")
    try refuse("reproduce", "self-check", "--presets", "smoke", status: 64, says: "--presets")
    try refuse("reproduce", "self-check", "--preset", "huge", status: 64, says: "huge")
    try refuse("reproduce", status: 64, says: "figure")
    try refuse("claims", "--surprise", status: 64, says: "--surprise")
  }

  @Test func whatIsNotBuiltYetSaysSo() throws {
    for name in ["report", "notebook", "compare-regularizers"] {
      try refuse(name, status: 64, says: "'\(name)' is not built yet")
      try refuse(name, "--real", "a.npz", status: 64, says: "not built yet")
      try refuse("help", name, status: 64, says: "not built yet")
    }
    try refuse("reproduce", "self-check", "--launcher", "slurm", status: 64, says: "slurm is not built yet")
    try refuse("reproduce", "scaling-law", status: 64, says: "not built yet")
  }

  @Test func numbersOutOfRangeAreUsageErrors() throws {
    try refuse("reproduce", "self-check", "--seed", "-1", status: 64, says: "seed -1", "0 to 1000000000")
    try refuse("reproduce", "self-check", "--seed=-1", status: 64, says: "seed -1")
    try refuse("reproduce", "self-check", "--seed", "9223372036854775808", status: 64, says: "seed")
    try refuse("reproduce", "self-check", "--jobs", "0", status: 64, says: "jobs 0")
    try refuse("reproduce", "self-check", "--set", "seeds=[-4]", status: 64, says: "'seeds'")
    try refuse("plan", "--effect", ".2", "--baseline", "1.5", status: 64, says: "baseline")
    try refuse("plan", "--effect", "0", "--baseline", ".5", status: 64, says: "effect")
    try refuse("plan", "--effect", ".6", "--baseline", ".5", status: 64, says: "effect")
    try refuse("plan", "--effect", ".1", "--baseline", ".5", "--trials", "0", status: 64, says: "trials 0")
    #expect(try folder.names() == [".complaints", ".output"])
  }

  @Test func anAbsentInputHasItsOwnCode() throws {
    try refuse("claims", "nowhere", status: 66, says: "nowhere")
    try refuse("verify", "nowhere", status: 66, says: "nowhere")
  }

  @Test func badContentsHaveTheirOwnCode() throws {
    try FileManager.default.createDirectory(atPath: folder.file("run"), withIntermediateDirectories: true)
    try Data("figure: [".utf8).write(to: URL(fileURLWithPath: folder.file("run/config.yaml")))
    try refuse("verify", "run", status: 65, says: "run/config.yaml")
    try Data("[{}]".utf8).write(to: URL(fileURLWithPath: folder.file("run/claims.json")))
    try refuse("claims", "run", status: 65, says: "run/claims.json")
  }

  @Test func aFolderThatCannotBeWrittenIsSaid() throws {
    try Data().write(to: URL(fileURLWithPath: folder.file("taken")))
    try refuse("reproduce", "self-check", "--out", "taken", status: 73, says: "taken")
    try refuse("reproduce", "self-check", "--out", "/dev/full", status: 73, says: "/dev/full")
    try refuse("reproduce", "self-check", "--out", "/proc/nothing", status: 73, says: "/proc/nothing")
  }

  /// The superuser may write anywhere, so there this shows nothing.
  @Test(.enabled(if: getuid() != 0)) func aFolderWithoutPermissionIsSaid() throws {
    let locked: [FileAttributeKey: Any] = [.posixPermissions: 0o500]
    try FileManager.default.createDirectory(
      atPath: folder.file("locked"), withIntermediateDirectories: true, attributes: locked)
    try refuse("reproduce", "self-check", "--out", "locked", status: 73, says: "locked", "may write")
  }

  @Test func aFullDiskIsSaid() throws {
    try refuse(
      "reproduce", "self-check", status: 73, says: "No space left on device", environment: ["COTRAIN_FAULT": "fail:12"])
    // A limit on the size of files is the shell's way to the same end; the picture is larger than four blocks.
    try refuse(
      "reproduce", "self-check", "--seed", "1", status: 73, says: "File too large",
      shell: "ulimit -f 4; exec \"$@\"")
  }

  @Test func aFullStandardOutputIsSaid() throws {
    let result = try Command.run(["figures", "self-check"], in: folder, shell: "exec \"$@\" > /dev/full")
    #expect(result.status == 73)
    #expect(result.complaints.contains("standard output"))
  }

  @Test func failedTrialsHaveTheirOwnCodeAndTheOthersAreKept() throws {
    let arguments = ["reproduce", "self-check", "--set", "draws=[10, 0]"]
    let result = try Command.run(arguments, in: folder)
    #expect(result.status == 75)
    #expect(result.complaints.contains("5 of 10 trials failed"))
    #expect(result.complaints.contains("draws=0 seed=0"))
    let again = try Command.run(arguments + ["--resume"], in: folder)
    #expect(again.status == 75)
    #expect(folder.contents(of: "runs").keys.filter { $0.hasSuffix("result.json") }.count == 5)
  }

  @Test func anExistingRunIsNotOverwritten() throws {
    #expect(try Command.run(["reproduce", "self-check"], in: folder).status == 0)
    try refuse("reproduce", "self-check", status: 73, says: "--resume", "--out")
    try refuse("reproduce", "self-check", "--resume", "--set", "draws=[7]", status: 73, says: "settings.draws", "--out")
  }
}
