import Foundation
import PushingPolicies
import Tensors
import Testing

@Suite struct NormalizerTests {
  private let rows: Tensor<Float> = {
    var random = RandomStream(seed: 1, purpose: "rows")
    return try! Tensor((0..<40 * 6).map { Float(100 * random.normal() + 30 * Double($0 % 6)) }, shape: [40, 6])
  }()

  @Test(arguments: Normalizer.Rule.allCases)
  func invertingGivesBackWhatCameIn(_ rule: Normalizer.Rule) throws {
    let normalizer = try Normalizer(rule, of: [rows])
    let back = try normalizer.invert(normalizer.apply(rows))
    for (a, b) in zip(back.elements, rows.elements) { #expect(abs(a - b) < 1e-3) }
  }

  @Test func rangesBecomeMinusOneToOneOverAllParts() throws {
    let parts = [try rows.rows(0..<15), try rows.rows(15..<40)]
    let normalizer = try Normalizer(.range, of: parts)
    #expect(try normalizer == Normalizer(.range, of: [rows]))
    let columns = try normalizer.apply(rows).transposed().contiguous()
    for column in 0..<6 {
      let values = columns.row(at: column).elements
      #expect(abs(values.min()! + 1) < 1e-5 && abs(values.max()! - 1) < 1e-5)
    }
  }

  @Test func rangesByHand() throws {
    let normalizer = try Normalizer(.range, of: [Tensor(rows: [[0, 7], [10, 7], [5, 7]])])
    #expect(try normalizer.apply(Tensor(rows: [[0, 7], [10, 8], [2.5, 6]])).elements == [-1, 0, 1, 1, -0.5, -1])
  }

  /// x and y of two steps: the ranges are 0 … 10 and 20 … 40, whichever step reached them.
  @Test func repeatedColumnsShareTheirRange() throws {
    let normalizer = try Normalizer(.range, of: [Tensor(rows: [[0, 20, 5, 30], [5, 30, 10, 40]])], repeats: 2)
    #expect(
      try normalizer.apply(Tensor(rows: [[0, 20, 0, 20], [10, 40, 10, 40]])).elements == [-1, -1, -1, -1, 1, 1, 1, 1])
  }

  @Test func deviationsBecomeOneAndMeansZero() throws {
    let columns = try Normalizer(.deviation, of: [rows]).apply(rows).transposed().contiguous()
    for column in 0..<6 {
      let values = columns.row(at: column).elements.map(Double.init)
      let mean = values.reduce(0, +) / 40
      let variance = values.reduce(0) { $0 + $1 * $1 } / 40 - mean * mean
      #expect(abs(mean) < 1e-5 && abs(variance - 1) < 1e-5)
    }
  }

  @Test func widthsThatDifferAreRefused() throws {
    #expect(throws: ShapeError.self) { try Normalizer(.range, of: []) }
    #expect(throws: ShapeError.self) { try Normalizer(.range, of: [rows], repeats: 4) }
    #expect(throws: ShapeError.self) { try Normalizer(.range, of: [rows]).apply(.zeros([2, 5])) }
  }
}
