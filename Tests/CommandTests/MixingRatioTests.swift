import Foundation
import Storage
import Tensors
import TestSupport
import Testing

@Suite struct MixingRatioTests {
  private let folder = TemporaryFolder()

  private func run(_ arguments: String...) throws -> Command.Result {
    try Command.run(["mixing-ratio"] + arguments, in: folder)
  }

  private func refuse(_ arguments: String..., status: Int32 = 64, says words: String...) throws {
    let result = try Command.run(["mixing-ratio"] + arguments, in: folder)
    #expect(result.status == status, "\(arguments): \(result.complaints)")
    #expect(result.output.isEmpty)
    for word in words { #expect(result.complaints.contains(word), "\(arguments): \(result.complaints)") }
  }

  private struct Advice: Decodable {
    struct Section: Decodable {
      struct Number: Decodable {
        let name: String
        let value: Double
        let lower: Double?
        let upper: Double?
        let meaning: String
      }
      let title: String
      let numbers: [Number]
      let notes: [String]
    }
    let version: Int
    let real: Int
    let sim: Int
    let branch: String
    let sections: [Section]

    func value(_ name: String, in section: Int) throws -> Double {
      try #require(sections[section].numbers.first { $0.name == name }).value
    }
  }

  private func advice(_ arguments: String...) throws -> Advice {
    let result = try Command.run(["mixing-ratio"] + arguments + ["--json"], in: folder)
    #expect(result.status == 0, "\(result.complaints)")
    return try JSONText.decode(Advice.self, from: Data(result.output.utf8))
  }

  // MARK: The guideline

  @Test func theStudysOwnSizesHaveItsRange() throws {
    let found = try advice("--real", "50", "--sim", "3000")
    #expect(found.version == 1 && found.real == 50 && found.sim == 3000 && found.branch == "squareRoot")
    #expect(abs(try found.value("natural ratio", in: 0) - 50.0 / 3050) < 1e-12)
    #expect(abs(try found.value("upper end", in: 0) - (50.0 / 3000).squareRoot()) < 1e-12)
    #expect(
      abs(try found.value("crossing ratio", in: 0) - 50.0.squareRoot() / (50.0.squareRoot() + 3000.0.squareRoot()))
        < 1e-12)
    // Read at both ends of the range.
    #expect(found.sections.count == 3)
    #expect(abs(try found.value("effective sample size", in: 1) - 3050) < 1e-9)
    #expect(abs(try found.value("scaling factor", in: 1) - 0.5) < 1e-12)
    #expect(found.sections.flatMap(\.numbers).allSatisfy { !$0.meaning.isEmpty && !$0.meaning.contains("\n") })
  }

  @Test func textSaysEachNumberWithItsMeaning() throws {
    let result = try run("--real", "50", "--sim", "3000", "--ratio", "0.1")
    #expect(result.status == 0 && result.complaints.isEmpty)
    #expect(result.output.hasPrefix("50 real and 3000 simulated demonstrations, M/N = 60\n"))
    for words in [
      "natural ratio", "0.01639", "upper end", "0.1291", "more than five simulated", "crossing ratio", "0.1143",
      "at w = 0.1", "sampling probability", "effective sample size", "inside the guideline's range",
    ] {
      #expect(result.output.contains(words), "\(words)")
    }
  }

  @Test func theOtherBranchHasACapThatCanBeTakenOff() throws {
    let capped = try advice("--real", "50", "--sim", "100")
    #expect(capped.branch == "scalingFactor")
    #expect(try capped.value("upper end", in: 0) == 0.5)
    #expect(capped.sections[0].notes.contains { $0.contains("0.6667") && $0.contains("--cap none") })
    let free = try advice("--real", "50", "--sim", "100", "--cap", "none")
    #expect(abs(try free.value("upper end", in: 0) - 2.0 / 3) < 1e-12)
    // It solves g(w) = q.
    #expect(abs(try free.value("scaling factor", in: 2) - 0.8) < 1e-12)
    let low = try advice("--real", "50", "--sim", "100", "--quality", ".4")
    #expect(abs(try low.value("upper end", in: 0) - 1.0 / 3) < 1e-12)
    #expect(low.sections[0].notes.contains { $0.contains("q below ½") })
  }

  @Test func moreRealThanSimulatedIsSaidNotToBeCovered() throws {
    for (real, sim) in [("300", "50"), ("50", "50")] {
      let found = try advice("--real", real, "--sim", sim)
      #expect(found.branch == "notCovered" && found.sections.count == 2)
      #expect(found.sections[0].notes.contains { $0.contains("M > N") })
      #expect(try found.value("natural ratio", in: 0) == Double(real)! / (Double(real)! + Double(sim)!))
    }
  }

