import Foundation
import Storage
import Tensors
import TestSupport
import Testing

/// Zip archives that lie, and what each must raise.
@Suite struct MalformedZipTests {
  let folder = TemporaryFolder()
  var path: String { folder.file("bad.npz") }
  private let ones = onesFile(4)

  private func open(_ bytes: Data) throws -> NpzFile {
    folder.put("bad.npz", bytes)
    return try NpzFile(path)
  }

  private func open(_ members: [HostileZip.Member]) throws -> NpzFile { try open(HostileZip(members: members).data) }

  private func expect(
    _ reason: ArrayFileError.Reason, key: String? = "a.npy", sourceLocation: SourceLocation = #_sourceLocation,
    _ bytes: Data
  ) {
    #expect(throws: ArrayFileError(path: path, key: key, reason), sourceLocation: sourceLocation) { try open(bytes) }
  }

  private func expect(
    _ reason: ArrayFileError.Reason, key: String? = "a.npy", sourceLocation: SourceLocation = #_sourceLocation,
    _ members: HostileZip.Member...
  ) { expect(reason, key: key, sourceLocation: sourceLocation, HostileZip(members: members).data) }

  @Test func aSoundArchiveOpens() throws {
    let stored = HostileZip.Member(name: "a.npy", bytes: ones)
    let compressed = HostileZip.Member(name: "b.npy", bytes: ones, body: try deflated(ones), method: 8)
    let folder = HostileZip.Member(name: "sub/", attributes: 0o040755 << 16)
    let note = HostileZip.Member(name: "README.txt", bytes: Data("no array".utf8))
    var zip = HostileZip(members: [stored, compressed, folder, note], comment: "a comment")
    let file = try open(zip.data)
    #expect(file.arrays.map(\.key) == ["a", "b"])
    for array in file.arrays { #expect(try array.tensor(as: Float.self) == .ones([1, 4])) }
    zip.comment = "PK\u{5}\u{6} in the comment is not the end"
    #expect(try open(zip.data).arrays.count == 2)
  }

  // MARK: The end and the directory

  @Test func anArchiveWithoutItsEndIsRefused() {
    let missing = "a zip archive's directory is missing at its end; the file was cut short"
    let sound = HostileZip(members: [.init(name: "a.npy", bytes: ones)]).data
    for count in [0, 4, 21, sound.count - 1] { expect(.damaged(missing), key: nil, sound.prefix(count)) }
    expect(.damaged(missing), key: nil, sound + Data([0]))
  }

  @Test func theEndHasToSayTheTruth() {
    let members = [HostileZip.Member(name: "a.npy", bytes: ones)]
    let directoryStart = 30 + 5 + ones.count
    expect(
      .damaged("the directory has 1 entries where 2 are announced"), key: nil,
      HostileZip(members: members, count: 2).data)
    for (size, offset) in [(51, 0), (50, directoryStart), (0xFFFF_FFF0, directoryStart), (0, 0), (52, directoryStart)] {
      #expect(throws: ArrayFileError.self) {
        try open(HostileZip(members: members, directorySize: UInt32(size), directoryOffset: UInt32(offset)).data)
      }
    }
    let split = "the archive is split over several files; join them and write one archive"
    expect(.unsupported(split), key: nil, HostileZip(members: members, disk: 1).data)
  }

  @Test func aZip64EndBeyondTheFileIsRefused() {
    var locator: [UInt8] = []
    locator.append(littleEndian: UInt32(0x0706_4B50))
    locator.append(littleEndian: UInt32(0))
    for place in [UInt64.max, 1 << 40, 0] {
      var bytes = locator
      bytes.append(littleEndian: place)
      bytes.append(littleEndian: UInt32(1))
      let zip = HostileZip(members: [.init(name: "a.npy", bytes: ones)], beforeEnd: bytes)
      let error = #expect(throws: ArrayFileError.self) { try open(zip.data) }
      #expect(error?.description.contains("zip64 end") == true)
    }
  }

