import Foundation
import Storage
import Tensors
import TestSupport
import Testing

@Suite struct ReweightTests {
  private let folder = TemporaryFolder()

  /// Episodes of ten rows: actions follow the first latent, in the simulated domain with an offset.
  private func write(
    _ name: String, seed: UInt64, episodes: Int = 8, offset: Float = 0, poison: Float? = nil, actions: Bool = true,
    width: Int = 2
  ) throws {
    let count = 10 * episodes
    var stream = RandomStream(seed: seed, purpose: "reweight tests")
    var contents = NpzContents()
    let latents = Tensor<Float>.normal([count, 3], from: &stream)
    contents.add("trunk", latents)
    contents.add("head", Tensor<Float>.normal([count, 2], from: &stream))
    var taken = Tensor<Float>.normal([count, width], from: &stream) * 0.1
    for row in 0..<count { for axis in 0..<width { taken[row, axis] += latents[row, axis % 3] + offset } }
    if let poison { taken[7, 1] = poison }
    if actions { contents.add("actions", taken) }
    contents.add("states", try latents.slice(0..<2, axis: 1).contiguous())
    contents.add("episodes", (0..<count).map { $0 / 10 })
    try contents.write(to: folder.file(name))
  }

  private func writeBoth(offset: Float = 1) throws {
    try write("real.npz", seed: 1)
    try write("sim.npz", seed: 2, episodes: 30, offset: offset)
  }

  private let both = ["reweight", "--real", "real.npz", "--sim", "sim.npz"]

  private func table(_ text: String) -> [[String: String]] {
    let lines = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return lines.dropFirst().map { Dictionary(zip(lines[0], $0), uniquingKeysWith: { first, _ in first }) }
  }

  @Test func massesOfDomainsAddUpAndGrowWithTheRatio() throws {
    try writeBoth()
    let result = try Command.run(
      both + ["--ratio", "0,.1,.5,1", "--times", "0,.5,.9", "--layers", "trunk"], in: folder)
    #expect(result.status == 0, "\(result.complaints)")
    #expect(
      result.output.hasPrefix(
        "layer,w,t,noise_share,domain,mass,lower,upper,prior,prior_lower,prior_upper,ess,ess_lower,ess_upper,queries,"
          + "episodes,kernel\n"))
    let rows = table(result.output)
    #expect(rows.count == 4 * 3 * 2)
    for pair in stride(from: 0, to: rows.count, by: 2) {
      let masses = [rows[pair], rows[pair + 1]].map { Double($0["mass"]!)! }
      #expect(abs(masses[0] + masses[1] - 1) < 1e-9)
      let w = Double(rows[pair]["w"]!)!
      if w == 0 || w == 1 { #expect(masses[0] == w) }
    }
    let real = rows.filter { $0["domain"] == "real" && $0["t"] == "0.5" }.map { Double($0["mass"]!)! }
    #expect(real == real.sorted())
    // At flow time 0 nothing of the action is left, so the prior decides.
    let noise = rows.filter { $0["t"] == "0" }
    #expect(noise.allSatisfy { abs(Double($0["mass"]!)! - Double($0["prior"]!)!) < 1e-9 })
    #expect(rows[0]["episodes"] == "8" && rows[0]["queries"] == "80")
  }

  @Test func byDefaultTheNaturalRatioAndTheGuidelinesEndAreAsked() throws {
    try writeBoth()
    let result = try Command.run(both + ["--layers", "trunk", "--times", ".5"], in: folder)
    #expect(result.status == 0, "\(result.complaints)")
    let ratios = Set(table(result.output).map { Double($0["w"]!)! })
    // 80 and 300 rows: the else-branch, N q/((1 − q) M + N q) at q = .8, capped at ½.
    #expect(ratios == [80.0 / 380, 0.5])
  }

  @Test func anOffsetOfSimulatedActionsTakesTheirMassAwayNearTheData() throws {
    try writeBoth(offset: 3)
    let result = try Command.run(
      both + ["--ratio", ".2", "--times", "0.05,.9", "--layers", "trunk", "--action-scale", "none"], in: folder)
    let sim = table(result.output).filter { $0["domain"] == "sim" }.map { Double($0["mass"]!)! }
    #expect(sim[1] < 0.1 && sim[0] > 0.5)
  }

