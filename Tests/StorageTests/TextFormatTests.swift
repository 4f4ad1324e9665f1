import Foundation
import Storage
import TestSupport
import Testing

@Suite struct CSVTableTests {
  @Test func numbersAreTheShortestThatReadBack() {
    #expect(shortestDecimal(0.1) == "0.1")
    #expect(shortestDecimal(3) == "3")
    #expect(shortestDecimal(-0.0) == "-0")
    #expect(shortestDecimal(1.0 / 3) == "0.3333333333333333")
    #expect(shortestDecimal(1e-7) == "1e-07")
    #expect(shortestDecimal(.nan) == "nan")
    #expect(shortestDecimal(-.infinity) == "-inf")
    for bits: UInt64 in [1, 0x3FF0_0000_0000_0001, 0x7FEF_FFFF_FFFF_FFFF, 0x4340_0000_0000_0001] {
      let number = Double(bitPattern: bits)
      #expect(Double(shortestDecimal(number)) == number)
    }
  }

  @Test func aTableIsItsHeaderAndItsRows() {
    var table = CSVTable(columns: ["model", "w", "seed", "l2"])
    table.append(["network", 0.5, 3, 1.25])
    table.append(["closed, form", 1, 4, .missing])
    table.append(["say \"x\"", 1, 4, CSVValue(Double?.none)])
    let lines = ["model,w,seed,l2", "network,0.5,3,1.25", "\"closed, form\",1,4,", "\"say \"\"x\"\"\",1,4,", ""]
    #expect(table.text == lines.joined(separator: "\n"))
  }
}

@Suite struct JSONTextTests {
  struct Sample: Codable, Equatable {
    var width = 64
    var activation = "silu"
    var losses = [0.1, .infinity]
    var path = "a/b"
  }

  @Test func keysAreSortedAndNumbersShortest() throws {
    let text = String(decoding: try JSONText.canonical(Sample()), as: UTF8.self)
    #expect(text == #"{"activation":"silu","losses":[0.1,"inf"],"path":"a/b","width":64}"#)
  }

  @Test func whatIsWrittenReadsBack() throws {
    #expect(try JSONText.decode(Sample.self, from: JSONText.pretty(Sample())) == Sample())
  }
}

/// Known answers: FIPS 180-4 examples, "abc" and one million letters "a".
@Suite struct DigestTests {
  let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
  let million = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"

  @Test func bytesInMemoryHaveTheStandardsDigest() {
    #expect(Digest(of: Data("abc".utf8)).hexadecimal == abc)
    #expect(Digest(of: Data(repeating: 97, count: 1_000_000)).hexadecimal == million)
  }

  @Test func aFileHasTheDigestOfItsBytes() throws {
    let folder = TemporaryFolder()
    let path = folder.file("letters")
    try AtomicFileWriter().write(Data(repeating: 97, count: 1_000_000), to: path)
    #expect(try Digest(ofFile: path).hexadecimal == million)
  }

  @Test func anAbsentFileIsAnError() {
    #expect(throws: (any Error).self) { try Digest(ofFile: TemporaryFolder().file("absent")) }
  }
}
