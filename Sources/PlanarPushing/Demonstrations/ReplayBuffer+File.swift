import Storage
import Tensors

extension ReplayBuffer {
  /// Reads the study's zarr store, or the npz or HDF5 file that is written here of the same arrays.
  ///
  /// Numbers of any type are taken; pictures stay in the file.
  /// - Throws: `ArrayFileError` that names the array and what was expected: where `state`, `action` or `target` is
  ///   missing or has another shape, where a number is not finite, where nothing says how episodes end, or where a
  ///   camera's pictures are not bytes `[rows, height, width, 3]`.
  public init(contentsOf path: String) throws(ArrayFileError) {
    let file = try ArrayFiles.open(path)
    let ends = try Self.episodeEnds(of: file)
    let rows = ends.last ?? 0
    state = try Self.required("state", "the pusher’s x, y and angle", rows, 3, in: file)
    action = try Self.required("action", "where the pusher goes, x and y", rows, 2, in: file)
    target = try Self.required("target", "the episode’s last pose of the block, x, y and angle", rows, 3, in: file)
    sliderState = try Self.optional("slider_state", rows, 3, in: file)
    command = try Self.optional("command", rows, 2, in: file)
    episodeEnds = ends
    var cameras: [String: StoredArray] = [:]
    for array in file.arrays where Self.name(of: array.key).hasSuffix("_camera") {
      guard array.type == .unsigned8, array.shape.count == 4, array.shape[0] == rows, array.shape[3] == 3 else {
        throw Self.damaged(
          array, "expected the pictures of a camera, bytes of the shape [\(rows), height, width, 3]")
      }
      cameras[Self.name(of: array.key)] = array
    }
    self.cameras = cameras
  }

  /// What the study calls an array that robomimic's layout keeps elsewhere.
  private static func name(of key: String) -> String {
    key == "actions" ? "action" : key.hasPrefix("obs/") ? String(key.dropFirst(4)) : key
  }

  private static func episodeEnds(of file: any ArrayFile) throws(ArrayFileError) -> [Int] {
    if let ends = file.episodeEnds { return ends }
    let expected =
      "expected the number of rows up to the end of each episode: meta/episode_ends in a zarr store, episode_ends "
      + "in an npz file, data/demo_0 and so on in an HDF5 file"
    guard let array = file.arrays.first(where: { ["episode_ends", "meta/episode_ends"].contains($0.key) }) else {
      throw ArrayFileError(path: file.path, key: "episode_ends", .damaged("it is missing; \(expected)"))
    }
    guard array.shape.count == 1, array.type == .signed64 else { throw damaged(array, expected) }
    var ends: [Int] = []
    for number in try array.tensor(as: Double.self).elements {
      guard let end = Int(exactly: number), end > ends.last ?? 0 else {
        throw ArrayFileError(
          path: file.path, key: array.key,
          .damaged("episode \(ends.count) ends at row \(number), not behind row \(ends.last ?? 0), where it begins"))
      }
      ends.append(end)
    }
    return ends
  }

  private static func required(
    _ name: String, _ what: String, _ rows: Int, _ width: Int, in file: any ArrayFile
  ) throws(ArrayFileError) -> Tensor<Double> {
    if let numbers = try optional(name, rows, width, in: file) { return numbers }
    if let refused = file.unreadable.first(where: { self.name(of: $0.key ?? "") == name }) { throw refused }
    let keys = file.arrays.map(\.key)
    throw ArrayFileError(
      path: file.path, key: name,
      .damaged(
        "it is missing; expected \(what), of the shape [\(rows), \(width)]; the file has "
          + (keys.isEmpty ? "no arrays" : keys.prefix(10).joined(separator: ", ") + (keys.count > 10 ? ", …" : ""))))
  }

  private static func optional(
    _ name: String, _ rows: Int, _ width: Int, in file: any ArrayFile
  ) throws(ArrayFileError) -> Tensor<Double>? {
    guard let array = file.arrays.first(where: { self.name(of: $0.key) == name }) else { return nil }
    guard array.shape == [rows, width] else { throw damaged(array, "expected [\(rows), \(width)]") }
    let numbers = try array.tensor(as: Double.self)
    if let place = numbers.elements.firstIndex(where: { !$0.isFinite }) {
      throw ArrayFileError(
        path: file.path, key: array.key,
        .damaged("row \(place / width), column \(place % width) is \(numbers.elements[place]); expected finite numbers")
      )
    }
    return numbers
  }

  private static func damaged(_ array: StoredArray, _ expected: String) -> ArrayFileError {
    ArrayFileError(
      path: array.path, key: array.key,
      .damaged("it has the shape \(array.shape) and the type \(array.type.rawValue); \(expected)"))
  }
}
