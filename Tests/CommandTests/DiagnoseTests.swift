import Foundation
import Storage
import Tensors
import TestSupport
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct DiagnoseTests {
  private let folder = TemporaryFolder()

  /// Twelve episodes of ten rows. `early` is shifted by 6 in sim, `late` by `gap`; names can be added.
  private func write(
    _ name: String, isSim: Bool, gap: Float, seed: UInt64 = 1, episodes: Int = 12, named extra: [String] = [],
    steps: [Double]? = nil, actions: Bool = false, poison: Bool = false
  ) throws {
    // What an episode and its noise are does not depend on the gap: two gaps are two checkpoints on the same inputs.
    var stream = RandomStream(seed: seed, purpose: isSim ? "sim" : "real")
    let rows = episodes * 10
    var contents = NpzContents()
    var early = Tensor<Float>.normal([rows, 6], from: &stream) + (isSim ? 6 : 0)
    if poison { early[3, 1] = .nan }
    contents.add("early", early)
    contents.add("late", Tensor<Float>.normal([rows, 5], from: &stream) + (isSim ? gap : 0))
    for name in extra { contents.add(name, Tensor<Float>.normal([rows, 3], from: &stream)) }
    contents.add("states", Tensor<Float>.normal([rows, 2], from: &stream))
    if actions { contents.add("actions", Tensor<Float>.normal([rows, 2], from: &stream)) }
    if let steps {
      contents.add("steps", try Tensor<Double>((0..<rows).map { steps[$0 % steps.count] }, shape: [rows]))
    }
    contents.add("episodes", (0..<rows).map { $0 / 10 })
    try FileManager.default.createDirectory(
      atPath: (folder.file(name) as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try contents.write(to: folder.file(name))
  }

  private func write(_ checkpoint: String, gap: Float, seed: UInt64 = 1, episodes: Int = 12) throws {
    try write("\(checkpoint)/real.npz", isSim: false, gap: gap, seed: seed, episodes: episodes)
    try write("\(checkpoint)/sim.npz", isSim: true, gap: gap, seed: seed, episodes: episodes)
  }

  @Test func theMixingRatioIsThatOfTheDemonstrationsTrainedOn() throws {
    try write("a/real.npz", isSim: false, gap: 1, actions: true)
    try write("a/sim.npz", isSim: true, gap: 1, actions: true)
    let asked = ["diagnose", "--real", "a/real.npz", "--sim", "a/sim.npz", "--resamples", "20"]
    let silent = try Command.run(asked, in: folder)
    #expect(silent.complaints.contains("the recorded rows stand for the demonstrations"))
    #expect(silent.complaints.contains("At the natural ratio w = 0.5 "))
    let named = try Command.run(asked + ["--trained-on", "10,990"], in: folder)
    #expect(!named.complaints.contains("the recorded rows stand for the demonstrations"))
    // 10/1000, and √(10/990) = .1005 above five simulated demonstrations a real one.
    #expect(named.complaints.contains("At the natural ratio w = 0.01 "))
    #expect(named.complaints.contains("searches w from 0.01 to 0.101;"))
    for wrong in ["10", "10,", "0,5", "a,b", "1,2,3"] {
      let refused = try Command.run(asked + ["--trained-on", wrong], in: folder)
      #expect(refused.status == 64 && refused.complaints.contains("--trained-on \(wrong): expected two numbers"))
    }
  }

  private let base = [
    "diagnose", "--real", "a/real.npz", "--sim", "a/sim.npz", "--resamples", "40", "--layers", "early,late",
  ]

  private func table(_ text: String) -> [[String: String]] {
    let lines = text.split(separator: "\n").map(Self.cells)
    return lines.dropFirst().map { Dictionary(zip(lines[0], $0), uniquingKeysWith: { first, _ in first }) }
  }

  private static func cells(_ line: Substring) -> [String] {
    var cells = [""]
    var isQuoted = false
    for character in line {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted: cells.append("")
      default: cells[cells.count - 1].append(character)
      }
    }
    return cells
  }

  @Test func aFarLastLayerIsDisjointAndOneOfNoise() throws {
    try write("a", gap: 6)
    let far = try Command.run(base, in: folder)
    #expect(far.status == 0, "\(far.complaints)")
    let rows = table(far.output)
    #expect(rows.map { $0["layer"] } == ["early", "late"])
    #expect(rows[1]["regime"] == "disjoint" && rows[1]["n_real"] == "120" && rows[1]["episodes_sim"] == "12")
    #expect(far.complaints.contains("verdict: disjoint"))
    #expect(far.complaints.contains("advice: Bring the domains closer"))
    try write("a", gap: 0)
    let close = try Command.run(base, in: folder)
    let value = try #require(Double(table(close.output)[1]["separation"]!))
    #expect(value < 0.05)
    #expect(!close.complaints.contains("verdict: disjoint"))
  }

  @Test func theSameSeedGivesTheSameBytesForAnyNumberOfThreads() throws {
    try write("a", gap: 1)
    func output(_ arguments: [String]) throws -> String {
      let result = try Command.run(base + arguments, in: folder)
      #expect(result.status == 0, "\(result.complaints)")
      return result.output
    }
    let one = try output(["--jobs", "1"])
    #expect(try output(["--jobs", "3"]) == one)
    #expect(try output(["--seed", "1"]) != one)
  }

  @Test func aFolderHoldsEverythingAndThePageNeedsNothingElse() throws {
    try write("a/real.npz", isSim: false, gap: 1, actions: true)
    try write("a/sim.npz", isSim: true, gap: 1, actions: true)
    let result = try Command.run(base + ["--out", "out", "--json"], in: folder)
    #expect(result.status == 0, "\(result.complaints)")
    let names = try folder.names("out")
    for name in [
      "diagnosis.csv", "measures.csv", "probes.csv", "diagnosis.json", "diagnosis.html", "regime-map.gp",
      "depth-profile.gp",
    ] { #expect(names.contains(name)) }
    let page = try String(contentsOfFile: folder.file("out/diagnosis.html"), encoding: .utf8)
    try expectSelfContained(page)
    #expect(page.contains("Which demonstrations the actions come from"))
    #expect(result.complaints.contains("reweighting, by the closed form"))
    #expect(try String(contentsOfFile: folder.file("out/diagnosis.json"), encoding: .utf8) == result.output)
    let measures = try String(contentsOfFile: folder.file("out/measures.csv"), encoding: .utf8)
    #expect(measures.hasPrefix("layer,measure,value,lower,upper,floor_real,"))
    for measure in ["energy", "mmd2", "sliced-w2", "neighbor-mixing", "w2"] {
      #expect(measures.contains(",\(measure),"))
    }
    let probes = try String(contentsOfFile: folder.file("out/probes.csv"), encoding: .utf8)
    #expect(
      probes.hasPrefix("layer,probe,statistic,value,lower,upper,n_real,n_sim,episodes_real,episodes_sim,status\n"))
  }

  /// Reads as XML, has no script and names no other place.
  private func expectSelfContained(_ page: String) throws {
    #expect(page.hasPrefix("<!DOCTYPE html>\n"))
    let parser = XMLParser(data: Data(page.utf8))
    let watch = ElementWatch()
    parser.delegate = watch
    #expect(parser.parse(), "\(String(describing: parser.parserError)) in line \(parser.lineNumber)")
    #expect(watch.elements.isSuperset(of: ["html", "style", "svg", "table", "th"]))
    #expect(watch.elements.isDisjoint(with: ["script", "link", "img", "iframe", "object", "image", "use", "a"]))
    #expect(watch.attributes.isDisjoint(with: ["src", "href", "xlink:href", "srcset", "onload", "style"]))
    for foreign in ["http:", "https:", "//", "url(", "@import"] { #expect(!page.contains(foreign), "\(foreign)") }
  }

  @Test func namesOfLayersAreTextWhateverTheySay() throws {
    let hostile = [
      "<script>alert(1)</script>", "a\" onload=\"x", "& &amp; ]]>", "\u{202E}reversed", "<!--", "'; quit; '",
      "comma, name",
    ]
    for domain in ["real", "sim"] {
      try write("a/\(domain).npz", isSim: domain == "sim", gap: 1, named: hostile)
    }
    let result = try Command.run(
      ["diagnose", "--real", "a/real.npz", "--sim", "a/sim.npz", "--resamples", "20", "--out", "out"], in: folder)
    #expect(result.status == 0, "\(result.complaints)")
    let page = try String(contentsOfFile: folder.file("out/diagnosis.html"), encoding: .utf8)
    try expectSelfContained(page)
    #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
    #expect(!page.contains("\u{202E}"))
    #expect(table(result.output).count == 2 + hostile.count)
  }

  @Test func everyKeyOfTheDocumentIsDescribed() throws {
    try write("a", gap: 1)
    try write("b", gap: 2)
    let described = try String(
      contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../docs/diagnosis.md"), encoding: .utf8)
    func keys(_ value: Any) -> Set<String> {
      if let list = value as? [Any] { return list.reduce(into: []) { $0.formUnion(keys($1)) } }
      guard let map = value as? [String: Any] else { return [] }
      return map.reduce(into: []) { found, item in
        found.insert(item.key)
        // Its keys are regimes.
        if item.key != "counts" { found.formUnion(keys(item.value)) }
      }
    }
    for arguments in [["--compare", "b"], ["--series", "?"]] {
      let result = try Command.run(base + ["--json"] + arguments, in: folder)
      #expect(result.status == 0, "\(result.complaints)")
      let document = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
      #expect((document as? [String: Any])?["version"] as? Int == 1)
      for key in keys(document) {
        #expect(described.contains("`\(key)`") || described.contains("`\(key)[]`"), "\(key)")
      }
    }
  }

  @Test func checkpointsOnTheSameEpisodesAreComparedInPairs() throws {
    try write("a", gap: 1)
    try write("b", gap: 1.05)
    let result = try Command.run(base + ["--compare", "b", "--out", "out"], in: folder)
    #expect(result.status == 0, "\(result.complaints)")
    #expect(
      result.output.hasPrefix("layer,coordinate,base,other,difference,lower,upper,pairing,regime_base,regime_other\n"))
    let rows = table(result.output)
    #expect(rows.count == 8)
    for row in rows {
      // A probe that never errs has halves that are all alike, and is not paired.
      let isFlawless = row["coordinate"]!.hasSuffix("discernibility") && [row["base"], row["other"]].contains("1")
      #expect(row["pairing"] == (isFlawless ? "unpaired" : "paired"), "\(row)")
    }
    // What was not changed differs by nothing; what was moved apart by a twentieth of a deviation is farther apart.
    for row in rows where row["layer"] == "early" { #expect(row["difference"] == "0", "\(row)") }
    let moved = try #require(rows.first { $0["layer"] == "late" && $0["coordinate"] == "separation" })
    #expect(try #require(Double(moved["lower"]!)) > 0)
    // The intervals of the checkpoints themselves overlap.
    let layers = table(try String(contentsOfFile: folder.file("out/diagnosis.csv"), encoding: .utf8))
    #expect(try #require(Double(layers[1]["separation_upper"]!)) > #require(Double(moved["other"]!)))
    let byFiles = try Command.run(
      base + ["--compare-real", "b/real.npz", "--compare-sim", "b/sim.npz"], in: folder)
    #expect(byFiles.output == result.output)
    try expectSelfContained(String(contentsOfFile: folder.file("out/diagnosis.html"), encoding: .utf8))
  }

  @Test func otherEpisodesAreNotPairedAndItIsSaid() throws {
    try write("a", gap: 1)
    try write("b", gap: 1, episodes: 13)
    try write("c", gap: 1, seed: 2)
    for (other, why) in [("b", "do not correspond"), ("c", "states of 'real' differ")] {
      let result = try Command.run(base + ["--compare", other], in: folder)
      #expect(result.status == 0, "\(result.complaints)")
      #expect(table(result.output).allSatisfy { $0["pairing"] == "unpaired" })
      #expect(result.complaints.contains(why), "\(result.complaints)")
    }
  }

  @Test func aSeriesFollowsTheNumbersInItsNames() throws {
    for (step, gap) in [(0, 6), (200, 3), (1000, 1)] { try write("run/step-\(step)", gap: Float(gap)) }
    let arguments = [
      "diagnose", "--real", "run/step-1000/real.npz", "--sim", "run/step-1000/sim.npz", "--resamples", "20",
      "--layers", "late",
    ]
    let result = try Command.run(arguments + ["--series", "run/*", "--out", "out"], in: folder)
    #expect(result.status == 0, "\(result.complaints)")
    let rows = table(result.output)
    #expect(rows.map { $0["checkpoint"] } == ["step-0", "step-200", "step-1000"])
    #expect(rows.map { $0["step"] } == ["0", "200", "1000"])
    let separations = rows.compactMap { Double($0["separation"]!) }
    #expect(separations == separations.sorted(by: >) && separations.count == 3)
    #expect(try folder.names("out").contains("series.gp"))
    try expectSelfContained(String(contentsOfFile: folder.file("out/diagnosis.html"), encoding: .utf8))
    let byFiles = try Command.run(arguments + ["--series", "run/*/real.npz"], in: folder)
    #expect(byFiles.output == result.output)
  }

  @Test func stepsStandOnTheirOwnAndTheEarliestFlowTimeIsTheDefault() throws {
    for domain in ["real", "sim"] {
      try write("a/\(domain).npz", isSim: domain == "sim", gap: 1, steps: [0, 0.5])
    }
    let first = try Command.run(base, in: folder)
    #expect(first.status == 0, "\(first.complaints)")
    #expect(table(first.output)[0]["n_real"] == "60")
    #expect(first.complaints.contains("of 2 flow times only 0 is looked at"))
    #expect(try Command.run(base + ["--step", "0"], in: folder).output == first.output)
    let all = try Command.run(base + ["--step", "all"], in: folder)
    #expect(table(all.output).map { $0["at"] } == ["step 0", "step 0", "step 0.5", "step 0.5"])
    #expect(table(all.output)[3]["regime"] == "undecided")
    let none = try Command.run(base + ["--step", "3"], in: folder)
    #expect(none.status == 64 && none.complaints.contains("there are steps 0, 0.5"))
  }

  private func refuse(_ arguments: [String], status: Int32, says words: String...) throws {
    let result = try Command.run(["diagnose"] + arguments, in: folder)
    #expect(result.status == status, "\(arguments): \(result.complaints)")
    #expect(result.output.isEmpty)
    for word in words { #expect(result.complaints.contains(word), "\(arguments): \(result.complaints)") }
  }

  @Test func brokenInputHasTheContractsCodes() throws {
    try write("a", gap: 1)
    try write("nan.npz", isSim: true, gap: 1, poison: true)
    let both = ["--real", "a/real.npz", "--sim", "a/sim.npz"]
    try refuse(["--real", "a/real.npz", "--sim", "absent.npz"], status: 66, says: "absent.npz")
    try refuse(["--real", "a/real.npz", "--sim", "nan.npz"], status: 65, says: "'early'", "row 3, column 1")
    try refuse(both + ["--layers", "lat"], status: 64, says: "'lat'", "late")
    try refuse(both + ["--compare", "b"], status: 66, says: "b/real.npz")
    try refuse(both + ["--series", "none/*"], status: 64, says: "nothing matches", "'real.npz'")
    try refuse(both + ["--compare", "b", "--series", "*"], status: 64, says: "give one of")
    try refuse(both + ["--compare-real", "a/real.npz"], status: 64, says: "--compare-sim")
    try refuse(both + ["--resamples", "1"], status: 64, says: "resamples")
    try refuse(both + ["--step", "x"], status: 64, says: "'all'")
    try refuse(both + ["--step", "1"], status: 65, says: "steps")
    try refuse(both + ["--flow-time", "2"], status: 64, says: "flow-time")
    try refuse(
      ["--domain", "a=a/real.npz", "--domain", "b=a/sim.npz", "--domain", "c=a/sim.npz"], status: 64, says: "two")
    try refuse(both + ["--out", "a/real.npz"], status: 73, says: "a/real.npz")
  }

  @Test func oneEpisodeASideIsUndecidedWithTheReason() throws {
    try write("one/real.npz", isSim: false, gap: 1, episodes: 1)
    try write("one/sim.npz", isSim: true, gap: 1, episodes: 1)
    let result = try Command.run(
      ["diagnose", "--real", "one/real.npz", "--sim", "one/sim.npz", "--layers", "late", "--out", "out"], in: folder)
    #expect(result.status == 0, "\(result.complaints)")
    let row = try #require(table(result.output).first)
    #expect(row["regime"] == "undecided" && row["separation"] != "" && row["separation_lower"] == "")
    #expect(row["status"]?.contains("episode") == true)
    try expectSelfContained(String(contentsOfFile: folder.file("out/diagnosis.html"), encoding: .utf8))
  }
}

private final class ElementWatch: NSObject, XMLParserDelegate {
  var elements: Set<String> = []
  var attributes: Set<String> = []

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    elements.insert(name)
    self.attributes.formUnion(attributes.keys)
  }
}
