import Foundation
import OpenBLAS
import Tensors
import Testing

/// A library that answers to BLAS's names but is not OpenBLAS costs a factor of ten and no error message.
struct BLASProviderTests {
  /// The file mapped where a symbol of this process stands.
  private func library(of symbol: String) throws -> String {
    let program = try #require(dlopen(nil, RTLD_NOW))
    let found: UnsafeMutableRawPointer = try #require(dlsym(program, symbol), "no symbol \(symbol)")
    let address = UInt(bitPattern: found)
    // The file has no length, so it is read to its end and not as a whole.
    let maps = try #require(try FileHandle(forReadingFrom: URL(filePath: "/proc/self/maps")).readToEnd())
    for line in String(decoding: maps, as: UTF8.self).split(separator: "\n") {
      // start-end permissions offset device inode path
      let fields = line.split(separator: " ", omittingEmptySubsequences: true)
      let bounds = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
      if bounds[0] <= address && address < bounds[1] { return String(fields[fields.count - 1]) }
    }
    return ""
  }

  @Test func theLinkedLibraryIsOpenBLAS() throws {
    #expect(String(cString: openblas_get_config()).contains("OpenBLAS"))
  }

  @Test(arguments: ["cblas_sgemm", "cblas_dgemm", "sgesdd_", "dgesdd_", "dpotrf_", "dsyevd_", "dgelsd_"])
  func openBLASServes(symbol: String) throws {
    #expect(try library(of: symbol).contains("openblas"))
  }

  @Test func productsRunOnOneThread() throws {
    _ = try Tensor<Float>.ones([2, 2]).multiplied(by: .ones([2, 2]))
    #expect(openblas_get_num_threads() == 1)
  }
}
