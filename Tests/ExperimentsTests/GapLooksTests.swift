import Experiments
import Foundation
import Storage
import TestSupport
import Testing

/// The contact sheet of the domain gaps.
@Suite struct GapLooksTests {
  let folder = TemporaryFolder()
  var path: String { folder.file("runs/gap-looks-smoke-0") }

  private func run() throws {
    var reproduction = Reproduction(
      preset: .smoke, seed: 0, out: folder.file("runs"), jobs: 1, resume: false,
      overrides: try ["states=3", "side=48", "comparedSide=24"].map(ConfigurationValue.Override.init(parsing:)))
    reproduction.interruption = Interruption()
    reproduction.progressStyle = .silent
    let figure = try FigureRegistry.all.figure("gap-looks")
    _ = try reproduction.run(figure)
  }

  private func verify() throws -> Verification.Outcome {
    var verification = Verification(path: path, jobs: 1)
    verification.interruption = Interruption()
    verification.progressStyle = .silent
    return try verification.run()
  }

  @Test func everyLevelHasAPictureAndItsDistanceToTheSource() throws {
    try run()
    let lines = try String(contentsOfFile: path + "/figure.csv", encoding: .utf8).split(separator: "\n")
    #expect(lines[0] == "domain,level,kind,quantity,value,unit")
    let rows = lines.dropFirst().map { $0.split(separator: ",").map(String.init) }
    func value(_ domain: String, _ level: Int, _ quantity: String) throws -> Double {
      let row = try #require(rows.first { $0[0] == domain && $0[1] == "\(level)" && $0[3] == quantity })
      return try #require(Double(row[4]))
    }
    let visual = ["colour-shift", "colour-randomisation", "camera-pose", "target-pose"]
    for family in visual {
      let differences = try (1...4).map { try value(family, $0, "difference_to_source") }
      #expect(differences[0] == 0)
      for (less, more) in zip(differences, differences.dropFirst()) { #expect(less < more) }
    }
    for level in 1...4 { #expect(try value("centre-of-mass", level, "changed_share") == 0) }
    #expect(try value("object", 2, "difference_to_source") > 0)
    #expect(try value("no-visual-gap", 1, "difference_to_target") == 0)
    #expect(try value("no-gap", 1, "difference_to_target") == 0)
    #expect(try value("no-physics-gap", 1, "difference_to_source") == 0)
    // The parameters that make a level are the study's.
    #expect(try (1...4).map { try value("colour-randomisation", $0, "colour_radius") } == [0.025, 0.1, 0.5, 2])
    #expect(try abs(value("camera-pose", 4, "picture_rotation") + 45) < 1e-9)
    #expect(try abs(value("centre-of-mass", 4, "centre_of_gravity_shift") + 0.06) < 1e-12)
    #expect(try abs(value("target-pose", 2, "goal_shift") - 0.025) < 1e-12)
    #expect(try value("object", 2, "shapes") == 5)
    #expect(try abs(value("calibration", 2, "calibration_shift") - 0.006) < 1e-12)
    // How far keypoints are seen from where they are, in pixels of the sheet.
    let markers = try String(contentsOfFile: path + "/figure-markers.csv", encoding: .utf8).split(separator: "\n")
      .map { $0.split(separator: ",").map(String.init) }
    let errors = (0...3).map { level in
      func places(_ mark: String) -> [[Double]] {
        markers.filter { $0[0] == "calibration" && $0[1] == "\(level)" && $0[2] == mark }
          .map { $0[3...].compactMap(Double.init) }
      }
      return zip(places("keypoint"), places("keypoint seen")).map { hypot($0[0] - $1[0], $0[1] - $1[1]) }.reduce(0, +)
    }
    #expect(errors[0] == 0)
    for (less, more) in zip(errors, errors.dropFirst()) { #expect(less < more) }
    #expect(try folder.names("runs/gap-looks-smoke-0/pictures").count == 31)
  }

  @Test func verificationComparesThePictures() throws {
    try run()
    guard case .equal(_, let files) = try verify() else {
      Issue.record("a run that nobody touched differs")
      return
    }
    #expect(files.contains("figure.csv") && files.contains("31 pictures"))
    let picture = path + "/pictures/camera-pose-4.png"
    let other = try Data(contentsOf: URL(fileURLWithPath: path + "/pictures/camera-pose-3.png"))
    for (bytes, words) in [(other, "another picture"), (Data("no".utf8), "no PNG file")] {
      try AtomicFileWriter().write(bytes, to: picture)
      guard case .different(let what) = try verify() else {
        Issue.record("\(words) was not found")
        continue
      }
      #expect(what.contains("camera-pose-4.png") && what.contains(words))
    }
    try FileManager.default.removeItem(atPath: picture)
    guard case .different(let what) = try verify() else {
      Issue.record("a missing picture was not found")
      return
    }
    #expect(what.contains("missing"))
  }
}
