import Foundation
import Storage
import Tensors
import TestSupport
import Testing

@Suite struct AlignTests {
  private let folder = TemporaryFolder()

  /// Eight episodes of ten rows in two layers; `sim` is shifted by `gap` in the second layer alone.
  private func write(_ name: String, seed: UInt64, gap: Float = 0, poison: Float? = nil) throws {
    var stream = RandomStream(seed: seed, purpose: "align tests")
    var contents = NpzContents()
    var near = Tensor<Float>.normal([80, 4], from: &stream)
    if let poison { near[7, 2] = poison }
    contents.add("near", near)
    contents.add("far", Tensor<Float>.normal([80, 3], from: &stream) + gap)
    contents.add("states", Tensor<Float>.normal([80, 2], from: &stream))
    contents.add("episodes", (0..<80).map { $0 / 10 })
    try contents.write(to: folder.file(name))
  }

  private func writeBoth() throws {
    try write("real.npz", seed: 1)
    try write("sim.npz", seed: 2, gap: 3)
  }

  private let both = ["align", "--real", "real.npz", "--sim", "sim.npz"]

  /// Rows of a CSV text by column; no cell here has a comma in it but the status.
  private func table(_ text: String) -> [[String: String]] {
    let lines = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return lines.dropFirst().map { Dictionary(zip(lines[0], $0), uniquingKeysWith: { first, _ in first }) }
  }

