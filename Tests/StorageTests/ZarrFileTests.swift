import Foundation
import Storage
import Tensors
import TestSupport
import Testing

@Suite struct ZarrFileTests {
  let folder = TemporaryFolder()

  /// Puts the members of a zip store into a folder, as unpacking it would.
  private func unpack(_ name: String) throws -> String {
    let archive = try ZipArchive(RegularFile(ContainerCases.path(name)))
    let store = folder.file("unpacked.zarr")
    for member in archive.members {
      let parts = PathParts(PathParts.join(store, member.name))
      try AtomicFileWriter().makeFolder(parts.folder)
      try Data(archive.contents(of: member, byteLimit: 1 << 20)).write(
        to: URL(fileURLWithPath: PathParts.join(parts.folder, parts.name)))
    }
    return store
  }

  @Test func everyArrayThatZarrPythonWroteIsReadFromAZipStoreAndFromAFolder() throws {
    let name = "matrix.zarr.zip"
    let cases = ContainerCases.shared.cases.filter { $0.file == name }
    for path in [ContainerCases.path(name), try unpack(name)] {
      let file = try ZarrFile(path)
      for item in cases { try ContainerCases.expectEqual(item, in: file) }
      #expect(file.arrays.map(\.key).sorted() == cases.map(\.key).sorted(), "what is listed is what was written")
      #expect(file.episodeEnds == nil)
      let refused = Dictionary(uniqueKeysWithValues: file.unreadable.map { ($0.key ?? "", $0.reason.description) })
      let expected = [
        "text": "text ('<U3')", "bytes": "text ('|S3')", "complex": "complex numbers", "dates": "dates",
        "records": "records", "bz2": "compressed by bz2, and zlib, gzip, zstd, lz4, blosc are read",
        "delta": "filters delta",
      ]
      #expect(refused.count == expected.count)
      for (key, words) in expected { #expect(refused["refused/\(key)"]?.contains(words) == true, "\(key)") }
    }
  }

  @Test(arguments: ["replay.zarr", "replay.zarr.zip"])
  func aReplayBuffersDataGoWithoutTheirPrefixAndItsEpisodesAreKnown(name: String) throws {
    let file = try ZarrFile(ContainerCases.path(name))
    #expect(file.arrays.map(\.key).sorted() == ["action", "img", "meta/episode_ends", "state"])
    #expect(file.episodeEnds == [3, 7, 12])
    for item in ContainerCases.shared.cases where item.file == name { try ContainerCases.expectEqual(item, in: file) }
  }

  @Test func anArrayAtTheRootHasAnEmptyKey() throws {
    let file = try ZarrFile(ContainerCases.path("array.zarr"))
    for item in ContainerCases.shared.cases where item.file == "array.zarr" {
      try ContainerCases.expectEqual(item, in: file)
    }
  }

  @Test func aZipArchiveOfTheStoresFolderIsReadLikeOneOfItsContents() throws {
    let archive = try ZipArchive(RegularFile(ContainerCases.path("replay.zarr.zip")))
    var nested = ZipContents()
    for member in archive.members {
      nested.add(
        "replay.zarr/\(member.name)", Data(try archive.contents(of: member, byteLimit: 1 << 20)), method: .deflated)
    }
    let path = folder.file("nested.zip")
    try nested.data.write(to: URL(fileURLWithPath: path))
    let file = try ZarrFile(path)
    #expect(file.arrays.map(\.key).sorted() == ["action", "img", "meta/episode_ends", "state"])
    #expect(file.episodeEnds == [3, 7, 12])
  }

  @Test func everyContainerIsKnownByItsContents() throws {
    #expect(try ArrayFiles.open(ContainerCases.path("replay.zarr")) is ZarrFile)
    #expect(try ArrayFiles.open(ContainerCases.path("replay.zarr.zip")) is ZarrFile)
    #expect(try ArrayFiles.open(ContainerCases.path("robomimic.hdf5")) is HDF5File)
    #expect(try ArrayFiles.open(ContainerCases.path("matrix-v110.h5")) is HDF5File, "behind a user block")
  }

  @Test func aFolderWithoutAStoreAndVersionThreeAreRefused() throws {
    #expect(
      throws: ArrayFileError(path: folder.path, .unrecognized(found: "it has neither a .zgroup nor a .zarray of zarr"))
    ) {
      try ArrayFiles.open(folder.path)
    }
    try #"{"zarr_format": 3, "node_type": "group"}"#.write(
      toFile: folder.file("zarr.json"), atomically: false, encoding: .utf8)
    let error = #expect(throws: ArrayFileError.self) { try ArrayFiles.open(folder.path) }
    #expect(
      error?.reason == .unsupported("it is zarr of version 3, and version 2 is read; write it with zarr_format=2"))
    #expect(throws: ArrayFileError(path: folder.file("absent"), .unreadable(code: ENOENT))) {
      try ZarrFile(folder.file("absent"))
    }
  }
}
