import Foundation
import Storage
import TestSupport
import Testing

/// The recordings of `Examples/pytorch-policy`, made by `Tools/record_activations.py` and read here without Python.
///
/// What is asserted follows from how the policies were made: an input tells the domains apart by a fixed offset; one
/// policy was co-trained so that simulated demonstrations carry over, the other never saw simulation.
@Suite struct RecordedPolicyTests {
  private static let recorded = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Examples/pytorch-policy/recorded").path

  /// Folders with a real.safetensors and a sim.safetensors: the co-trained policy, the one of real demonstrations alone,
  /// and the co-trained one on its way.
  private static let checkpoints = ["", "/real-only", "/step-0000", "/step-0100", "/step-0600", "/step-3000"]

  private let folder = TemporaryFolder()

  private func align(_ checkpoint: String) throws -> [[String: String]] {
    let place = Self.recorded + checkpoint
    let result = try Command.run(
      [
        "align", "--real", "\(place)/real.safetensors", "--sim", "\(place)/sim.safetensors", "--measure", "energy",
        "--resamples", "50", "--permutations", "199",
      ], in: folder)
    #expect(result.status == 0, "\(result.complaints)")
    #expect(!result.complaints.contains("left out"))
    let lines = result.output.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
  }

  private func number(_ column: String, of row: [String: String]) throws -> Double {
    let value = try #require(row[column].flatMap(Double.init), "\(column) in \(row)")
    #expect(value.isFinite)
    return value
  }

  @Test(arguments: checkpoints)
  func layersComeInTheOrderOfDepthWithTheirEpisodes(checkpoint: String) throws {
    let rows = try align(checkpoint)
    #expect(rows.map { $0["layer"] } == ["encoder", "trunk.0", "trunk.1"])
    for row in rows {
      let count = checkpoint.hasPrefix("/step") ? "360" : "1080"
      #expect(row["n_real"] == count && row["n_sim"] == count)
      #expect(row["episodes_real"] == "30" && row["episodes_sim"] == "30")
      let (lower, value) = (try number("lower", of: row), try number("value", of: row))
      #expect(try lower <= value && value <= number("upper", of: row))
    }
  }

  /// Every input differs between the domains by an offset as large as the range of its other coordinates, which a layer
  /// right behind it shows whatever it was trained for.
  @Test(arguments: checkpoints)
  func theEncoderSeesALargerGapThanHalvesOfADomainHave(checkpoint: String) throws {
    let encoder = try #require(align(checkpoint).first)
    let floors = [try number("floor_real", of: encoder), try number("floor_sim", of: encoder)]
    #expect(try number("lower", of: encoder) > 2 * floors.max()!)
    #expect(try number("p_adjusted", of: encoder) <= 0.01)
  }

  @Test func coTrainingBroughtTheTrunkCloseAndTrainingOnRealAloneDidNot() throws {
    let cotrained = try align("")
    let gaps = try cotrained.map { try number("normalized", of: $0) }
    #expect(gaps == gaps.sorted(by: >), "the gap shrinks with depth")
    let realOnly = try align("/real-only")
    #expect(try number("upper", of: cotrained[2]) < number("lower", of: realOnly[2]))
    #expect(try number("p_adjusted", of: realOnly[2]) <= 0.01)
  }

  @Test func rowsOfTwoCheckpointsArePairs() throws {
    for domain in ["real", "sim"] {
      let files = try ["", "/real-only"].map {
        try SafetensorsFile("\(Self.recorded)\($0)/\(domain).safetensors")
      }
      #expect(files.map { $0.metadata["domain"] } == [domain, domain])
      for name in ["episodes", "steps", "states", "actions"] {
        let arrays = try files.map { try $0.tensor(name, as: Double.self).elements }
        #expect(arrays[0] == arrays[1], "\(name)")
      }
      let steps = try files[0].tensor("steps", as: Double.self).elements
      #expect(Set(steps) == [0, 0.5, 0.75])
    }
    let result = try Command.run(
      [
        "align", "--domain", "cotrained=\(Self.recorded)/real.safetensors", "--domain",
        "alone=\(Self.recorded)/real-only/real.safetensors", "--pair", "rows", "--measure", "cka", "--permutations",
        "0",
      ], in: folder)
    #expect(result.status == 0, "\(result.complaints)")
    #expect(result.output.split(separator: "\n").count == 4)
  }
}