  @Test func theLayerThatWasShiftedIsFarAndTheOtherIsNot() throws {
    try writeBoth()
    let result = try Command.run(both, in: folder)
    #expect(result.status == 0)
    #expect(
      result.output.hasPrefix(
        "layer,measure,value,lower,upper,floor_real,floor_sim,normalized,p,p_adjusted,n_real,n_sim,episodes_real,"
          + "episodes_sim,status,seconds\n"))
    #expect(result.complaints.contains("no p-value can be below 0.001"))
    let rows = table(result.output)
    #expect(rows.count == 8)
    for row in rows {
      let p = try #require(Double(row["p_adjusted"]!))
      #expect(row["layer"] == "far" ? p < 0.02 : p > 0.05, "\(row)")
      #expect(row["n_real"] == "80" && row["episodes_sim"] == "8")
    }
  }

  @Test func theSameSeedGivesTheSameNumbersForAnyNumberOfThreads() throws {
    try writeBoth()
    func numbers(_ arguments: [String]) throws -> [[String]] {
      let result = try Command.run(
        both + ["--measure", "all", "--resamples", "20", "--permutations", "19"] + arguments, in: folder)
      #expect(result.status == 0, "\(result.complaints)")
      // The last column is the time taken.
      return result.output.split(separator: "\n").map { $0.split(separator: ",").dropLast().map(String.init) }
    }
    let one = try numbers(["--jobs", "1"])
    #expect(try numbers(["--jobs", "3"]) == one)
    #expect(try numbers(["--seed", "1"]) != one)
  }

  @Test func aFolderHoldsTablesAndPictures() throws {
    try writeBoth()
    let result = try Command.run(
      both + ["--measure", "energy", "--out", "out", "--map", "pca", "--json"], in: folder)
    #expect(result.status == 0, "\(result.complaints)")
    let names = try folder.names("out")
    for name in ["align.csv", "align.gp", "align.json", "map.csv", "map.gp"] { #expect(names.contains(name)) }
    let json = try #require(
      JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    #expect(json["version"] as? Int == 1)
    let pair = try #require((json["pairs"] as? [[String: Any]])?.first)
    #expect((pair["interval_method"] as? String)?.isEmpty == false)
    #expect((pair["rows"] as? [[String: Any]])?.count == 2)
    let map = try String(contentsOfFile: folder.file("out/map.csv"), encoding: .utf8)
    #expect(map.split(separator: "\n").count == 1 + 2 * 160 + 0)
    #expect(map.hasPrefix("layer,projection,domain,episode,row,x,y\n"))
  }

  @Test func matchedConditionsStandBesideAllRows() throws {
    try writeBoth()
    let result = try Command.run(both + ["--measure", "energy", "--condition", "states"], in: folder)
    #expect(result.status == 0, "\(result.complaints)")
    #expect(result.output.split(separator: "\n")[0].hasSuffix("seconds,condition,coverage_share"))
    #expect(result.output.split(separator: "\n").count == 5)
    let refused = try Command.run(both + ["--condition", "actions"], in: folder)
    #expect(refused.status == 64 && refused.complaints.contains("--actions-real"))
  }

  @Test func pairedMeasuresNeedPairs() throws {
    try writeBoth()
    let refused = try Command.run(both + ["--measure", "cka"], in: folder)
    #expect(refused.status == 64)
    #expect(refused.complaints.contains("--pair"))
    let same = try Command.run(
      ["align", "--real", "real.npz", "--sim", "real.npz", "--pair", "rows", "--measure", "cka,procrustes"], in: folder)
    #expect(same.status == 0, "\(same.complaints)")
    for row in table(same.output) {
      let value = try #require(Double(row["value"]!))
      #expect(abs(value - (row["measure"] == "cka" ? 1 : 0)) < 1e-5)
    }
    let warped = try Command.run(both + ["--pair", "dtw", "--measure", "cka"], in: folder)
    #expect(warped.status == 0 && warped.output.contains("dynamic time warping of states"))
  }

  @Test func moreThanTwoDomainsAreComparedPairwise() throws {
    try writeBoth()
    try write("third.npz", seed: 3)
    let result = try Command.run(
      ["align", "--measure", "energy", "--layers", "near"]
        + ["real", "sim", "third"].flatMap { ["--domain", "\($0)=\($0).npz"] }, in: folder)
    #expect(result.status == 0, "\(result.complaints)")
    #expect(
      table(result.output).map { "\($0["domain_real"]!)-\($0["domain_sim"]!)" } == [
        "real-sim", "real-third", "sim-third",
      ])
  }

  @Test func drawingDownIsSaid() throws {
    try writeBoth()
    let result = try Command.run(both + ["--measure", "energy", "--max-rows", "48"], in: folder)
    #expect(result.status == 0)
    #expect(result.complaints.contains("8 of 8 episodes drawn, at most 6 evenly spaced rows of each"))
    #expect(table(result.output)[0]["n_real"] == "48")
  }

  @Test func everyMeasureIsListed() throws {
    let result = try Command.run(["align", "--list"], in: folder)
    #expect(result.status == 0)
    for name in ["sliced-w2", "w2", "sinkhorn", "mmd2", "energy", "neighbor-mixing", "cka", "mutual-knn"] {
      #expect(result.output.contains("\n\(name) "))
    }
    let json = try Command.run(["align", "--list", "--json"], in: folder)
    let list = try #require(JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]])
    #expect(list.allSatisfy { ($0["source"] as? String)?.isEmpty == false })
  }

  private func refuse(_ arguments: [String], status: Int32, says words: String...) throws {
    let result = try Command.run(["align"] + arguments, in: folder)
    #expect(result.status == status, "\(arguments): \(result.complaints)")
    #expect(result.output.isEmpty)
    for word in words { #expect(result.complaints.contains(word), "\(arguments): \(result.complaints)") }
  }

  @Test func brokenInputHasTheContractsCodes() throws {
    try writeBoth()
    try write("nan.npz", seed: 4, poison: .nan)
    try Data("hello".utf8).write(to: URL(fileURLWithPath: folder.file("text.npz")))
    try refuse(["--real", "real.npz", "--sim", "absent.npz"], status: 66, says: "absent.npz")
    try refuse(["--real", "real.npz", "--sim", "nan.npz"], status: 65, says: "nan.npz", "'near'", "row 7, column 2")
    try refuse(["--real", "real.npz", "--sim", "text.npz"], status: 65, says: "text.npz", "npz")
    try refuse(["--real", "real.npz:none", "--sim", "sim.npz"], status: 64, says: "'none'", "near")
    try refuse(["--real", "real.npz", "--sim", "sim.npz", "--layers", "nera"], status: 64, says: "'nera'", "near")
    try refuse(["--real", "real.npz"], status: 64, says: "--sim")
    try refuse(["--real", "real.npz", "--sim", "sim.npz", "--measure", "enrgy"], status: 64, says: "'energy'")
    try refuse(["--real", "real.npz", "--sim", "sim.npz", "--pool", "max"], status: 64, says: "token:K")
    try refuse(["--real", "real.npz", "--sim", "sim.npz", "--permutations", "-1"], status: 64, says: "permutations")
    try refuse(["--real", "real.npz", "--sim", "sim.npz", "--map", "pca"], status: 64, says: "--out")
    try refuse(["--domain", "a=real.npz"], status: 64, says: "two domains")
  }

  @Test func oneEpisodeASideRefusesIntervalAndTest() throws {
    var contents = NpzContents()
    contents.add("x", try Tensor<Float>((0..<20).map { Float($0) }, shape: [10, 2]))
    contents.add("episodes", [Int](repeating: 4, count: 10))
    try contents.write(to: folder.file("one.npz"))
    let result = try Command.run(["align", "--real", "one.npz", "--sim", "one.npz", "--measure", "energy"], in: folder)
    #expect(result.status == 0)
    let row = table(result.output)[0]
    #expect(row["value"] != "" && row["lower"] == "" && row["p"] == "")
    #expect(row["status"]?.contains("episode") == true)
  }
}
