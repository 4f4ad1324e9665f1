import Foundation
import Storage
import TestSupport
import Testing

@Suite struct AtomicFileWriterTests {
  let folder = TemporaryFolder()

  @Test func aFileHasItsBytesAndNothingIsLeftBeside() throws {
    let path = folder.file("table.csv")
    try AtomicFileWriter().write("a,b\n", to: path)
    try AtomicFileWriter().write("a,b\n1,2\n", to: path)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "a,b\n1,2\n")
    #expect(try folder.names() == ["table.csv"])
  }

  /// Whatever operation fails, the name holds the whole old file or the whole new one, and no other file remains.
  @Test func aFailureAtAnyOperationLeavesTheOldFileOrTheNewOne() throws {
    let path = folder.file("result.json")
    let old = String(repeating: "old", count: 1000)
    let new = String(repeating: "new!", count: 2000)
    let operations = FailingFileOperations(at: .max, .failure(code: ENOSPC))
    try AtomicFileWriter(operations: operations).write(new, to: path)
    #expect(operations.operationCount == 5, "create, write, synchronise, rename, synchronise the folder")

    for n in 1...operations.operationCount {
      try AtomicFileWriter().write(old, to: path)
      let writer = AtomicFileWriter(operations: FailingFileOperations(at: n, .failure(code: ENOSPC)))
      let error = #expect(throws: WriteError.self) { try writer.write(new, to: path) }
      #expect(error?.code == ENOSPC)
      #expect(try String(contentsOfFile: path, encoding: .utf8) == (n <= 4 ? old : new))
      #expect(try folder.names() == ["result.json"])
    }
  }

  @Test func aMissingFolderIsAnErrorThatNamesTheFile() {
    let path = folder.file("absent/result.json")
    let error = #expect(throws: WriteError.self) { try AtomicFileWriter().write("{}", to: path) }
    #expect(error?.path == path)
    #expect(error?.code == ENOENT)
  }

  @Test func aFileInPlaceOfAFolderIsAnError() throws {
    try AtomicFileWriter().write("", to: folder.file("taken"))
    let error = #expect(throws: WriteError.self) { try AtomicFileWriter().makeFolder(folder.file("taken/runs")) }
    #expect(error?.code == ENOTDIR)
  }

  @Test func foldersAreMadeWithThoseAboveThem() throws {
    try AtomicFileWriter().makeFolder(folder.file("a/b/c"))
    try AtomicFileWriter().makeFolder(folder.file("a/b/c"))
    #expect(try folder.names("a/b") == ["c"])
  }

  @Test func whatAKilledProcessLeftIsRemovedAndNothingElse() throws {
    try AtomicFileWriter().write("kept", to: folder.file("figure.csv"))
    try AtomicFileWriter().write("half", to: folder.file(".unfinished-1-1-figure.csv"))
    AtomicFileWriter().removeUnfinished(in: folder.path)
    #expect(try folder.names() == ["figure.csv"])
  }

  @Test func manyThreadsWriteTheSameNameWithoutMeetingHalfAFile() async throws {
    let path = folder.file("shared.json")
    let texts = (0..<8).map { String(repeating: "\($0)", count: 5000) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for text in texts { group.addTask { for _ in 0..<20 { try AtomicFileWriter().write(text, to: path) } } }
      try await group.waitForAll()
    }
    #expect(texts.contains(try String(contentsOfFile: path, encoding: .utf8)))
    #expect(try folder.names() == ["shared.json"])
  }
}

@Suite struct PathPartsTests {
  @Test func aPathIsItsFolderAndItsName() {
    let expected = [
      ("1", "", "1"), ("runs", "", "runs"), ("a/b.csv", "a", "b.csv"), ("/a", "/", "a"), ("/a/b/", "/a", "b"),
      ("a//b", "a", "b"), ("/", "/", ""), ("", "", ""), ("./x", ".", "x"),
    ]
    for (path, folder, name) in expected {
      #expect(PathParts(path).folder == folder, "\(path)")
      #expect(PathParts(path).name == name, "\(path)")
    }
    #expect(PathParts.join("", "a") == "a")
    #expect(PathParts.join("/", "a") == "/a")
    #expect(PathParts.join("runs", "a") == "runs/a")
  }

  @Test func aFolderOfOneLetterInTheWorkingFolderIsMade() throws {
    let name = "é"
    try #require(!FileManager.default.fileExists(atPath: name))
    defer { try? FileManager.default.removeItem(atPath: name) }
    try AtomicFileWriter().makeFolder(name)
    try AtomicFileWriter().write("x", to: "\(name)/y")
    #expect(FileManager.default.fileExists(atPath: "\(name)/y"))
  }
}
