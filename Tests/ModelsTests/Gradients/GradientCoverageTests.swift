import Foundation
import Testing

struct GradientCoverageTests {
  /// Operations whose gradient is not the derivative of their value, with tests of their own.
  private static let checkedElsewhere: Set = ["scalingGradient", "detached"]

  @Test func everyDifferentiableOperationOfTheTapeIsChecked() throws {
    let tape = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../Sources/Models/Tape").standardizedFileURL
    let files = try FileManager.default.contentsOfDirectory(at: tape, includingPropertiesForKeys: nil)
      .filter { $0.lastPathComponent.hasPrefix("Variable+") }
    #expect(files.count >= 5)
    var operations: Set<String> = []
    for file in files {
      let text = try String(contentsOf: file, encoding: .utf8)
      for match in text.matches(of: /public (?:static |prefix )*func ([^\s(]+)/) { operations.insert(String(match.1)) }
    }
    let cases =
      ElementwiseGradientTests.cases + LinearGradientTests.cases + ShapeGradientTests.cases
      + ReductionGradientTests.cases + LossGradientTests.cases
    let checked = Set(cases.map(\.operation)).union(Self.checkedElsewhere)
    #expect(operations.subtracting(checked) == [], "operations without a gradient check")
    #expect(Set(cases.map(\.operation)).subtracting(operations) == [], "checks of what is no operation")
    #expect(Set(cases.map(\.testDescription)).count == cases.count, "two cases have one name")
  }
}
