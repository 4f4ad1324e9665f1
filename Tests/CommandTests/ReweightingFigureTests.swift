import Foundation
import TestSupport
import Testing

/// The figures of reweighting through the command, on networks small enough for a test.
@Suite struct ReweightingFigureTests {
  private let folder = TemporaryFolder()

  private func lines(_ path: String) throws -> [String] {
    try String(contentsOfFile: folder.file(path), encoding: .utf8).split(separator: "\n").map(String.init)
  }

  @Test func reweightingHasNetworkClosedFormAndPriorBesideOneAnother() throws {
    let result = try Command.run(
      ["reproduce", "reweighting", "--set", "queries=20"] + ToyFiguresTests.tiny, in: folder)
    #expect(result.status == 0, "\(result.complaints)")
    let rows = try lines("runs/reweighting-smoke-0/figure.csv")
    #expect(rows[0] == "model,w,dz,seed,t,query,domain,mass,ess,agreement,relative_error")
    // Two ratios, gaps and seeds; four queries; the prior once, the others at eight times; two domains.
    #expect(rows.count == 1 + 2 * 2 * 2 * 4 * (1 + 2 * 8) * 2)
    let masses = rows.filter { $0.hasPrefix("closed-form") }.map { Double($0.split(separator: ",")[7])! }
    for pair in stride(from: 0, to: masses.count, by: 2) { #expect(abs(masses[pair] + masses[pair + 1] - 1) < 1e-12) }
    #expect(try lines("runs/reweighting-smoke-0/figure-fit.csv").contains { $0.contains("spearman_closed_form") })
    #expect(result.output.contains("M9") || result.complaints.contains("M9"))
  }

  @Test func everyGroupIsLeftOutOnceInEveryTraining() throws {
    let result = try Command.run(
      ["reproduce", "demonstration-influence", "--set", "queries=20", "--set", "groups=5"] + ToyFiguresTests.tiny,
      in: folder)
    #expect(result.status == 0, "\(result.complaints)")
    let rows = try lines("runs/demonstration-influence-smoke-0/figure.csv")
    #expect(rows[0] == "dz,w,seed,group,u,mass,pull,model,repeat,loss_change,answer_shift")
    #expect(rows.count == 1 + 5 * (1 + 2))
    #expect(try lines("runs/demonstration-influence-smoke-0/figure-fit.csv").contains { $0.contains("spearman_loss") })
  }

  @Test(arguments: [
    ("reweighting", "times=[1]", "'times'"), ("reweighting", "grid.w=[0,0.5]", "'w'"),
    ("reweighting", "setting.normalized=true", "'normalized'"), ("reweighting", "queries=0", "'queries'"),
    ("demonstration-influence", "groups=2", "'groups'"), ("demonstration-influence", "repeats=0", "'repeats'"),
  ]) func aSettingOutOfRangeIsNamed(figure: String, setting: String, words: String) throws {
    let result = try Command.run(["reproduce", figure, "--preset", "smoke", "--set", setting], in: folder)
    #expect(result.status == 64)
    #expect(result.complaints.contains(words), "\(result.complaints)")
  }
}
