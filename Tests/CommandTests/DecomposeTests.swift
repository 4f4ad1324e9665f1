import Foundation
import TestSupport
import Testing

@Suite struct DecomposeTests {
  private let folder = TemporaryFolder()

  private func write(_ name: String, _ lines: [String]) throws {
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: folder.file(name)))
  }

  /// loss = exp(2·i + j + s·noise) over a 3 × 3 grid and three seeds: shares 4 : 1 of the logarithm where s is 0.
  private func rows(noise: Double = 0) -> [String] {
    var rows = ["alignment,w,seed,loss,success,distance"]
    for seed in 0..<3 {
      for i in 0..<3 {
        for j in 0..<3 {
          let jitter = noise * Double((seed * 7 + i * 5 + j * 3) % 11 - 5)
          let log = Double(2 * i + j) + jitter
          rows.append("\(i),0.\(j),\(seed),\(exp(log)),\(log / 10),\(Double(i) + jitter / 10)")
        }
      }
    }
    return rows
  }

  private func decompose(_ arguments: String...) throws -> Command.Result {
    try Command.run(["reweight", "decompose"] + arguments, in: folder)
  }

  private func refuse(_ arguments: String..., status: Int32, says words: String...) throws {
    let result = try Command.run(["reweight", "decompose"] + arguments, in: folder)
    #expect(result.status == status, "\(arguments): \(result.complaints)")
    #expect(result.output.isEmpty)
    for word in words { #expect(result.complaints.contains(word), "\(arguments): \(result.complaints)") }
  }

  private func table(_ text: String) -> [[String: String]] {
    let lines = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return lines.dropFirst().map { Dictionary(zip(lines[0], $0), uniquingKeysWith: { first, _ in first }) }
  }

  @Test func plantedSharesAreFoundByBothMethods() throws {
    try write("results.csv", rows())
    let result = try decompose("results.csv", "--factors", "alignment,w", "--value", "loss", "--transform", "log")
    #expect(result.status == 0, "\(result.complaints)")
    #expect(
      result.output.hasPrefix(
        "method,transform,term,share,lower,upper,df,omega_squared,p,rows,groups,interval,status\n"))
    let rows = table(result.output)
    #expect(
      rows.map { $0["term"] } == ["alignment", "w", "alignment × w", "residual"] + [
        "alignment", "w", "alignment × w", "residual",
      ])
    for (row, expected) in zip(rows, [0.8, 0.2, 0, 0, 0.8, 0.2, 0, 0]) {
      let share = try #require(Double(row["share"]!))
      #expect(abs(share - expected) < 1e-9)
      #expect(row["groups"] == "3" && row["rows"] == "27" && row["status"] == "ok")
    }
  }

  @Test func intervalsDrawSeedsAndDependOnTheSeedAlone() throws {
    try write("results.csv", rows(noise: 0.3))
    func output(_ extra: String...) throws -> String {
      let result = try Command.run(
        ["reweight", "decompose", "results.csv", "--factors", "alignment,w", "--value", "success"] + extra, in: folder)
      #expect(result.status == 0, "\(result.complaints)")
      return result.output
    }
    let first = try output("--resamples", "50")
    #expect(try output("--resamples", "50") == first)
    #expect(try output("--resamples", "50", "--seed", "1") != first)
    for row in table(first) {
      let (lower, upper) = (try #require(Double(row["lower"]!)), try #require(Double(row["upper"]!)))
      let share = try #require(Double(row["share"]!))
      #expect(lower < share && share < upper && row["interval"] == "t of bootstrap deviation")
    }
    #expect(table(try output("--resamples", "0")).allSatisfy { $0["lower"] == "" && $0["groups"] == "" })
  }

  @Test func averagedCellsLeaveNoResidual() throws {
    try write("results.csv", rows(noise: 0.3))
    let result = try decompose(
      "results.csv", "--factors", "alignment,w", "--value", "success", "--average", "--method", "anova")
    #expect(table(result.output).map { $0["term"] } == ["alignment", "w", "alignment × w"])
  }

  @Test func aMeasuredQuantityGetsOneSlope() throws {
    try write("results.csv", rows(noise: 0.3))
    try refuse(
      "results.csv", "--factors", "loss,w", "--value", "success", "--where", "seed=0", status: 64,
      says: "another value in every row", "--continuous")
    let result = try decompose("results.csv", "--factors", "w", "--continuous", "distance", "--value", "success")
    #expect(result.status == 0, "\(result.complaints)")
    let rows = table(result.output)
    #expect(rows[0]["method"] == "anova" && rows[0]["share"] == "" && rows[0]["status"]!.contains("continuous"))
    #expect(rows.dropFirst().map { $0["method"] } == ["shapley", "shapley", "shapley", "shapley"])
    #expect(rows.dropFirst().allSatisfy { $0["status"] == "ok" && $0["lower"] != "" })
  }

  @Test func unbalancedTablesHaveShapleySharesAndAnErrorNamesTheCell() throws {
    try write("results.csv", Array(rows(noise: 0.3).dropLast(1)))
    let result = try decompose("results.csv", "--factors", "alignment,w", "--value", "success", "--resamples", "20")
    #expect(result.status == 0 && result.complaints.contains("alignment = 2, w = 0.2 has 2 rows, others have 3"))
    let shares = table(result.output).filter { $0["method"] == "shapley" }.map { Double($0["share"]!)! }
    #expect(shares.count == 4 && abs(shares.reduce(0, +) - 1) < 1e-9)
    try refuse(
      "results.csv", "--factors", "alignment,w", "--value", "success", "--method", "anova", status: 65,
      says: "alignment = 2, w = 0.2 has 2 rows", "shapley")
  }

  @Test func withoutSeedsAGridHasSharesAndNoIntervals() throws {
    try write("results.csv", rows().filter { $0.contains("seed") || $0.split(separator: ",")[2] == "0" })
    let one = ["results.csv", "--factors", "alignment,w", "--value", "success"]
    try refuse(one[0], one[1], one[2], one[3], one[4], status: 65, says: "'seed' has one value", "--resamples 0")
    // A column that is empty throughout is no column: published tables have it so.
    try write(
      "results.csv",
      rows().filter { $0.contains("seed") || $0.split(separator: ",")[2] == "0" }.map { line in
        var cells = line.split(separator: ",").map(String.init)
        if cells[0] != "alignment" { cells[2] = "" }
        return cells.joined(separator: ",")
      })
    let result = try Command.run(["reweight", "decompose"] + one, in: folder)
    #expect(result.status == 0, "\(result.complaints)")
    #expect(table(result.output).allSatisfy { $0["lower"] == "" && $0["status"] == "ok" })
  }

  @Test func jsonHasTheSameNumbersAndWhatWasAsked() throws {
    try write("results.csv", rows(noise: 0.3))
    let arguments = [
      "reweight", "decompose", "results.csv", "--factors", "alignment,w", "--value", "success", "--resamples", "20",
    ]
    let csv = table(try Command.run(arguments, in: folder).output)
    let result = try Command.run(arguments + ["--json", "--where", "seed<9"], in: folder)
    let json = try #require(JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    #expect(json["version"] as? Int == 1 && json["conditions"] as? [String] == ["seed<9"])
    let parts = try #require(json["parts"] as? [[String: Any]])
    let terms = parts.flatMap { $0["terms"] as! [[String: Any]] }
    for (term, row) in zip(terms, csv) {
      #expect(term["term"] as? String == row["term"])
      #expect(abs((term["share"] as! Double) - Double(row["share"]!)!) < 1e-12)
    }
  }

  @Test func conditionsChooseRows() throws {
    try write("results.csv", rows(noise: 0.3))
    for (condition, count) in [("seed=1", 9), ("seed=1.0", 9), ("seed!=1", 18), ("seed<2", 18), ("seed>1", 9)] {
      let result = try decompose(
        "results.csv", "--factors", "alignment,w", "--value", "success", "--resamples", "0", "--where", condition)
      #expect(table(result.output).allSatisfy { $0["rows"] == "\(count)" }, "\(condition): \(result.complaints)")
    }
    try refuse(
      "results.csv", "--factors", "w", "--value", "loss", "--where", "seed=9", status: 64, says: "no row")
    try refuse("results.csv", "--factors", "w", "--value", "loss", "--where", "seed", status: 64, says: "COLUMN=VALUE")
    try refuse("results.csv", "--factors", "w", "--value", "loss", "--where", "seed<x", status: 64, says: "'x'")
  }

  @Test func wrongColumnsAndOptionsAreUsageErrors() throws {
    try write("results.csv", rows())
    try refuse("results.csv", "--factors", "alignmant,w", "--value", "loss", status: 64, says: "nearest is 'alignment'")
    try refuse("results.csv", "--factors", "w", "--value", "los", status: 64, says: "nearest is 'loss'")
    try refuse("results.csv", "--factors", "w", "--value", "loss", "--where", "sed=1", status: 64, says: "'seed'")
    try refuse("results.csv", "--value", "loss", status: 64, says: "--factors")
    try refuse("results.csv", "--factors", "w,", "--value", "loss", status: 64, says: "separated by commas")
    try refuse("results.csv", "--factors", "w,w", "--value", "loss", status: 64, says: "'w' is given twice")
    try refuse(
      "results.csv", "--factors", "w", "--value", "loss", "--transform", "ln", status: 64, says: "ln", "clip:X")
    try refuse("results.csv", "--factors", "w", "--value", "loss", "--resamples", "-1", status: 64, says: "resamples")
    try refuse("results.csv", "--factors", "w", "--value", "loss", "--method", "guess", status: 64, says: "guess")
  }

  @Test func badTablesHaveTheirOwnCode() throws {
    try refuse("nowhere.csv", "--factors", "w", "--value", "loss", status: 66, says: "nowhere.csv")
    try refuse(".", "--factors", "w", "--value", "loss", status: 65, says: "folder")
    try write("empty.csv", [""])
    try refuse("empty.csv", "--factors", "w", "--value", "loss", status: 65, says: "it is empty")
    try write("header.csv", ["w,loss"])
    try refuse("header.csv", "--factors", "w", "--value", "loss", status: 65, says: "rows of results: 0")
    try write("gap.csv", ["w,loss", "1,2", "2,", "1,4", "2,5"])
    try refuse("gap.csv", "--factors", "w", "--value", "loss", status: 65, says: "row 2, column 'loss'", "empty")
    try write("word.csv", ["w,loss", "1,2", "2,much", "1,4"])
    try refuse("word.csv", "--factors", "w", "--value", "loss", status: 65, says: "row 2", "'much'", "finite number")
    try write("nan.csv", ["w,loss", "1,2", "2,nan", "1,4"])
    try refuse("nan.csv", "--factors", "w", "--value", "loss", status: 65, says: "row 2", "'nan'")
    try write("wide.csv", ["w,loss", "1,2", "2,3,4", "1,4"])
    try refuse("wide.csv", "--factors", "w", "--value", "loss", status: 65, says: "row 2 has 3 cells")
    try write("twice.csv", ["w,w", "1,2"])
    try refuse("twice.csv", "--factors", "w", "--value", "loss", status: 65, says: "column 'w' occurs twice")
    try write("quote.csv", ["w,loss", "\"1,2", "2,3"])
    try refuse("quote.csv", "--factors", "w", "--value", "loss", status: 65, says: "quote.csv")
    try write("flat.csv", ["w,loss", "1,2", "2,2", "1,2", "2,2"])
    try refuse("flat.csv", "--factors", "w", "--value", "loss", status: 65, says: "every value is the same")
    try write("zero.csv", ["w,loss", "1,0", "2,2", "1,3", "2,2"])
    try refuse(
      "zero.csv", "--factors", "w", "--value", "loss", "--transform", "log", status: 65, says: "logarithm", "positive")
  }
}
