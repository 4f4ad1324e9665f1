import Foundation
import Storage
import Tensors
import TestSupport
import Testing

@Suite struct ZarrContentsTests {
  let folder = TemporaryFolder()

  private static let compressors: [ZarrCompressor] = [
    .none, .zlib(), .zlib(level: 0), .zstd(), .zstd(level: 19), .blosc(), .blosc(level: 0), .blosc(level: 9),
  ]

  /// Numbers by the rule of Tools/reference/containers.py.
  private func tensor<Scalar: TensorScalar>(_ shape: [Int], as type: Scalar.Type) throws -> Tensor<Scalar> {
    try Tensor((0..<shape.reduce(1, *)).map { Scalar(ContainerCases.value($0, "float")) }, shape: shape)
  }

  private func contents(_ compressor: ZarrCompressor) throws -> ZarrContents {
    var contents = ZarrContents()
    contents.add("data/action", try tensor([12, 2], as: Float.self), rowsPerChunk: 5, compressor: compressor)
    contents.add("data/deep/tokens", try tensor([12, 3, 4], as: Double.self), compressor: compressor)
    contents.add("meta/episode_ends", [3, 7, 12], compressor: compressor)
    return contents
  }

  @Test(arguments: compressors) func whatIsWrittenIsReadAgain(compressor: ZarrCompressor) throws {
    let path = folder.file("store.zarr")
    try contents(compressor).write(to: path)
    let file = try ZarrFile(path)
    #expect(file.arrays.map(\.key).sorted() == ["action", "deep/tokens", "meta/episode_ends"])
    #expect(file.episodeEnds == [3, 7, 12])
    #expect(try file.array(named: "action").tensor(as: Float.self).isSame(as: tensor([12, 2], as: Float.self)))
    #expect(
      try file.array(named: "deep/tokens").tensor(as: Double.self).isSame(as: tensor([12, 3, 4], as: Double.self)))
    #expect(try folder.names() == ["store.zarr"])
  }

  @Test func emptyArraysSingleNumbersAndEveryBitAreKept() throws {
    let path = folder.file("odd.zarr")
    var contents = ZarrContents()
    contents.add("number", Tensor<Double>(-0.0), compressor: .none)
    contents.add("no-rows", Tensor<Float>.zeros([0, 3]))
    contents.add("no-columns", Tensor<Float>.zeros([3, 0]))
    contents.add("odd", Tensor<Float>([.nan, -.infinity, Float(bitPattern: 0x7FC0_1234)]))
    try contents.write(to: path)
    let file = try ZarrFile(path)
    #expect(file.arrays.map(\.shape) == [[3, 0], [0, 3], [], [3]])
    #expect(try file.array(named: "number").tensor(as: Double.self).withUnsafeBuffer { $0[0].sign } == .minus)
    let odd = try file.array(named: "odd").tensor(as: Float.self).withUnsafeBuffer { $0.map(\.bitPattern) }
    #expect(odd == [Float.nan.bitPattern, (-Float.infinity).bitPattern, 0x7FC0_1234])
  }

  @Test func equalContentsHaveEqualBytes() throws {
    try contents(.blosc()).write(to: folder.file("a.zarr"))
    try contents(.blosc()).write(to: folder.file("b.zarr"))
    for name in ["data/action/0.0", "data/action/.zarray", "data/deep/tokens/0.0.0", "meta/.zgroup"] {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.file("a.zarr/\(name)")))
      #expect(try bytes == Data(contentsOf: URL(fileURLWithPath: folder.file("b.zarr/\(name)"))))
    }
  }

  /// Whatever operation fails, there is the whole store or nothing.
  @Test func aFailureAtAnyOperationLeavesTheWholeStoreOrNothing() throws {
    let path = folder.file("store.zarr")
    let operations = FailingFileOperations(at: .max, .failure(code: ENOSPC))
    try contents(.none).write(to: path, with: operations)
    try FileManager.default.removeItem(atPath: path)
    let count = operations.operationCount
    #expect(count > 40)
    for n in 1...count {
      let failing = FailingFileOperations(at: n, .failure(code: ENOSPC))
      let error = #expect(throws: WriteError.self) { try contents(.none).write(to: path, with: failing) }
      // The last operation brings the new name in its folder to disk.
      #expect(error?.path == (n == count ? folder.path : path) && error?.code == ENOSPC)
      #expect(try folder.names() == (n == count ? ["store.zarr"] : []))
    }
    #expect(try ZarrFile(path).episodeEnds == [3, 7, 12])
  }

  @Test func whatHasTheNameAlreadyIsLeftAlone() throws {
    let path = folder.file("store.zarr")
    try contents(.none).write(to: path)
    let error = #expect(throws: WriteError.self) { try ZarrContents().write(to: path) }
    #expect(error == WriteError(path: path, action: .rename, code: EEXIST))
    #expect(try ZarrFile(path).arrays.count == 3)
    #expect(try folder.names() == ["store.zarr"])
  }

  /// Not a test of this package: with COTRAIN_ZARR_FOLDERS=FOLDER, stores for `containers.py check FOLDER`.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["COTRAIN_ZARR_FOLDERS"] != nil))
  func foldersForZarrPython() throws {
    let target = try #require(ProcessInfo.processInfo.environment["COTRAIN_ZARR_FOLDERS"])
    for (number, compressor) in Self.compressors.enumerated() {
      var contents = try contents(compressor)
      contents.add("number", try tensor([], as: Double.self), compressor: compressor)
      contents.add("empty", Tensor<Float>.zeros([0, 3]), compressor: compressor)
      try contents.write(to: "\(target)/store-\(number).zarr")
    }
  }
}

extension Tensor {
  fileprivate func isSame(as other: Tensor) -> Bool {
    shape == other.shape && withUnsafeBuffer { Array($0) } == other.withUnsafeBuffer { Array($0) }
  }
}
