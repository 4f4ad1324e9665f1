import Alignment
import Statistics
import Tensors
import Testing

@Suite struct GroupedRowsTests {
  @Test func poolingKeepsTheGroupsOfEachSampleApart() throws {
    let x = try Tensor<Double>(rows: [[0], [1], [2]])
    let y = try Tensor<Double>(rows: [[3], [4]])
    let pooled = try GroupedRows.pooling([(x, [2, 1]), (y, nil)])
    #expect(pooled.groups == [[0, 1], [2, 3]])
    #expect(pooled.rows.groups == [0..<2, 2..<3, 3..<4, 4..<5])
    #expect(try pooled.rows.rows(of: [3, 0]).elements == [4, 0, 1])
  }

  @Test func valuesThatAreNotFiniteAreRefused() throws {
    let x = try Tensor<Double>(rows: [[0], [.nan]])
    #expect(throws: SampleError.notFinite(what: "a sample", index: 1)) { try GroupedRows(x, counts: [2]) }
  }

  @Test func squaredDistancesOfRowsFarFromTheOriginDoNotCancel() throws {
    let x = try Tensor<Float>(rows: [[1e4, 1e4], [1e4 + 1, 1e4]])
    let distances = try x.squaredDistances(to: x)
    #expect(distances.elements == [0, 1, 1, 0])
  }
}
