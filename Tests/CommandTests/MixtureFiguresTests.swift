import Foundation
import Storage
import TestSupport
import Testing

/// The figures of the mixture's closed forms through the command.
@Suite struct MixtureFiguresTests {
  private let folder = TemporaryFolder()

  private func rows(_ path: String) throws -> [[String]] {
    try String(contentsOfFile: folder.file(path), encoding: .utf8).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  private struct Verdict: Decodable {
    let id: String
    let value: Double?
    let verdict: String
  }

  private func verdict(_ run: String) throws -> Verdict {
    let data = try #require(FileManager.default.contents(atPath: folder.file("runs/\(run)/claims.json")))
    return try JSONText.decode([Verdict].self, from: data)[0]
  }

  /// The 14 markers of the study's figure, four digits.
  private static let published = [
    (0.01, 0.0099, 0.0909, 0.9091), (0.05, 0.0476, 0.1827, 0.8173), (0.1, 0.0909, 0.2403, 0.7597),
    (0.3, 0.2308, 0.3539, 0.6461), (0.5, 0.3333, 0.4142, 0.5858), (0.7, 0.4118, 0.4555, 0.5445),
    (0.9, 0.4737, 0.4868, 0.5132),
  ]

  @Test func markersAreThePublishedOnesToFourDigits() throws {
    let result = try Command.run(["reproduce", "scaling-factors"], in: folder)
    #expect(result.status == 0, "\(result.complaints)")
    let curves = try rows("runs/scaling-factors-smoke-0/figure.csv")
    #expect(curves[0] == ["n_over_m", "w", "g_real", "g_sim"] && curves.count == 1 + 7 * 201)
    let markers = try rows("runs/scaling-factors-smoke-0/figure-markers.csv")
    #expect(markers[0] == ["n_over_m", "kind", "w", "g_real"] && markers.count == 1 + 3 * 7)
    func marker(_ ratio: Double, _ kind: String) throws -> (w: Double, g: Double) {
      let row = try #require(markers.dropFirst().first { Double($0[0]) == ratio && $0[1] == kind })
      return (try #require(Double(row[2])), try #require(Double(row[3])))
    }
    for (ratio, natural, crossing, factor) in Self.published {
      let (n, c) = (try marker(ratio, "natural"), try marker(ratio, "crossing"))
      for (found, expected) in [(n.w, natural), (n.g, 0.5), (c.w, crossing), (c.g, factor)] {
        #expect(abs(found - expected) <= 5.0001e-5)
      }
    }
    // √(N/M) where M/N > 5, the ratio at which g is .8 else, capped at ½.
    #expect(abs(try marker(0.01, "guideline").w - 0.1) < 1e-12)
    #expect(abs(try marker(0.3, "guideline").w - 0.5) < 1e-12)
    #expect(abs(try marker(0.1, "guideline").g - 0.822) < 5e-4)
    let claim = try verdict("scaling-factors-smoke-0")
    let largest = try #require(claim.value)
    #expect(claim.id == "M7" && claim.verdict == "holds" && largest < 1e-4)
    #expect(try rows("runs/scaling-factors-smoke-0/published.csv").count == 1 + 14)
  }

  @Test func curvesEndAtNothingAndAtAll() throws {
    #expect(
      try Command.run(["reproduce", "scaling-factors", "--set", "points=3", "--set", "real=[100]"], in: folder).status
        == 0)
    let curves = try rows("runs/scaling-factors-smoke-0/figure.csv")
    // Equal sizes: g is w.
    #expect(Array(curves.dropFirst()) == [["1", "0", "0", "1"], ["1", "0.5", "0.5", "0.5"], ["1", "1", "1", "0"]])
    #expect(try verdict("scaling-factors-smoke-0").verdict == "undecided")
  }

  @Test func overlapsAreEstimatedFromPairsAtMatchingStates() throws {
    let small = [
      "--set", "seeds=[0, 1, 2, 3, 4, 5]", "--set", "points=21", "--set", "setting.sourceCount=400", "--set",
      "real=[30, 400]",
    ]
    let result = try Command.run(["reproduce", "overlap-coefficient"] + small, in: folder)
    #expect(result.status == 0, "\(result.complaints)")
    let table = try rows("runs/overlap-coefficient-smoke-0/figure.csv")
    #expect(table[0] == ["source", "pair", "x", "bhattacharyya", "lower", "upper"])
    #expect(table.count == 1 + 2 * 2 * 21)
    for row in table.dropFirst() {
      let values = row[2...].compactMap(Double.init)
      #expect(values.count == 4 && values[2] <= values[1] && values[1] <= values[3])
      #expect(values[0] == 0 ? values[1] == 0 : values[0] == 1 ? values[1] == 1 : values[1] >= 0 && values[1] <= 1)
    }
    // Where matches are close, actions across domains differ by the offset (3, 3), √18 and the noise of .3: the rest is
    // what neighbouring states differ by.
    let fit = try rows("runs/overlap-coefficient-smoke-0/figure-fit.csv")
    func value(_ source: String, _ pair: String, _ statistic: String) throws -> Double {
      let row = try #require(fit.first { Array($0[0...2]) == [source, pair, statistic] })
      return try #require(Double(row[3]))
    }
    #expect(abs(try value("toy N=400", "real-sim", "action_distance") - 18.18.squareRoot()) < 0.5)
    #expect(try value("toy N=400", "real-real", "action_distance") < value("toy N=30", "real-real", "action_distance"))
    #expect(try value("toy N=400", "difference", "noise_at_half") > 0)
    let published = try rows("runs/overlap-coefficient-smoke-0/published.csv")
    #expect(published.count == 1 + 200)
    // Half of the published curves lies at .918 and .809 of 100 points, whose steps are .0101 wide.
    for (pair, half) in [("real-sim", 0.918), ("real-real", 0.809)] {
      let above = try #require(published.first { $0[1] == pair && (Double($0[3]) ?? 0) >= 0.5 })
      #expect(abs(Double(above[2])! - half) < 0.0102)
    }
  }

  @Test func settingsOutOfRangeAreRefused() throws {
    for (figure, change, words) in [
      ("scaling-factors", "real=[0]", "at least 1"), ("scaling-factors", "scalingFactor=1", "between 0 and 1"),
      ("scaling-factors", "points=1", "at least 2"), ("overlap-coefficient", "real=[1]", "at least 2"),
      ("overlap-coefficient", "quantile=2", "0 to 1"), ("overlap-coefficient", "seeds=[]", "is empty"),
      ("overlap-coefficient", "seeds=[-1]", "negative"), ("overlap-coefficient", "points=1", "at least 2"),
    ] {
      let result = try Command.run(["reproduce", figure, "--set", change], in: folder)
      #expect(result.status == 64 && result.complaints.contains(words), "\(change): \(result.complaints)")
    }
  }
}
