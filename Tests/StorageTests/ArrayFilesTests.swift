import Foundation
import Storage
import Tensors
import TestSupport
import Testing

@Suite struct ArrayFilesTests {
  let folder = TemporaryFolder()

  private func expect(
    _ reason: ArrayFileError.Reason, _ path: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(throws: ArrayFileError(path: path, reason), sourceLocation: sourceLocation) { try ArrayFiles.open(path) }
  }

  @Test func whatIsNoFileOfArraysIsNamed() throws {
    expect(.unrecognized(found: "it is empty"), folder.put("empty", Data()))
    expect(
      .unrecognized(found: "it begins with the bytes 78 2c 79 0a 31 2c 32 0a, as none of the known formats does"),
      folder.put("table.csv", Data("x,y\n1,2\n3,4\n".utf8)))
    expect(
      .unrecognized(found: "it is compressed by gzip; decompress it first"),
      folder.put("a.gz", Data([0x1F, 0x8B, 8, 0])))
    expect(
      .unrecognized(found: "it is a zip archive without an npy file in it"),
      folder.put("a.zip", HostileZip(members: [.init(name: "a.txt")]).data))
    for version in 2...5 {
      let error = #expect(throws: ArrayFileError.self) {
        try ArrayFiles.open(folder.put("model.pt", Data([0x80, UInt8(version), 0x95, 4, 0, 0, 0, 0, 0, 0, 0])))
      }
      #expect(error?.description.contains("pickle") == true)
    }
  }

  @Test func aSafetensorsFileThatWasCutShortIsStillKnownAsOne() throws {
    let path = folder.put("a", Data([200, 0, 0, 0, 0, 0, 0, 0]) + Data("{\"a\":".utf8))
    expect(.safetensors(.headerBeyondFile(bytes: 200, available: 5)), path)
  }

  @Test func whatIsAbsentOrCannotBeReadIsAnErrorOfTheSystem() throws {
    expect(.unreadable(code: ENOENT), folder.file("absent.npy"))
    expect(.unreadable(code: ENOENT), "")
    expect(.unreadable(code: ENOENT), folder.file("a\0.npy"))
    expect(.unrecognized(found: "it has neither a .zgroup nor a .zarray of zarr"), folder.path)
  }

  @Test func pipesAndDevicesAreRefusedWithoutWaiting() {
    mkfifo(folder.file("pipe"), 0o600)
    expect(.unsupported("it is a pipe; write what comes through it to a file and name that"), folder.file("pipe"))
    expect(.unsupported("it is a device; name a file"), "/dev/zero")
  }

  @Test func aLinkToAFileIsThatFile() throws {
    let path = folder.put("a.npy", onesFile(2))
    try FileManager.default.createSymbolicLink(atPath: folder.file("link"), withDestinationPath: path)
    #expect(try ArrayFiles.open(folder.file("link")).arrays[0].tensor(as: Float.self) == .ones([1, 2]))
    try FileManager.default.createSymbolicLink(atPath: folder.file("loop"), withDestinationPath: folder.file("loop"))
    expect(.unreadable(code: ELOOP), folder.file("loop"))
  }

  @Test func anArrayIsFoundByItsName() throws {
    let path = folder.put("a.npz", HostileZip(members: [.init(name: "x.npy", bytes: onesFile(2))]).data)
    let file = try ArrayFiles.open(path)
    #expect(try file.array(named: "x").shape == [1, 2])
    #expect(throws: ArrayFileError(path: path, key: "y", .noSuchKey(known: ["x"]))) { try file.array(named: "y") }
  }

  @Test func aReferenceIsAFileOrAFileAndAKey() throws {
    let plain = folder.put("a.npz", Data())
    let colon = folder.put("a:b.npz", Data())
    let both = folder.put("a:b.npz:c", Data())
    #expect(ArrayReference(plain) == ArrayReference(path: plain))
    #expect(ArrayReference("\(plain):layer/0") == ArrayReference(path: plain, key: "layer/0"))
    #expect(ArrayReference("\(plain):a:b") == ArrayReference(path: plain, key: "a:b"))
    #expect(ArrayReference(colon) == ArrayReference(path: colon))
    #expect(ArrayReference("\(colon):x") == ArrayReference(path: colon, key: "x"))
    #expect(ArrayReference(both) == ArrayReference(path: both))
    #expect(ArrayReference("\(folder.path):data/obs") == ArrayReference(path: folder.path, key: "data/obs"))
    #expect(ArrayReference("\(plain):") == ArrayReference(path: plain, key: ""))
    #expect(ArrayReference("absent.npz:x") == ArrayReference(path: "absent.npz", key: "x"))
    #expect(ArrayReference("absent.npz") == ArrayReference(path: "absent.npz"))
    #expect(ArrayReference("") == ArrayReference(path: ""))
    #expect(ArrayReference(":x") == ArrayReference(path: ":x"))
    #expect(ArrayReference("\(plain):x").description == "\(plain):x")
  }
}