  // MARK: One ratio

  @Test func passesAreSamplesOverDemonstrations() throws {
    let found = try advice("--real", "50", "--sim", "200", "--ratio", ".3", "--steps", "1000", "--batch", "100")
    #expect(abs(try found.value("passes over real", in: 1) - 600) < 1e-9)
    #expect(abs(try found.value("passes over simulated", in: 1) - 350) < 1e-9)
    #expect(abs(try found.value("real per simulated", in: 1) - 600.0 / 350) < 1e-12)
    #expect(abs(try found.value("effective sample size", in: 1) - 1 / (0.09 / 50 + 0.49 / 200)) < 1e-9)
  }

  @Test func oneDomainAloneIsItsOwnEffectiveSampleSize() throws {
    let simulated = try advice("--real", "50", "--sim", "200", "--ratio", "0")
    #expect(abs(try simulated.value("effective sample size", in: 1) - 200) < 1e-9)
    #expect(try simulated.value("scaling factor", in: 1) == 0)
    #expect(simulated.sections[1].notes.contains { $0.contains("below") })
    let real = try advice("--real", "50", "--sim", "200", "--ratio", "1")
    #expect(abs(try real.value("effective sample size", in: 1) - 50) < 1e-9)
    #expect(try real.value("real per simulated", in: 1) == .infinity)
  }

  @Test func numbersOutOfRangeAreUsageErrors() throws {
    try refuse("--real", "0", "--sim", "10", says: "--real 0")
    try refuse("--real", "-5", "--sim", "10", says: "--real -5")
    try refuse("--real", "5", "--sim", "0", says: "--sim 0")
    try refuse("--real", "1.5", "--sim", "10", says: "1.5")
    try refuse("--real", "5", says: "--sim")
    for ratio in ["-0.1", "1.1", "nan", "inf"] {
      try refuse("--real", "5", "--sim", "10", "--ratio", ratio, says: "--ratio", "0 to 1")
    }
    for quality in ["0", "1", "nan", "-2"] {
      try refuse("--real", "5", "--sim", "10", "--quality", quality, says: "--quality")
    }
    try refuse("--real", "5", "--sim", "10", "--cap", "0", says: "--cap 0")
    try refuse("--real", "5", "--sim", "10", "--cap", "some", says: "--cap some")
    try refuse("--real", "5", "--sim", "10", "--steps", "100", says: "--batch")
    try refuse("--real", "5", "--sim", "10", "--batch", "100", says: "--steps")
    try refuse("--real", "5", "--sim", "10", "--steps", "0", "--batch", "1", says: "--steps 0")
  }

  // MARK: The gap of actions

  /// Eight episodes of ten rows: action = 3 × state + shift + noise.
  private func write(
    _ name: String, seed: UInt64, shift: Float = 0, width: Int = 1, unit: Float = 1, poison: Bool = false
  ) throws {
    var stream = RandomStream(seed: seed, purpose: "mixing-ratio tests")
    let states = Tensor<Float>.normal([80, width], from: &stream)
    var actions = try states * 3 + Tensor<Float>.normal([80, width], from: &stream) * 0.5 + shift
    actions = actions * unit
    if poison { actions[7, 0] = .nan }
    var contents = NpzContents()
    contents.add("actions", actions)
    contents.add("states", states)
    contents.add("episodes", (0..<80).map { $0 / 10 })
    try contents.write(to: folder.file(name))
  }

  @Test func aPlantedGapIsMeasuredAndShiftsTheRangeUp() throws {
    try write("real.npz", seed: 1)
    try write("sim.npz", seed: 2, shift: 8)
    let found = try advice(
      "--real", "50", "--sim", "3000", "--actions-real", "real.npz:actions", "--actions-sim", "sim.npz:actions")
    #expect(
      found.sections.map(\.title).suffix(2) == [
        "the gap of the actions", "the range shifted for the gap: a heuristic of this project",
      ])
    #expect(found.sections[3].notes.contains { $0.contains("at matching states") })
    let excess = try #require(found.sections[3].numbers.first { $0.name == "excess" })
    let lowest = try #require(excess.lower)
    #expect(lowest > 0)
    let distance = try #require(found.sections[3].numbers.first { $0.name == "normalized distance" })
    let nearest = try #require(distance.lower)
    #expect(nearest > 2)
    #expect(try found.value("overlap", in: 3) < 0.6)
    for (name, end) in [("shifted lower end", "natural ratio"), ("shifted upper end", "upper end")] {
      let shifted = try #require(found.sections[4].numbers.first { $0.name == name })
      #expect(try shifted.value > found.value(end, in: 0))
      let (lower, upper) = (try #require(shifted.lower), try #require(shifted.upper))
      #expect(lower <= shifted.value && shifted.value <= upper)
    }
    #expect(found.sections[4].notes.contains { $0.contains("validated nowhere else") })
    #expect(!found.sections[4].notes.contains { $0.contains("no gap") })
  }