  @Test func pathsKernelsAndScalesGiveNumbersThatDoNotDependOnThreads() throws {
    try writeBoth()
    for choice in [
      ["--path", "ddpm", "--times", "0,50,99"], ["--kernel", "knn", "--neighbors", "200"],
      ["--kernel", "cosine", "--bandwidth", "median"], ["--kernel", "none"],
      ["--bandwidth", "0.7", "--action-scale", "range"],
    ] {
      let short = choice.contains("--times") ? choice : choice + ["--times", "0,.5"]
      let one = try Command.run(both + short + ["--jobs", "1"], in: folder)
      #expect(one.status == 0, "\(one.complaints)")
      #expect(try Command.run(both + short + ["--jobs", "3"], in: folder).output == one.output)
    }
  }

  @Test func aFolderHoldsRankedDemonstrationsWeightsAndOverlap() throws {
    try writeBoth()
    let result = try Command.run(
      both + [
        "--layers", "trunk", "--times", "0.3,.7", "--demonstrations", "--density", "ulsif", "--overlap", "--out", "out",
        "--json",
      ], in: folder)
    #expect(result.status == 0, "\(result.complaints)")
    let names = try folder.names("out")
    for name in [
      "reweight.csv", "reweight.json", "reweight.gp", "demonstrations.csv", "density.csv", "weights.csv", "weights.npz",
      "overlap.csv", "overlap.gp",
    ] { #expect(names.contains(name), "\(name)") }
    let json = try #require(JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    #expect(json["version"] as? Int == 1)
    #expect((json["density"] as? [[String: Any]])?.count == 1)

    func rows(_ name: String) throws -> [[String: String]] {
      table(try String(contentsOfFile: folder.file("out/\(name)"), encoding: .utf8))
    }
    let demonstrations = try rows("demonstrations.csv")
    #expect(demonstrations.count == 2 * 30)
    let first = demonstrations.prefix(30)
    #expect(first.map { $0["leaned_on"]! } == (1...30).map(String.init))
    let masses = first.map { Double($0["mass"]!)! }
    #expect(masses == masses.sorted(by: >))
    for row in first { #expect((row["against"] != "") == (Double(row["pull"]!)! < 0)) }
    #expect(Set(first.map { $0["first_row"]! }).count == 30 && first.allSatisfy { $0["rows"] == "10" })

    let weights = try ArrayFiles.open(folder.file("out/weights.npz")).array(named: "trunk").rows(
      0..<300, as: Double.self)
    #expect(weights.shape == [300])
    #expect(abs(weights.mean() - 1) < 1e-9)
    let byEpisode = try rows("weights.csv")
    #expect(byEpisode.count == 30)
    let mean = (0..<10).reduce(0) { $0 + weights.elements[$1] } / 10
    #expect(abs(Double(byEpisode[0]["weight"]!)! - mean) < 1e-9)

    let overlap = try rows("overlap.csv")
    #expect(Set(overlap.map { $0["pair"]! }) == ["real-sim", "real-real"])
    #expect(overlap.allSatisfy { $0["matched_by"] == "states" })
    // At x = 1 all is noise.
    #expect(overlap.filter { $0["x"] == "1" }.allSatisfy { $0["bhattacharyya"] == "1" })
  }

  @Test func everyDensityRatioWeighsEveryRow() throws {
    try writeBoth()
    for method in ["ulsif", "rulsif", "kliep", "kmm", "classifier"] {
      let result = try Command.run(
        both + ["--layers", "trunk", "--times", ".5", "--density", method, "--out", method], in: folder)
      #expect(result.status == 0, "\(method): \(result.complaints)")
      let row = table(try String(contentsOfFile: folder.file("\(method)/density.csv"), encoding: .utf8))[0]
      #expect(row["weighted"] == "300" && row["method"] == method)
      #expect(Double(row["ess"]!)! <= 300 && Double(row["ess"]!)! >= Double(row["ess_unclipped"]!)! - 1e-9)
    }
    // A model fitted to some rows weighs all of them; kernel mean matching has no model.
    let drawn = both + ["--layers", "trunk", "--times", ".5", "--max-rows", "100", "--density"]
    let some = try Command.run(drawn + ["ulsif", "--out", "some"], in: folder)
    #expect(some.status == 0, "\(some.complaints)")
    let row = table(try String(contentsOfFile: folder.file("some/density.csv"), encoding: .utf8))[0]
    #expect(row["n_sim"] == "100" && row["weighted"] == "300")
    let refused = try Command.run(drawn + ["kmm", "--out", "none"], in: folder)
    #expect(refused.status == 64 && refused.complaints.contains("--max-rows"))
  }

  @Test func moreThanTwoDomainsAreWeighedTogether() throws {
    try writeBoth()
    try write("other.npz", seed: 3, offset: -1)
    let result = try Command.run(
      ["reweight", "--layers", "trunk", "--times", ".5", "--ratio", ".2"]
        + ["real", "sim", "other"].flatMap { ["--domain", "\($0)=\($0).npz"] }, in: folder)
    #expect(result.status == 0, "\(result.complaints)")
    let rows = table(result.output)
    #expect(rows.map { $0["domain"]! } == ["real", "sim", "other"])
    #expect(abs(rows.reduce(0) { $0 + Double($1["mass"]!)! } - 1) < 1e-9)
  }

  @Test func whatThereIsIsListed() throws {
    let result = try Command.run(["reweight", "--list"], in: folder)
    #expect(result.status == 0)
    for word in ["gaussian", "likelihood", "rulsif", "ddpm"] { #expect(result.output.contains(word)) }
    let json = try Command.run(["reweight", "--list", "--json"], in: folder)
    #expect(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) is [[String: Any]])
  }

  private func refuse(_ arguments: [String], status: Int32, says words: String...) throws {
    let result = try Command.run(["reweight"] + arguments, in: folder)
    #expect(result.status == status, "\(arguments): \(result.complaints)")
    #expect(result.output.isEmpty)
    for word in words { #expect(result.complaints.contains(word), "\(arguments): \(result.complaints)") }
  }

  @Test func badInputHasTheContractsCodes() throws {
    try writeBoth()
    try write("nan.npz", seed: 4, poison: .nan)
    try write("mute.npz", seed: 5, actions: false)
    try write("wide.npz", seed: 6, width: 3)
    try write("one.npz", seed: 7, episodes: 1)
    var empty = NpzContents()
    empty.add("trunk", Tensor<Float>.zeros([0, 3]))
    empty.add("actions", Tensor<Float>.zeros([0, 2]))
    try empty.write(to: folder.file("empty.npz"))
    let sim = ["--sim", "sim.npz"]
    for ratio in ["1.5", "-.1", "nan", "half", ""] {
      try refuse(["--real", "real.npz"] + sim + ["--ratio", ratio], status: 64, says: "--ratio", "from 0")
    }
    try refuse(["--real", "absent.npz"] + sim, status: 66, says: "absent.npz")
    try refuse(["--real", "nan.npz"] + sim, status: 65, says: "nan.npz", "'actions'", "row 7, column 1")
    try refuse(["--real", "mute.npz"] + sim, status: 64, says: "'real' has no actions", "--actions-real")
    try refuse(["--real", "real.npz", "--sim", "wide.npz"], status: 65, says: "actions of 'sim'", "2 numbers a row")
    try refuse(["--real", "one.npz"] + sim, status: 65, says: "episodes of 'real'", "at least 2")
    try refuse(["--real", "empty.npz"] + sim, status: 65, says: "empty.npz", "empty")
    try refuse(["--real", "real.npz"] + sim + ["--times", "1"], status: 64, says: "no noise")
    try refuse(["--real", "real.npz"] + sim + ["--path", "ddpm", "--times", "100"], status: 64, says: "99")
    try refuse(["--real", "real.npz"] + sim + ["--bandwidth", "wide"], status: 64, says: "likelihood")
    try refuse(["--real", "real.npz"] + sim + ["--bandwidth", "0"], status: 64, says: "positive")
    try refuse(["--real", "real.npz"] + sim + ["--overlap"], status: 64, says: "--out")
    try refuse(
      ["--real", "real.npz"] + sim + ["--clip", "-1", "--density", "ulsif", "--json"], status: 64, says: "--clip")
    try refuse(["--real", "real.npz"], status: 64, says: "--sim")
  }
}
