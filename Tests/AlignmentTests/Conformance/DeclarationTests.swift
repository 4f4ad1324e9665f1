import Alignment
import Testing

@Suite struct DeclarationTests {
  private let declarations = MeasureRegistry.declarations

  @Test func namesAreLowerCaseHyphenedAndUnique() {
    for declaration in declarations {
      #expect(declaration.name.wholeMatch(of: /[a-z][a-z0-9]*(-[a-z0-9]+)*/) != nil, "\(declaration.name)")
    }
    #expect(Set(declarations.map(\.name)).count == declarations.count)
    #expect(Set(declarations.map(\.title)).count == declarations.count)
  }

  @Test func everyDeclarationSaysItsBiasCostAndSource() {
    for declaration in declarations {
      #expect(!declaration.title.isEmpty && !declaration.bias.isEmpty, "\(declaration.name)")
      #expect(declaration.cost.hasPrefix("O("), "\(declaration.name)")
      #expect(declaration.source.contains(/\d{4}/), "\(declaration.name) names no year")
      #expect(declaration.rowLimit.map { $0 >= 100 } ?? true)
    }
  }

  @Test func pairingIsThatOfTheListItStandsIn() {
    #expect(MeasureRegistry.unpaired.allSatisfy { $0.declaration.pairing == .unpaired })
    #expect(MeasureRegistry.paired.allSatisfy { $0.declaration.pairing == .paired })
  }

  @Test func costsGrowWithTheRows() {
    for measure in MeasureRegistry.unpaired {
      #expect(measure.evaluationCost(2000, 1000) > measure.evaluationCost(200, 100))
      #expect(measure.evaluationCost(10, 10) > 0)
    }
    for measure in MeasureRegistry.paired {
      #expect(measure.evaluationCost(2000, 8, 8) > measure.evaluationCost(200, 8, 8))
    }
  }
}
