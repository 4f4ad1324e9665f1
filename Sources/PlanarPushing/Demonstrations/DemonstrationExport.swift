import Foundation
import Storage
import Tensors

/// Demonstrations as files for others: numpy's npz, the empirical study's zarr store, robomimic's HDF5.
///
/// All hold the rows of `ReplayBuffer`. Pictures are drawn, compressed and written a block at a time, so that a file may
/// be larger than memory; equal demonstrations have equal bytes for any number of workers.
public struct DemonstrationExport: Sendable {
  public let rows: ReplayBuffer
  /// nil where the rows came from a file of others, which does not say what was done by whom.
  public let set: DemonstrationSet?
  /// Pictures to be drawn; those of the cameras of `rows` are written in any case.
  public var frames: DemonstrationFrames?
  /// Numbers of the demonstrations that robomimic's file keeps for validation.
  public var validation: [Int] = []
  public var workers = 1

  /// The key of the pictures, as the study calls its camera above the table.
  public static let camera = "overhead_camera"
  /// Pictures in a chunk of the study's store.
  private static let picturesPerChunk = 128
  /// zlib's level for pictures: higher ones take longer and gain little.
  static let level = 1

  public init(_ set: DemonstrationSet, frames: DemonstrationFrames? = nil) {
    rows = ReplayBuffer(set)
    self.set = set
    self.frames = frames
  }

  /// Rows from a file, such as the study's, to be written in another format.
  public init(_ rows: ReplayBuffer) {
    self.rows = rows
    set = nil
  }

  /// Writes a file of a format, whole or not at all.
  /// - Precondition: the toolkit's own format has a set to write.
  /// - Throws: `WriteError`; for a store of zarr also where something of that name is there. What `frames` throws.
  public func write(
    to path: String, as format: DemonstrationFormat, with writer: AtomicFileWriter = AtomicFileWriter()
  ) throws {
    switch format {
    case .demos: try set!.write(to: path, with: writer)
    case .npz: try npz.write(to: path, with: writer, workers: workers)
    case .zarr: try zarr.write(to: path, with: writer.operations, workers: workers)
    case .hdf5: try hdf5.write(to: path, with: writer, workers: workers)
    }
  }

  /// The pictures of all demonstrations by their names.
  private var cameras: [(name: String, pictures: ProducedArray)] {
    rows.cameras.sorted { $0.key < $1.key }.map { ($0.key, ProducedArray($0.value)) }
      + (frames.map { [(Self.camera, $0.array(ends: rows.episodeEnds))] } ?? [])
  }

  private var npz: NpzStream {
    var contents = NpzStream()
    for (name, numbers) in rows.arrays { contents.add(name, ProducedArray(numbers)) }
    contents.add("episode_ends", ProducedArray(rows.episodeEnds))
    for (name, pictures) in cameras { contents.add(name, pictures, level: Self.level) }
    return contents
  }

  /// Keys, types and chunks are the study's.
  private var zarr: ZarrContents {
    get throws {
      var contents = try set.map { try ZarrContents(attributes: Description($0)) } ?? ZarrContents()
      for (name, numbers) in rows.arrays {
        contents.add(
          "data/\(name)", numbers, rowsPerChunk: numbers.columns == 2 ? 2048 : 1024, compressor: .blosc(.lz4))
      }
      for (name, pictures) in cameras {
        contents.add(
          "data/\(name)", pictures, rowsPerChunk: Self.picturesPerChunk, compressor: .blosc(.lz4))
      }
      contents.add("meta/episode_ends", rows.episodeEnds, compressor: .blosc(.lz4))
      return contents
    }
  }
}

extension ReplayBuffer {
  /// The numbers by the study's names.
  var arrays: [(name: String, numbers: Tensor<Double>)] {
    var arrays = [("action", action), ("state", state), ("target", target)]
    if let sliderState { arrays.append(("slider_state", sliderState)) }
    if let command { arrays.append(("command", command)) }
    return arrays
  }
}

extension DemonstrationExport {
  /// What a file says of itself.
  struct Description: Encodable {
    let expert: String
    let domain: String
    let gaps: [String]
    let seed: UInt64
    let demonstrations: Int
    let failedAttempts: Int
    let units = "metres and radians; x to the right, y up, the T's bar at its goal centred at (0.587, 0)"
    let pixelsPerMetre = PushingWorld.pixelsPerMetre
    let action = "the pusher's next position, the last repeated, as in the study; command is where the expert led it"

    enum CodingKeys: String, CodingKey {
      case expert, domain, gaps, seed, demonstrations, units, action
      case failedAttempts = "failed_attempts"
      case pixelsPerMetre = "pixels_per_metre"
    }

    init(_ set: DemonstrationSet) {
      expert = set.character.name
      domain = set.domain.name
      gaps = set.domain.gaps.map(\.description).sorted()
      seed = set.seed
      demonstrations = set.demonstrations.count
      failedAttempts = set.failures
    }
  }
}
