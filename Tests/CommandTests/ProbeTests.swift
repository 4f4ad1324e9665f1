import Foundation
import Storage
import Tensors
import TestSupport
import Testing

@Suite struct ProbeTests {
  private let folder = TemporaryFolder()
  private static let header =
    "layer,probe,statistic,value,lower,upper,n_real,n_sim,episodes_real,episodes_sim,status"

  /// Eight episodes of twelve rows, three steps in turn; `sim` is shifted by `gap` in the second layer alone.
  private func write(
    _ name: String, seed: UInt64, gap: Float = 0, knowsEpisodes: Bool = true, poison: Float? = nil
  ) throws {
    var stream = RandomStream(seed: seed, purpose: "probe tests")
    var contents = NpzContents()
    // An episode has a place of its own in the first layer.
    let places = Tensor<Float>.normal([8, 4], from: &stream) * 3
    var near = try Tensor<Float>.normal([96, 4], from: &stream) + places.gatherRows((0..<96).map { $0 / 12 })
    if let poison { near[7, 2] = poison }
    contents.add("near", near)
    let far = Tensor<Float>.normal([96, 3], from: &stream) + gap
    contents.add("far", far)
    contents.add("actions", try far.gatherRows(Array(0..<96)))
    contents.add("steps", try Tensor<Double>((0..<96).map { Double($0 % 3) / 2 }, shape: [96]))
    if knowsEpisodes { contents.add("episodes", (0..<96).map { $0 / 12 }) }
    try contents.write(to: folder.file(name))
  }

  private func writeBoth(knowsEpisodes: Bool = true) throws {
    try write("real.npz", seed: 1, knowsEpisodes: knowsEpisodes)
    try write("sim.npz", seed: 2, gap: 2, knowsEpisodes: knowsEpisodes)
  }

  private let both = ["probe", "--real", "real.npz", "--sim", "sim.npz"]

  private func table(_ text: String) -> [[String: String]] {
    let lines = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return lines.dropFirst().map { Dictionary(zip(lines[0], $0), uniquingKeysWith: { first, _ in first }) }
  }

  @Test func theLayerThatWasShiftedIsReadAndTheOtherIsNot() throws {
    try writeBoth()
    let result = try Command.run(both + ["--probe", "linear,knn"], in: folder)
    #expect(result.status == 0, "\(result.complaints)")
    #expect(result.output.hasPrefix(Self.header + "\n"))
    let rows = table(result.output)
    #expect(
      rows.prefix(7).map { $0["statistic"]! } == [
        "auc", "accuracy", "balanced_accuracy", "log_loss", "calibration", "selectivity", "description_length_bits",
      ])
    #expect(rows.count == 2 * 2 * 7)
    for row in rows where row["statistic"] == "auc" {
      let (value, lower) = (try #require(Double(row["value"]!)), try #require(Double(row["lower"]!)))
      #expect(row["layer"] == "far" ? value > 0.95 && lower > 0.8 : lower < 0.5, "\(row)")
      #expect(row["n_real"] == "96" && row["episodes_sim"] == "8" && row["status"] == "ok")
    }
  }

  @Test func theSameSeedGivesTheSameBytesForAnyNumberOfThreads() throws {
    try writeBoth()
    let arguments = both + ["--layers", "far", "--statistics", "all", "--folds", "3"]
    let one = try Command.run(arguments + ["--jobs", "1"], in: folder)
    #expect(one.status == 0, "\(one.complaints)")
    #expect(try Command.run(arguments + ["--jobs", "3"], in: folder).output == one.output)
    #expect(try Command.run(arguments + ["--seed", "1"], in: folder).output != one.output)
  }