  @Test func aDirectoryOfMoreMembersThanAnybodyHasIsRefused() {
    var end: [UInt8] = []
    end.append(littleEndian: UInt32(0x0606_4B50))
    end.append(littleEndian: UInt64(44))
    end += [45, 3, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    end.append(littleEndian: UInt64(1) << 40)
    end.append(littleEndian: UInt64(1) << 40)
    end.append(littleEndian: UInt64(0))
    end.append(littleEndian: UInt64(0))
    end.append(littleEndian: UInt32(0x0706_4B50))
    end.append(littleEndian: UInt32(0))
    end.append(littleEndian: UInt64(0))
    end.append(littleEndian: UInt32(1))
    let error = #expect(throws: ArrayFileError.self) { try open(HostileZip(beforeEnd: end).data) }
    guard case .unsupported = error?.reason else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  // MARK: Members

  @Test func aHeaderThatDisagreesWithTheDirectoryIsRefused() {
    let sound = HostileZip.Member(name: "a.npy", bytes: ones)
    let other = "its header and the directory name different members"
    let sizes = "its header and the directory give different sizes or checksums"
    func changed(_ change: (inout HostileZip.Member) -> Void) -> HostileZip.Member {
      var member = sound
      change(&member)
      return member
    }
    expect(.damaged(other), changed { $0.headerName = "b.npy" })
    expect(.damaged(other), changed { $0.headerMethod = 8 })
    expect(.damaged(other), changed { $0.headerFlags = 1 })
    expect(.damaged(other), changed { $0.headerFlags = 8 })
    expect(.damaged(sizes), changed { $0.headerSize = 5 })
    expect(.damaged(sizes), changed { $0.headerCompressedSize = 5 })
    expect(.damaged(sizes), changed { $0.headerChecksum = 5 })
    expect(.damaged("byte 3: expected the header of this member"), changed { $0.offset = 3 })
    expect(.damaged("its header stands beyond the archive's members"), changed { $0.offset = 0xFFFF_FFF0 })
    expect(.damaged("its 64-bit size is missing"), changed { $0.offset = 0xFFFF_FFFF })
    expect(
      .damaged("its 64-bit size is missing"), changed { ($0.size, $0.extra) = (0xFFFF_FFFF, [1, 0, 4, 0, 1, 2, 3, 4]) })
    expect(.damaged("its extra fields are cut short"), changed { $0.extra = [1, 0, 9, 0, 1] })
    expect(.damaged("its extra fields are cut short"), changed { $0.headerExtra = [1, 0, 255, 255] })
    expect(
      .damaged("its size does not fit 63 bits"),
      changed { ($0.size, $0.extra) = (0xFFFF_FFFF, [1, 0, 8, 0] + [UInt8](repeating: 255, count: 8)) })
    expect(
      .damaged("it is stored and has 5 bytes where 6 are announced"), changed { ($0.size, $0.compressedSize) = (6, 5) })
  }

  @Test func bytesBeyondTheMembersAreRefused() {
    let count = UInt32(ones.count + 1)
    expect(
      .damaged("its \(count) bytes reach beyond the archive's members"),
      .init(
        name: "a.npy", bytes: ones, size: count, compressedSize: count, headerSize: count, headerCompressedSize: count))
  }

  @Test func membersThatShareBytesAreRefused() throws {
    // The second entry names the first one's header: two arrays, one body, as in an overlapping bomb.
    let first = HostileZip.Member(name: "a.npy", bytes: ones)
    var second = first
    second.offset = 0
    expect(.damaged("the archive has two members of this name"), first, second)
    // A member within the body of another.
    let inner = HostileZip(members: [.init(name: "b.npy", bytes: ones)]).data.prefix(35 + ones.count)
    let outer = HostileZip.Member(
      name: "a.npy", bytes: npy(npyHeader("|u1", "(\(inner.count),)"), numbers: Array(inner)))
    let place = UInt32(35 + outer.bytes.count - inner.count)
    expect(
      .damaged("its bytes overlap those of another member"), key: "b.npy",
      outer, .init(name: "b.npy", bytes: ones, offset: place))
  }

  @Test func twoMembersOfOneNameAreRefused() {
    let member = HostileZip.Member(name: "a.npy", bytes: ones)
    expect(.damaged("the archive has two members of this name"), member, member)
  }

  @Test(arguments: ["../a.npy", "/a.npy", "x/../../a.npy", "..\\a.npy", "\\a.npy", "x/..", ".."])
  func namesThatLeadOutOfTheArchiveAreRefused(name: String) {
    expect(
      .damaged("its name leads out of the archive; do not trust this file"), key: name, .init(name: name, bytes: ones))
  }

  @Test func namesThatAreNoTextAreRefused() {
    let flaw = "a member's name is empty, has a zero byte or is not UTF-8; write the archive again"
    expect(.damaged(flaw), key: nil, .init(name: "", bytes: ones))
    expect(.damaged(flaw), key: nil, .init(name: "a\0.npy", bytes: ones))
    var bytes = HostileZip(members: [.init(name: "?.npy", bytes: ones)]).data
    for index in bytes.indices where bytes[index] == UInt8(ascii: "?") { bytes[index] = 0xFF }
    expect(.damaged(flaw), key: nil, bytes)
    // Dots within a name, and spaces, are nothing to fear.
    #expect(throws: Never.self) { try open([.init(name: "..a/b..npy .npy", bytes: ones)]) }
  }

  @Test func linksEncryptionAndOtherMethodsAreRefusedWithWhatToDo() {
    expect(
      .unsupported("this member is a link; put the file itself into the archive"),
      .init(name: "a.npy", bytes: Data("/etc/passwd".utf8), attributes: 0o120777 << 16))
    for flag in [1, 1 << 6 | 1, 1 << 13] as [UInt16] {
      expect(
        .unsupported("this member is encrypted; write the archive without a password"),
        .init(name: "a.npy", bytes: ones, flags: flag))
    }
    for method in [1, 9, 12, 14, 93, 99] as [UInt16] {
      expect(
        .unsupported("this member is compressed by method \(method); stored (0) and deflated (8) members are read"),
        .init(name: "a.npy", bytes: ones, method: method))
    }
  }

  // MARK: Contents

  @Test func bytesWithAnotherChecksumAreRefusedOnceTheyWereRead() throws {
    let wrong = ArrayFileError.Reason.damaged(
      "its bytes do not have the checksum that the archive gives; the file is damaged, write it again")
    let stored = try open([.init(name: "a.npy", bytes: ones, checksum: 7)])
    #expect(throws: ArrayFileError(path: path, key: "a", wrong)) { try stored.arrays[0].tensor(as: Float.self) }
    let compressed = try open([.init(name: "a.npy", bytes: ones, body: deflated(ones), method: 8, checksum: 7)])
    #expect(throws: ArrayFileError(path: path, key: "a", wrong)) { try compressed.arrays[0].tensor(as: Double.self) }
  }

  @Test func compressedBytesThatEndEarlyOrLateAreRefused() throws {
    let body = try deflated(ones)
    func read(_ body: Data, size: Int? = nil) throws -> Tensor<Float> {
      let member = HostileZip.Member(
        name: "a.npy", bytes: ones, body: body, method: 8, size: size.map { UInt32($0) })
      return try open([member]).arrays[0].tensor(as: Float.self)
    }
    #expect(try read(body) == .ones([1, 4]))
    for count in stride(from: 0, to: body.count, by: 5) {
      #expect(throws: ArrayFileError.self, "\(count) bytes") { try read(body.prefix(count)) }
    }
    let long = #expect(throws: ArrayFileError.self) { try read(body + Data([0, 0])) }
    #expect(long?.reason == .damaged("its compressed bytes end before the \(body.count + 2) that are announced"))
    #expect(throws: ArrayFileError.self) { try read(body, size: ones.count - 4) }
    #expect(throws: ArrayFileError.self) { try read(body, size: ones.count + 4) }
    let noise = Data((0..<40).map { UInt8(truncatingIfNeeded: $0 &* 73 | 7) })
    #expect(throws: ArrayFileError.self) { try read(noise) }
    // More than is announced: the shape, the directory and the header agree, the stream goes on.
    let more = #expect(throws: ArrayFileError.self) { try read(deflated(ones + Data(count: 1000))) }
    #expect(more?.reason == .damaged("it inflates to more than the \(ones.count) bytes that are announced"))
  }

  @Test func moreThanDeflateCanGiveIsRefusedBeforeInflating() throws {
    let body = try deflated(ones)
    expect(
      .damaged("\(body.count) compressed bytes cannot inflate to 4000000000"), key: "a",
      .init(name: "a.npy", bytes: ones, body: body, method: 8, size: 4_000_000_000))
  }

  /// 1.2 GiB announced in 1.2 MB, in one member or in twelve.
  @Test(arguments: [1, 12]) func aBombIsRefusedBeforeInflating(count: Int) throws {
    let size = (1200 << 20) / count
    let header = npy(npyHeader("|u1", "(\(size),)"))
    let members = try (0..<count).map { index in
      HostileZip.Member(
        name: "a\(index).npy", bytes: ones, body: try deflated(header) + Data(count: size / 1000), method: 8,
        size: UInt32(header.count + size))
    }
    let error = #expect(throws: ArrayFileError.self) { try open(members) }
    guard case .unsupported(let text) = error?.reason else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(text.contains("as those of a zip bomb do"))
  }

  /// The header of a member says a shape that its size does not bear out.
  @Test func aShapeLargerThanTheMemberIsRefused() throws {
    let liar = npy(npyHeader("(1000000, 1000)"), numbers: [0, 0, 0, 0])
    for (body, method) in [(liar, 0), (try deflated(liar), 8)] as [(Data, UInt16)] {
      expect(
        .damaged(
          "4 bytes follow its header where its shape [1000000, 1000] needs 4000000000; it was cut short"),
        key: "a", .init(name: "a.npy", bytes: liar, body: body, method: method))
    }
  }

  /// Every prefix of a sound file is refused, and no byte put anywhere in it crashes the reader.
  @Test func noDamageToASoundFileCrashes() throws {
    var contents = NpzContents(compression: .deflated)
    contents.add("layer", try Tensor<Float>([1, 2, 3, 4, 5, 6], shape: [3, 2]))
    contents.add("episodes", [0, 0, 1])
    let sound = contents.data
    for length in stride(from: 0, to: sound.count, by: 7) {
      #expect(throws: ArrayFileError.self, "\(length) bytes") { try open(sound.prefix(length)) }
    }
    var stream = RandomStream(seed: 3, purpose: "damage")
    var refused = 0
    for _ in 0..<300 {
      var damaged = sound
      for _ in 0...stream.uniform(below: 3) {
        damaged[stream.uniform(below: sound.count)] = UInt8(stream.uniform(below: 256))
      }
      do {
        for array in try open(damaged).arrays { _ = try array.tensor(as: Float.self) }
      } catch is ArrayFileError { refused += 1 }
    }
    #expect(refused > 150, "most of a small archive is checked")
  }
}
