import Alignment
import Statistics
import Tensors
import Testing

@Suite struct TransportAssignmentTests {
  /// 200 matrices of sizes 1 to 500: uniform, with ties, with duplicated rows and columns, negative, and up to 1e18.
  @Test(arguments: ["uniform", "ties", "duplicates", "negative", "huge"])
  func assignmentCostsWhatScipyFindsAndItsPotentialsProveIt(kind: String) throws {
    let cases = TransportReference.shared.assignments.filter { $0.kind == kind }
    #expect(cases.count == 40)
    for matrix in cases {
      let costs = SeededNumbers.costs(kind, matrix.seed, matrix.n)
      let found = try Assignment(minimizing: costs)
      #expect(found.columnOfRow.sorted() == Array(0..<matrix.n))
      #expect(isClose(found.cost, matrix.cost, 1e-9), "\(kind) \(matrix.n)")
      let scale = costs.elements.reduce(1) { max($0, abs($1)) }
      let violations = found.violations(of: costs)
      #expect(violations.feasibility <= 1e-12 * scale, "\(kind) \(matrix.n)")
      #expect(violations.slackness <= 1e-12 * scale, "\(kind) \(matrix.n)")
      let bound = found.rowPotentials.reduce(0, +) + found.columnPotentials.reduce(0, +)
      #expect(isClose(bound, found.cost, 1e-9), "\(kind) \(matrix.n)")
    }
  }

  @Test func networkSimplexAgreesWithTheAssignmentAndItsPotentialsProveIt() throws {
    for matrix in TransportReference.shared.assignments where matrix.n <= 100 {
      let costs = SeededNumbers.costs(matrix.kind, matrix.seed, matrix.n)
      let plan = try TransportPlan(minimizing: costs)
      #expect(plan.status == .exact)
      #expect(isClose(plan.cost * Double(matrix.n), matrix.cost, 1e-9), "\(matrix.kind) \(matrix.n)")
      let scale = costs.elements.reduce(1) { max($0, abs($1)) }
      for (place, cost) in costs.elements.enumerated() {
        let (i, j) = (place / matrix.n, place % matrix.n)
        #expect(plan.rowPotentials[i] + plan.columnPotentials[j] - cost <= 1e-12 * scale)
      }
    }
  }

  @Test func shiftingRowsAndColumnsShiftsTheCostAndKeepsTheAssignment() throws {
    let costs = SeededNumbers.costs("uniform", 7, 60)
    let rows = try SeededNumbers.samples(8, 60, 1).broadcast(to: [60, 60])
    let columns = try SeededNumbers.samples(9, 1, 60).broadcast(to: [60, 60])
    let plain = try Assignment(minimizing: costs)
    let shifted = try Assignment(minimizing: try costs + rows + columns)
    #expect(shifted.columnOfRow == plain.columnOfRow)
    let added = rows.sum() / 60 + columns.sum() / 60
    #expect(isClose(shifted.cost, plain.cost + added, 1e-12))
  }

  @Test func matricesThatAreNotSquareOrNotFiniteAreRefused() throws {
    #expect(throws: ShapeError.self) { try Assignment(minimizing: .zeros([2, 3])) }
    #expect(throws: SampleError.notFinite(what: "costs", index: 1)) {
      try Assignment(minimizing: Tensor(rows: [[0, .nan], [0, 0]]))
    }
    #expect(try Assignment(minimizing: .zeros([0, 0])).cost == 0)
  }
}