  @Test func withoutEpisodesTheLeakIsSaidWithItsSize() throws {
    try writeBoth(knowsEpisodes: false)
    let result = try Command.run(both + ["--probe", "knn", "--statistics", "auc"], in: folder)
    #expect(result.status == 0)
    #expect(result.complaints.contains("neighbouring frames stand on both sides and leak"))
    let size = try #require(
      result.complaints.firstMatch(
        of: /the auc of 'knn' in layer 'near' is (\d\.\d+) in place of (\d\.\d+)/))
    let (apart, dealt) = (try #require(Double(size.1)), try #require(Double(size.2)))
    #expect(apart + 0.1 < dealt)
    #expect(result.output.contains("with neighbours kept together the value is"))
    #expect(table(result.output)[0]["episodes_real"] == "")
  }

  @Test func theStudysProtocolStandsBesideOurs() throws {
    try writeBoth()
    let result = try Command.run(
      both + [
        "--probe", "windows-embedding,windows-embedding-cross-fitted", "--statistics", "accuracy", "--layers", "far",
      ], in: folder)
    #expect(result.status == 0, "\(result.complaints)")
    let rows = table(result.output)
    #expect(rows.map { $0["probe"]! }.sorted() == ["windows-embedding", "windows-embedding-cross-fitted"])
    let study = try #require(rows.first { $0["probe"] == "windows-embedding" })
    #expect(study["lower"] == "" && study["status"]?.contains("one split over windows") == true)
  }

  @Test func eachStepIsALayerOfItsOwn() throws {
    try writeBoth()
    let result = try Command.run(
      both + ["--probe", "linear", "--statistics", "auc", "--by-step", "--out", "out"], in: folder)
    #expect(result.status == 0, "\(result.complaints)")
    let rows = table(result.output)
    #expect(rows.map { $0["layer"]! } == ["near@0", "near@0.5", "near@1", "far@0", "far@0.5", "far@1"])
    #expect(rows.allSatisfy { $0["n_real"] == "32" && $0["episodes_real"] == "8" })
    let steps = try String(contentsOfFile: folder.file("out/steps.csv"), encoding: .utf8)
    #expect(steps.hasPrefix("layer,step,probe,"))
    #expect(steps.split(separator: "\n")[2].hasPrefix("near,0.5,linear,auc,"))
    #expect(try folder.names("out").contains("steps.gp"))
  }

  @Test func erasureAndResolutionAreTablesOfTheirOwn() throws {
    try writeBoth()
    let result = try Command.run(
      both + [
        "--probe", "linear", "--statistics", "auc", "--layers", "far", "--erasure", "--resolution", "--json", "--out",
        "out",
      ], in: folder)
    #expect(result.status == 0, "\(result.complaints)")
    let json = try #require(JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    #expect(json["version"] as? Int == 1)
    #expect((json["statistics"] as? [String: Any])?["auc"] != nil)
    let pair = try #require((json["pairs"] as? [[String: Any]])?.first)
    let layer = try #require((pair["layers"] as? [[String: Any]])?.first)
    #expect((layer["resolution"] as? [Any])?.count == 14)
    for name in ["probe.csv", "probe.json", "probe.gp", "erasure.csv", "resolution.csv", "resolution.gp"] {
      #expect(try folder.names("out").contains(name))
    }
    let erasure = try table(String(contentsOfFile: folder.file("out/erasure.csv"), encoding: .utf8))
    func value(_ reader: String, _ statistic: String) throws -> Double {
      let row = try #require(erasure.first { $0["reader"] == reader && $0["statistic"] == statistic })
      return try #require(Double(row["value"]!))
    }
    // The domain lies along the diagonal of the layer, and so do two thirds of what the actions are made of.
    #expect(abs(try value("linear", "auc_erased") - 0.5) < 0.2)
    #expect(try value("ridge", "r2") > 0.99)
    #expect(try value("ridge", "r2_loss") > 0.3 && value("ridge", "r2_loss") < 0.9)
    let curve = try table(String(contentsOfFile: folder.file("out/resolution.csv"), encoding: .utf8))
      .filter { $0["statistic"] == "auc" }.map { try #require(Double($0["value"]!)) }
    #expect(curve.count == 7 && curve[6] < curve[0])
  }

  @Test func moreThanTwoDomainsAreComparedPairwise() throws {
    try writeBoth()
    try write("third.npz", seed: 3)
    let result = try Command.run(
      ["probe", "--probe", "linear", "--statistics", "auc", "--layers", "near"]
        + ["real", "sim", "third"].flatMap { ["--domain", "\($0)=\($0).npz"] }, in: folder)
    #expect(result.status == 0, "\(result.complaints)")
    #expect(result.output.hasPrefix("domain_real,domain_sim,\(Self.header)\n"))
    #expect(
      table(result.output).map { "\($0["domain_real"]!)-\($0["domain_sim"]!)" } == [
        "real-sim", "real-third", "sim-third",
      ])
  }

