import Foundation
import Storage
import Tensors
import TestSupport
import Testing

@Suite struct StoredArrayTests {
  let folder = TemporaryFolder()
  var path: String { folder.file("array") }

  /// An array whose element at (i, j, k) is 10⁴ i + 100 j + k, in either order.
  private func write(_ shape: [Int], fortran: Bool, bigEndian: Bool = false) throws -> Tensor<Double> {
    let (n, m, l) = (shape[0], shape[1], shape[2])
    let value = { (i: Int, j: Int, k: Int) in Double(10_000 * i + 100 * j + k) }
    var numbers: [Double] = []
    if fortran {
      for k in 0..<l { for j in 0..<m { for i in 0..<n { numbers.append(value(i, j, k)) } } }
    } else {
      for i in 0..<n { for j in 0..<m { for k in 0..<l { numbers.append(value(i, j, k)) } } }
    }
    let patterns = numbers.map { bigEndian ? $0.bitPattern.bigEndian : $0.bitPattern.littleEndian }
    let header = npyHeader(bigEndian ? ">f8" : "<f8", fortran: fortran, "(\(n), \(m), \(l))")
    let bytes = npy(header) + patterns.withUnsafeBufferPointer { Data(buffer: $0) }
    folder.put("array", bytes)
    var rowMajor: [Double] = []
    for i in 0..<n { for j in 0..<m { for k in 0..<l { rowMajor.append(value(i, j, k)) } } }
    return try Tensor(rowMajor, shape: shape)
  }

  /// Longer than the tiles in which such arrays are gathered, and read both in stretches of a column and across.
  @Test(arguments: [false, true], [[20_001, 3, 2], [3, 50, 40]])
  func rowsInFortranOrderAreThoseInRowMajorOrder(bigEndian: Bool, shape: [Int]) throws {
    let expected = try write(shape, fortran: true, bigEndian: bigEndian)
    let array = try NpyFile(path).array
    #expect(try array.tensor(as: Double.self) == expected)
    for rows in [0..<1, 1..<3, shape[0] / 2..<shape[0] / 2 + 1, shape[0] - 1..<shape[0], 1..<1, 0..<shape[0]] {
      #expect(try array.rows(rows, as: Double.self) == expected.rows(rows).contiguous())
      #expect(try array.rows(rows, as: Float.self) == expected.rows(rows).contiguous().converted(to: Float.self))
    }
  }

  /// One row at a time from a compressed array: were each read to begin anew, this would take hours.
  @Test func rowsOfACompressedArrayAreInflatedOnceWhenReadInOrder() throws {
    let count = 50_000
    let numbers = Tensor((0..<count * 8).map { Float($0 % 1013) })
    var contents = NpzContents(compression: .deflated)
    contents.add("a", try numbers.reshaped([count, 8]))
    try contents.write(to: path)
    let array = try NpzFile(path).arrays[0]
    var wrong = 0
    for row in 0..<count {
      let found = try array.rows(row..<row + 1, as: Float.self)
      if found.elements != (0..<8).map({ Float((row * 8 + $0) % 1013) }) { wrong += 1 }
    }
    #expect(wrong == 0)
    // And in any other order.
    for row in [count - 1, 0, 17, 3, 3, count / 2] {
      #expect(try array.rows(row..<row + 1, as: Double.self).elements == (0..<8).map { Double((row * 8 + $0) % 1013) })
    }
  }

  @Test func compressedArraysInFortranOrderAreRead() throws {
    let expected = try write([100, 3, 2], fortran: true)
    var archive = ZipContents()
    archive.add("a.npy", try Data(contentsOf: URL(fileURLWithPath: path)), method: .deflated)
    folder.put("array", archive.data)
    let array = try NpzFile(path).arrays[0]
    for first in stride(from: 0, to: 100, by: 7) {
      let rows = first..<min(100, first + 7)
      #expect(try array.rows(rows, as: Double.self) == expected.rows(rows).contiguous())
    }
    #expect(try array.tensor(as: Double.self) == expected)
  }

  @Test func aReadAboveTheLimitIsRefusedBeforeMemoryIsTaken() throws {
    // 2⁴⁰ bytes of numbers in a sparse file.
    let header = npy(npyHeader("(1073741824, 256)"))
    folder.put("array", header)
    truncate(path, off_t(header.count + (1 << 40)))
    let array = try NpyFile(path).array
    #expect(throws: ArrayFileError(path: path, .tooLarge(bytes: 1 << 40, limit: StoredArray.byteLimit))) {
      try array.tensor(as: Float.self)
    }
    #expect(throws: ArrayFileError(path: path, .tooLarge(bytes: 4096, limit: 4095))) {
      try array.rows(5..<9, as: Float.self, byteLimit: 4095)
    }
    #expect(try array.rows(1 << 29..<1 << 29 + 4, as: Float.self, byteLimit: 4096) == .zeros([4, 256]))
    // Those of another type need a block beside the result.
    #expect(throws: ArrayFileError(path: path, .tooLarge(bytes: 12288, limit: 12287))) {
      try array.rows(0..<4, as: Double.self, byteLimit: 12287)
    }
    let last = array.rowCount - 1..<array.rowCount
    #expect(try array.rows(last, as: Double.self) == .zeros([1, 256]))
  }

  @Test func severalThreadsReadOneCompressedArray() throws {
    var contents = NpzContents(compression: .deflated)
    contents.add("a", try Tensor((0..<4000).map { Float($0) }, shape: [1000, 4]))
    contents.add("b", try Tensor((0..<4000).map { Double(-$0) }, shape: [1000, 4]))
    try contents.write(to: path)
    let file = try NpzFile(path)
    try forEachInParallel(200, workers: 4) { index in
      let row = index * 37 % 1000
      let expected = (0..<4).map { Float(row * 4 + $0) }
      let a = try file.arrays[0].rows(row..<row + 1, as: Float.self)
      let b = try file.arrays[1].rows(row..<row + 1, as: Float.self)
      #expect(a.elements == expected && b.elements == expected.map { -$0 })
    }
  }

  @Test func aFileThatShrinksWhileItIsOpenIsAnErrorAndNoCrash() throws {
    for fortran in [false, true] {
      _ = try write([10, 3, 2], fortran: fortran)
      let array = try NpyFile(path).array
      truncate(path, 200)
      let error = #expect(throws: ArrayFileError.self) { try array.tensor(as: Float.self) }
      #expect(error?.reason == .damaged("the file became shorter while it was read"))
    }
  }
}
