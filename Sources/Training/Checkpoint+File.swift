import Foundation
import Models
import Storage
import Tensors

// A checkpoint is one safetensors file. Its tensors are `weights.NAME`, `average.NAME`, `optimizer.first.NAME` and
// `optimizer.second.NAME` for each parameter; its strings `format`, `state` (JSON) and a `run.PROPERTY` for each
// property the resuming run must share.

extension Checkpoint {
  private static var format: String { "CotrainLens checkpoint 1" }

  func write(to path: String, with writer: AtomicFileWriter) throws {
    var strings = ["format": Self.format, "state": String(decoding: try JSONText.canonical(state), as: UTF8.self)]
    for (property, value) in run { strings["run.\(property)"] = value }
    var contents = SafetensorsContents(metadata: strings)
    let parts = [
      ("weights", weights), ("average", average ?? .zeros([0])), ("optimizer.first", first),
      ("optimizer.second", second),
    ]
    for (part, flat) in parts where flat.count > 0 {
      for slot in slots {
        contents.add("\(part).\(slot.name)", try flat.rows(slot.offset..<slot.offset + slot.count).reshaped(slot.shape))
      }
    }
    try contents.write(to: path, with: writer)
  }

  /// Reads a checkpoint for a network with the given parameters.
  /// - Throws: `CheckpointError` when the file is no checkpoint, or one of a network with other parameters or of
  ///   another precision; `ArrayFileError` when it cannot be read.
  public init(contentsOf path: String, slots: [Parameters<Scalar>.Slot]) throws {
    let file = try SafetensorsFile(path)
    guard file.metadata["format"] == Self.format else {
      throw CheckpointError(
        path: path, subject: "format", found: file.metadata["format"] ?? "absent", expected: Self.format)
    }
    let text = file.metadata["state"] ?? ""
    guard let state = try? JSONText.decode(State.self, from: Data(text.utf8)) else {
      throw CheckpointError(path: path, subject: "state", found: "unreadable", expected: "the state of a run")
    }
    var run: [String: String] = [:]
    for (key, value) in file.metadata where key.hasPrefix("run.") { run[String(key.dropFirst(4))] = value }

    let reader = CheckpointReader(file: file, slots: slots)
    try reader.checkParameters()
    self.init(
      slots: slots, weights: try reader.part("weights"),
      average: state.averageUpdates == nil ? nil : try reader.part("average"),
      first: try reader.part("optimizer.first", orNone: true),
      second: try reader.part("optimizer.second", orNone: true), state: state, run: run)
  }
}

/// Puts the tensors of a file back into flat vectors.
private struct CheckpointReader<Scalar: TensorScalar> {
  let file: SafetensorsFile
  let slots: [Parameters<Scalar>.Slot]

  /// The file has weights for the network's parameters, neither more nor fewer.
  func checkParameters() throws {
    for slot in slots { try check(slot, in: "weights") }
    let known = Set(slots.map(\.name))
    for entry in file.entries where entry.name.hasPrefix("weights.") {
      let name = String(entry.name.dropFirst("weights.".count))
      guard known.contains(name) else {
        throw difference("parameter \(name)", found: "\(entry.shape)", expected: "absent")
      }
    }
  }

  /// One vector over all parameters.
  func part(_ part: String, orNone: Bool = false) throws -> Tensor<Scalar> {
    if orNone, !file.entries.contains(where: { $0.name.hasPrefix(part + ".") }) { return .zeros([0]) }
    var tensors: [Tensor<Scalar>] = []
    for slot in slots {
      try check(slot, in: part)
      tensors.append(try file.tensor("\(part).\(slot.name)", as: Scalar.self).reshaped([-1]))
    }
    return tensors.isEmpty ? .zeros([0]) : try .concatenated(tensors)
  }

  private func check(_ slot: Parameters<Scalar>.Slot, in part: String) throws {
    let type = SafetensorsType(of: Scalar.self)
    let expected = "\(slot.shape) in \(type.rawValue)"
    let subject = part == "weights" ? "parameter \(slot.name)" : "\(part) of parameter \(slot.name)"
    guard let entry = file.entries.first(where: { $0.name == "\(part).\(slot.name)" }) else {
      throw difference(subject, found: "absent", expected: expected)
    }
    guard entry.shape == slot.shape, entry.type == type else {
      throw difference(subject, found: "\(entry.shape) in \(entry.type.rawValue)", expected: expected)
    }
  }

  private func difference(_ subject: String, found: String, expected: String) -> CheckpointError {
    CheckpointError(path: file.path, subject: subject, found: found, expected: expected)
  }
}