  @Test func drawingDownIsSaid() throws {
    try writeBoth()
    let result = try Command.run(
      both + ["--probe", "linear", "--statistics", "auc", "--max-rows", "48"], in: folder)
    #expect(result.status == 0)
    #expect(result.complaints.contains("8 of 8 episodes drawn, at most 6 evenly spaced rows of each"))
    #expect(table(result.output)[0]["n_real"] == "48")
  }

  @Test func everyProbeAndStatisticIsListed() throws {
    let result = try Command.run(["probe", "--list"], in: folder)
    #expect(result.status == 0)
    for name in ["linear", "mlp", "knn", "windows-embedding", "auc", "selectivity", "description_length_bits"] {
      #expect(result.output.contains("\n\(name) "))
    }
    let json = try Command.run(["probe", "--list", "--json"], in: folder)
    let list = try #require(JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: [[String: Any]]])
    #expect(list["probes"]?.count == 7 && list["statistics"]?.count == 9)
  }

  private func refuse(_ arguments: [String], status: Int32, says words: String...) throws {
    let result = try Command.run(["probe"] + arguments, in: folder)
    #expect(result.status == status, "\(arguments): \(result.complaints)")
    #expect(result.output.isEmpty)
    for word in words { #expect(result.complaints.contains(word), "\(arguments): \(result.complaints)") }
  }

  @Test func whatCannotBeAnsweredHasTheContractsCodes() throws {
    try writeBoth()
    try write("nan.npz", seed: 4, poison: .nan)
    var contents = NpzContents()
    contents.add("near", Tensor<Float>.ones([6, 4]))
    try contents.write(to: folder.file("bare.npz"))
    let files = ["--real", "real.npz", "--sim", "sim.npz"]
    try refuse(["--real", "real.npz", "--sim", "absent.npz"], status: 66, says: "absent.npz")
    try refuse(["--real", "real.npz", "--sim", "nan.npz"], status: 65, says: "nan.npz", "'near'", "row 7, column 2")
    try refuse(files + ["--probe", "liner"], status: 64, says: "'linear'", "--list")
    try refuse(files + ["--statistics", "acc"], status: 64, says: "unknown statistic 'acc'")
    try refuse(files + ["--folds", "1"], status: 64, says: "--folds 1")
    try refuse(files + ["--erasure"], status: 64, says: "--out")
    try refuse(["--real", "real.npz", "--sim", "bare.npz"], status: 64, says: "has no episodes")
    try refuse(["--real", "bare.npz", "--sim", "bare.npz", "--by-step"], status: 65, says: "no steps", "--steps-real")
    try refuse(
      ["--real", "bare.npz", "--sim", "bare.npz", "--erasure", "--json"], status: 64, says: "no actions",
      "--actions-real")
  }

  @Test func oneEpisodeASideHasRowsThatSayWhy() throws {
    var contents = NpzContents()
    contents.add("x", try Tensor<Float>((0..<20).map { Float($0) }, shape: [10, 2]))
    contents.add("episodes", [Int](repeating: 4, count: 10))
    try contents.write(to: folder.file("one.npz"))
    let result = try Command.run(["probe", "--real", "one.npz", "--sim", "one.npz", "--probe", "linear"], in: folder)
    #expect(result.status == 0)
    for row in table(result.output) {
      #expect(row["value"] == "" && row["status"]?.contains("episode") == true, "\(row)")
    }
  }
}
