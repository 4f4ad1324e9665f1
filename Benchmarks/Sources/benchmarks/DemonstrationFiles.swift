import Foundation
import PlanarPushing

/// Demonstrations with pictures of 96 × 96 into files, on two threads: drawn, compressed and written.
///
/// `peers/demonstration_files.py` writes the same arrays from memory; it gets them from `benchmarks store PATH COUNT`.
enum DemonstrationFiles {
  static let measurements = [
    Measurement("demonstrations-zarr", unit: "s") { try write(2000, as: .zarr) },
    Measurement("demonstrations-npz", unit: "s") { try write(200, as: .npz) },
    Measurement("demonstrations-hdf5", unit: "s") { try write(200, as: .hdf5) },
  ]

  /// The set that all of them write, and a store of it, for the peers.
  static func writeStore(of count: Int, to path: String) throws {
    try export(demonstrations(count)).write(to: path, as: .zarr)
  }

  private static func demonstrations(_ count: Int) throws -> DemonstrationSet {
    try DemonstrationSet(of: .planner, in: .source, count: count, seed: 1, workers: 2)
  }

  private static func export(_ set: DemonstrationSet) throws -> DemonstrationExport {
    var export = try DemonstrationExport(set, frames: DemonstrationFrames(of: set))
    export.workers = 2
    return export
  }

  private static func write(_ count: Int, as format: DemonstrationFormat) throws -> Measurement.Value {
    let clock = ContinuousClock()
    let begin = clock.now
    let set = try demonstrations(count)
    let made = clock.now
    let export = try export(set)
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    let time = try secondsPerStep(1, warmup: 0) {
      try export.write(to: folder.appendingPathComponent("set.\(format.rawValue)").path, as: format)
    }
    let frames = set.demonstrations.reduce(0) { $0 + $1.states.count }
    return .init(
      number: time,
      details: [
        "frames": Double(frames), "GB of pictures": Double(frames) * 96 * 96 * 3 / 1e9,
        "MB written": size(of: folder) / 1e6,
        "making the demonstrations, s": seconds(made - begin), "peak memory, MiB": peakMemory(),
      ])
  }

  private static func size(of folder: URL) -> Double {
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.fileSizeKey])
    var bytes = 0
    while let file = files?.nextObject() as? URL {
      bytes += (try? file.resourceValues(forKeys: [.fileSizeKey]).fileSize) ?? 0
    }
    return Double(bytes)
  }
}
