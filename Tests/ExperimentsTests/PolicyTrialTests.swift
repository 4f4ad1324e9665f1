import Experiments
import Foundation
import TestSupport
import Testing

/// The figure that trains a policy for each expert in each domain, at its smallest.
@Suite struct PolicyTrialTests {
  let folder = TemporaryFolder()

  private func run(jobs: Int = 1, set overrides: [String] = []) throws {
    let small = ["training.demonstrations=4", "training.steps=10", "training.form.width=8", "starts=2"]
    var reproduction = Reproduction(
      preset: .smoke, seed: 0, out: folder.file("runs\(jobs)"), jobs: jobs, resume: false,
      overrides: try (small + overrides).map(ConfigurationValue.Override.init(parsing:)))
    reproduction.interruption = Interruption()
    reproduction.progressStyle = .silent
    _ = try reproduction.run(FigureRegistry.all.figure("policy-trial"))
  }

  private func rows(_ file: String, jobs: Int = 1) throws -> [[String]] {
    try String(contentsOfFile: folder.file("runs\(jobs)/policy-trial-smoke-0/\(file)"), encoding: .utf8)
      .split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
  }

  @Test func everyExpertInEveryDomainHasThreeRatesAndALearnability() throws {
    try run()
    let table = try rows("figure.csv")
    #expect(table[0].joined(separator: ",") == "expert,domain,seed,outcome,successes,trials,rate,lower,upper")
    #expect(table.count == 1 + 4 * 3)
    for row in table.dropFirst() {
      let numbers = row[4...].compactMap(Double.init)
      #expect(numbers.count == 5 && numbers[1] == 2 && numbers[2] == numbers[0] / 2)
      #expect(numbers[3] <= numbers[2] && numbers[2] <= numbers[4])
    }
    // What returned was reached, and what was held too.
    for cell in stride(from: 1, to: 13, by: 3) {
      let successes = (0..<3).map { Int(table[cell + $0][4])! }
      #expect(table[cell][3] == "reached" && table[cell + 1][3] == "held" && table[cell + 2][3] == "returned")
      #expect(successes[1] <= successes[0] && successes[2] <= successes[0])
    }
    let residuals = try rows("figure-fit.csv").filter { $0[3] == "residual" }
    let cells = ["planner source", "planner target", "human source", "human target"]
    #expect(residuals.map { "\($0[0]) \($0[1])" } == cells)
    for row in residuals { #expect(try #require(Double(row[4])) > 0) }
  }

  @Test func theRatesDoNotDependOnTheNumberOfJobs() throws {
    try run(jobs: 1)
    try run(jobs: 3)
    #expect(try rows("figure.csv", jobs: 1) == rows("figure.csv", jobs: 3))
    #expect(try rows("figure-fit.csv", jobs: 1) == rows("figure-fit.csv", jobs: 3))
  }

  @Test(arguments: ["experts=[robot]", "domains=[sim]", "starts=0", "training.demonstrations=1", "seeds=[-1]"])
  func whatCannotBeTriedIsRefused(_ override: String) throws {
    #expect(throws: UsageError.self) { try run(set: [override]) }
  }
}