  @Test func theUnitOfTheActionsDoesNotMatter() throws {
    var found: [[Double]] = []
    for unit in [Float(1), 1024] {
      try write("real.npz", seed: 1, unit: unit)
      try write("sim.npz", seed: 2, shift: 4, unit: unit)
      let advice = try advice(
        "--real", "50", "--sim", "3000", "--actions-real", "real.npz:actions", "--actions-sim", "sim.npz:actions")
      found.append(advice.sections[3].numbers.map(\.value))
    }
    #expect(found[0].count == 6)
    for (one, other) in zip(found[0], found[1]) { #expect(abs(one - other) < 1e-9) }
  }

  @Test func equalDomainsHaveNoExcess() throws {
    try write("real.npz", seed: 1)
    try write("sim.npz", seed: 2)
    let found = try advice(
      "--real", "50", "--sim", "3000", "--actions-real", "real.npz", "--actions-sim", "sim.npz", "--estimator",
      "gaussian")
    let excess = try #require(found.sections[3].numbers.first { $0.name == "excess" })
    let (lower, upper) = (try #require(excess.lower), try #require(excess.upper))
    #expect(lower < 0 && 0 < upper)
    #expect(try found.value("overlap", in: 3) > 0.9)
    #expect(try abs(found.value("overlap of halves", in: 3) - found.value("overlap", in: 3)) < 0.1)
    #expect(found.sections[4].notes.contains { $0.contains("nothing in them calls for a shift") })
    #expect(try found.value("shifted upper end", in: 4) < 1.05 * found.value("upper end", in: 0))
  }

  @Test func actionsWithoutStatesArePairedAtRandomAndThatIsSaid() throws {
    for (name, shift) in [("real.npy", Float(0)), ("sim.npy", 1)] {
      var stream = RandomStream(seed: 3, purpose: name)
      let actions = Tensor<Float>.normal([60, 6], from: &stream) + shift
      var contents = NpzContents()
      contents.add("a", actions)
      try contents.write(to: folder.file(name.replacingOccurrences(of: "npy", with: "npz")))
    }
    let result = try run("--real", "5", "--sim", "60", "--actions-real", "real.npz:a", "--actions-sim", "sim.npz:a")
    #expect(result.status == 0, "\(result.complaints)")
    #expect(result.complaints.contains("no episodes"))
    #expect(result.output.contains("paired at random") && result.output.contains("(gaussian)"))
  }

  @Test func actionsThatCannotBeComparedHaveTheContractsErrors() throws {
    try write("real.npz", seed: 1)
    try write("wide.npz", seed: 2, width: 2)
    try write("nan.npz", seed: 2, poison: true)
    let sizes = ["--real", "5", "--sim", "60", "--actions-real", "real.npz:actions"]
    func refuse(_ arguments: String..., status: Int32, says words: String...) throws {
      let result = try Command.run(["mixing-ratio"] + sizes + arguments, in: folder)
      #expect(result.status == status && result.output.isEmpty, "\(arguments): \(result.complaints)")
      for word in words { #expect(result.complaints.contains(word), "\(arguments): \(result.complaints)") }
    }
    try refuse("--actions-sim", "wide.npz:actions", status: 65, says: "wide.npz", "2 numbers", "1")
    try refuse("--actions-sim", "nan.npz:actions", status: 65, says: "nan.npz", "row 7, column 0")
    try refuse("--actions-sim", "nowhere.npz:actions", status: 66, says: "nowhere.npz")
    try refuse("--actions-sim", "wide.npz:deeds", status: 64, says: "deeds")
    try refuse(status: 64, says: "--actions-sim")
    try refuse(
      "--actions-sim", "real.npz:actions", "--states-real", "real.npz:states", status: 64, says: "--states-sim")
    try refuse("--actions-sim", "real.npz:actions", "--estimator", "guess", status: 64, says: "guess", "neighbours:K")
    try self.refuse("--real", "5", "--sim", "60", "--estimator", "gaussian", says: "--actions-real")
    var contents = NpzContents()
    contents.add("a", Tensor<Float>.zeros([20, 2]))
    contents.add("b", Tensor<Float>.zeros([20, 2]))
    try contents.write(to: folder.file("two.npz"))
    try refuse("--actions-sim", "two.npz", status: 64, says: "two.npz:a")
  }
}
