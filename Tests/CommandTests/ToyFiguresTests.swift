import Foundation
import TestSupport
import Testing

/// The toy's figures through the command, on grids and networks small enough for a test.
@Suite struct ToyFiguresTests {
  let folder = TemporaryFolder()
  static let tiny = [
    "--set", "setting.steps=20", "--set", "setting.width=8", "--set", "setting.hiddenLayers=1", "--set",
    "setting.testCount=40", "--set", "setting.samplingSteps=5", "--set", "setting.sourceCount=100",
  ]
  static let columns = [
    "toy-geometry": "scenario,dz,domain,u,v,z,y1,y2",
    "toy-predictions": "model,scenario,dz,w,seed,u,v,y1,y2,target1,target2",
    "toy-loss": "model,dz,w,seed,l2,l2_in_support,l2_out_of_support",
    "toy-anova": "source,transform,dropped,factor,ss,df,eta_squared,omega_squared,lower,upper,p",
    "toy-sensitivity": "setting,claim,statistic,value,lower,upper,verdict",
    "mixture-optimisation": "method,seed,domain,weight,target_loss,l2,final_weight,useless",
  ]

  private func lines(_ path: String) throws -> [String] {
    try String(contentsOfFile: folder.file(path), encoding: .utf8).split(separator: "\n").map(String.init)
  }

  @Test func lossesHaveARowForEveryModelCellAndSeedAndThePublishedTableBeside() throws {
    let result = try Command.run(["reproduce", "toy-loss"] + Self.tiny, in: folder)
    #expect(result.status == 0, "\(result.complaints)")
    let rows = try lines("runs/toy-loss-smoke-0/figure.csv")
    #expect(rows[0] == Self.columns["toy-loss"])
    #expect(rows.count == 1 + 2 * 3 * 4 * 2)
    let published = try lines("runs/toy-loss-smoke-0/published.csv")
    #expect(published[0] == rows[0] && published.count == 1 + 81)
    #expect(published.contains("published,3,0.05,,0.9072,,"))
  }

  @Test func figuresWithTheSameTrialsShareThem() throws {
    #expect(try Command.run(["reproduce", "toy-loss"] + Self.tiny, in: folder).status == 0)
    let result = try Command.run(["reproduce", "toy-anova"] + Self.tiny, in: folder)
    #expect(result.status == 0, "\(result.complaints)")
    let provenance = try String(contentsOfFile: folder.file("runs/toy-anova-smoke-0/provenance.json"), encoding: .utf8)
    #expect(provenance.contains("\"adopted\" : 18") && provenance.contains("\"computed\" : 0"))
    #expect(provenance.contains("toy_l2_dz_by_w") && provenance.contains("toy_anova_bars"))
    let rows = try lines("runs/toy-anova-smoke-0/figure.csv")
    #expect(rows[0] == Self.columns["toy-anova"])
    // The published table's shares under the logarithm, known from its digitised losses.
    let row = try #require(rows.first { $0.hasPrefix("published,log,none,dz,") })
    #expect(abs(try #require(Double(row.split(separator: ",")[6])) - 0.403) < 0.001)
  }

  @Test func predictionsKeepAsManyPointsAsAsked() throws {
    let result = try Command.run(
      ["reproduce", "toy-predictions", "--set", "keptPredictions=7", "--set", "grid.w=[.1]"] + Self.tiny, in: folder)
    #expect(result.status == 0, "\(result.complaints)")
    let rows = try lines("runs/toy-predictions-smoke-0/figure.csv")
    #expect(rows[0] == Self.columns["toy-predictions"])
    #expect(rows.count == 1 + 2 * 3 * 7)
  }

  @Test func everyMethodGivesEachDomainAShare() throws {
    let result = try Command.run(["reproduce", "mixture-optimisation"] + Self.tiny, in: folder)
    #expect(result.status == 0, "\(result.complaints)")
    let rows = try lines("runs/mixture-optimisation-smoke-0/figure.csv")
    #expect(rows[0] == Self.columns["mixture-optimisation"])
    // Two useless domains, six methods, two seeds, four domains; the shares of a network sum to 1.
    #expect(rows.count == 1 + 2 * 6 * 2 * 4)
    let shares = try rows.dropFirst().map { try #require(Double($0.split(separator: ",")[3])) }
    #expect(abs(shares.reduce(0, +) - 24) < 1e-9)
    // Four of the methods leave a path, of 20 steps here.
    #expect(try lines("runs/mixture-optimisation-smoke-0/figure-markers.csv").count == 1 + 2 * 4 * 2 * 4 * 20)
    #expect(try lines("runs/mixture-optimisation-smoke-0/figure-fit.csv").count == 1 + 2 * 6 * 7)
    for set in ["distance=0", "methods=[]", "setting.targetCount=1"] {
      let bad = try Command.run(["reproduce", "mixture-optimisation", "--out", "other", "--set", set], in: folder)
      #expect(bad.status == 64, "\(set): \(bad.complaints)")
    }
  }

  @Test func theDemonstrationsLieOnTheirPlanes() throws {
    let result = try Command.run(["reproduce", "toy-geometry"], in: folder)
    #expect(result.status == 0, "\(result.complaints)")
    let rows = try lines("runs/toy-geometry-smoke-0/figure.csv")
    #expect(rows[0] == Self.columns["toy-geometry"])
    #expect(rows.count == 1 + 3 * (3000 + 30))
    #expect(
      rows.dropFirst().allSatisfy { row in
        let cells = row.split(separator: ",")
        return Double(cells[5])! == (cells[2] == "source" ? 1 : 1 + Double(cells[1])!)
      })
  }

  @Test func settingsOutOfRangeAreRefusedBeforeAnythingRuns() throws {
    for (change, words) in [
      ("grid.w=[2]", "mixing ratio from 0 to 1"), ("setting.width=0", "at least 1"), ("grid.seeds=[]", "is empty"),
      ("grid.seeds=[-1]", "negative"), ("setting.activation=swish", "activation"),
      ("setting.stesp=3", "the nearest known key is 'setting.steps'"),
    ] {
      let result = try Command.run(["reproduce", "toy-loss", "--set", change], in: folder)
      #expect(result.status == 64, "\(change): \(result.complaints)")
      #expect(result.complaints.contains(words), "\(change): \(result.complaints)")
    }
    #expect(!FileManager.default.fileExists(atPath: folder.file("runs/toy-loss-smoke-0")))
  }
}
