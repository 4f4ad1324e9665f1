import Foundation
import PlanarPushing
import Storage
import TestSupport
import Testing

@Suite struct FilmTests {
  let folder = TemporaryFolder()

  /// A block that slides onto its goal while the pusher leaves it and comes back to its start.
  private func film(_ domain: PushingDomain = .source, count: Int = 20) throws -> Film {
    let task = domain.task()
    let states = (0..<count).map { step in
      let rest = Double(count - 1 - step)
      return PushingState(
        pusher: task.pusherStart + Point(3, 4) * rest,
        block: Pose(task.goal.position + Point(-4, 2) * rest, angle: 0.01 * rest))
    }
    return try Film(of: states, task: task, look: domain.look(), title: "test", side: 128)
  }

  private func number(_ bytes: Data, at place: Int, _ count: Int) -> Int {
    (0..<count).reduce(0) { $0 | Int(bytes[bytes.startIndex + place + $1]) << (8 * $1) }
  }

  /// The chunks of a WebP file: name and contents.
  private func chunks(_ bytes: Data) -> [(name: String, contents: Data)] {
    var chunks: [(String, Data)] = []
    var place = 12
    while place + 8 <= bytes.count {
      let length = number(bytes, at: place + 4, 4)
      let name = String(decoding: bytes[place..<place + 4], as: UTF8.self)
      chunks.append((name, bytes[(place + 8)..<(place + 8 + length)]))
      place += 8 + length + length % 2
    }
    return chunks
  }

  @Test(arguments: [PushingDomain.source, .target])
  func theAnimatedFileLastsAsLongAsTheEpisode(_ domain: PushingDomain) throws {
    let film = try film(domain)
    let path = folder.file("film.webp")
    try film.write(to: path)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(String(decoding: bytes.prefix(4), as: UTF8.self) == "RIFF")
    #expect(String(decoding: bytes[8..<12], as: UTF8.self) == "WEBP")
    #expect(number(bytes, at: 4, 4) + 8 == bytes.count)
    let chunks = chunks(bytes)
    let header = try #require(chunks.first { $0.name == "VP8X" }).contents
    #expect(number(header, at: 4, 3) + 1 == film.size.width && number(header, at: 7, 3) + 1 == film.size.height)
    let frames = chunks.filter { $0.name == "ANMF" }.map(\.contents)
    // Every frame differs from the one before it, so none was merged.
    #expect(frames.count == film.count)
    let durations = frames.map { number($0, at: 12, 3) }
    #expect(durations.dropLast().allSatisfy { $0 == 100 } && durations.last == 1500)
  }

  @Test func theFolderHoldsAPictureForEveryState() throws {
    let film = try film()
    let path = folder.file("film")
    try film.write(to: path)
    let names = try folder.names("film").sorted()
    #expect(names == (0..<20).map { String(format: "frame-%04d.png", $0) })
    let last = try Image(png: Data(contentsOf: URL(fileURLWithPath: path + "/frame-0019.png")))
    #expect(last == film.image(19) && last.width == 128 && last.height == film.size.height)
  }

  /// Text is drawn with a font that is there: title and time darken the caption, and another title darkens other pixels.
  @Test func titleTimeGoalAndTrailAreDrawnIn() throws {
    let film = try film()
    func dark(_ image: Image, _ columns: Range<Int>) -> Int {
      (128..<image.height).reduce(0) { sum, y in sum + columns.count { image[$0, y].red < 100 } }
    }
    let (first, last) = (film.image(0), film.image(19))
    #expect(dark(first, 0..<40) > 20 && dark(first, 80..<128) > 20)
    #expect(first != last)
    let other = try Film(of: film.states, task: film.task, look: film.look, title: "toast", side: 128)
    #expect(other.image(0) != first)
    // Beside goal and trail, the picture is the camera's.
    let plain = try Camera(film.task, look: film.look, width: 128, height: 128).image(of: film.states[0])
    var differing = 0
    for y in 0..<128 { differing += (0..<128).count { plain[$0, y] != first[$0, y] } }
    #expect(differing > 100 && differing < 3000)
  }

  @Test func filmsThatCannotBeAreRefused() throws {
    let task = PushingDomain.source.task()
    #expect(throws: PushingError.self) { try Film(of: [], task: task, look: Look(), title: "") }
    let state = PushingState(pusher: Point(1, 1), block: task.goal)
    #expect(throws: PushingError.self) { try Film(of: [state], task: task, look: Look(), title: "", side: 10) }
    var look = Look()
    look.pose.zoom = -1
    #expect(throws: PushingError.self) { try Film(of: [state], task: task, look: look, title: "") }
  }

  @Test func unwritablePathsAreWriteErrorsThatLeaveNothing() throws {
    let film = try film(count: 3)
    for name in ["absent/film.webp", "absent/film"] {
      let error = #expect(throws: WriteError.self) { try film.write(to: folder.file(name)) }
      #expect(error?.path == folder.file(name))
    }
    try film.write(to: folder.file("there"))
    #expect(throws: WriteError.self) { try film.write(to: folder.file("there")) }
    #expect(try folder.names("there").count == 3)
  }

  @Test func aFailureOfAnyWriteLeavesNoPartOfAFilm() throws {
    let film = try film(count: 2)
    for name in ["film.webp", "film"] {
      let counting = FailingFileOperations(at: .max, .failure(code: ENOSPC))
      try film.write(to: folder.file(name), with: AtomicFileWriter(operations: counting))
      try FileManager.default.removeItem(atPath: folder.file(name))
      #expect(counting.operationCount >= 5)
      // The last operation brings the finished name to disk.
      for n in 1..<counting.operationCount {
        let failing = AtomicFileWriter(operations: FailingFileOperations(at: n, .failure(code: ENOSPC)))
        #expect(throws: WriteError.self) { try film.write(to: folder.file(name), with: failing) }
        #expect(try folder.names("").isEmpty)
      }
    }
  }
}

extension Image {
  fileprivate subscript(x: Int, y: Int) -> SIMD3<UInt8> {
    let pixel: (red: UInt8, green: UInt8, blue: UInt8) = self[x, y]
    return SIMD3(pixel.red, pixel.green, pixel.blue)
  }
}
