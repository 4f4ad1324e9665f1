import Foundation
import Storage
import Tensors

/// The toolkit's own file of demonstrations: states and commands, from which pictures are drawn when they are needed.
///
/// It is a safetensors file, whatever its name (`.demos`), so that others read it too: `states` `[Σ (nᵢ + 1), 5]`, pusher
/// and block in pixels and radians, `commands` `[Σ nᵢ, 2]`, `lengths` nᵢ, `attempts`, and `outcomes` `[episodes, 4]`, the
/// seconds until *reached*, *held*, *returned* (NaN for never) and 1 where it ended near the goal. Strings beside them
/// say what was asked for, and give a digest over everything.
extension DemonstrationSet {
  private static let format = "cotrain demonstrations"
  private static let version = "1"

  /// What is to be written. Equal sets have equal bytes.
  private var contents: SafetensorsContents {
    get throws {
      let arrays = Arrays(self)
      var strings = [
        "format": Self.format, "version": Self.version, "seed": String(seed),
        "domain": String(decoding: try JSONText.canonical(domain), as: UTF8.self),
        "character": String(decoding: try JSONText.canonical(character), as: UTF8.self),
        "box": String(decoding: try JSONText.canonical(box), as: UTF8.self),
      ]
      strings["digest"] = arrays.digest(strings)
      var contents = SafetensorsContents(metadata: strings)
      contents.add("states", arrays.states)
      contents.add("commands", arrays.commands)
      contents.add("outcomes", arrays.outcomes)
      contents.add("lengths", arrays.lengths)
      contents.add("attempts", arrays.attempts)
      return contents
    }
  }

  /// Writes the file, whole or not at all.
  /// - Throws: `WriteError`.
  public func write(to path: String, with writer: AtomicFileWriter = AtomicFileWriter()) throws {
    try contents.write(to: path, with: writer)
  }

  /// Reads a file that `write` made.
  /// - Throws: `ArrayFileError` for anything else, one changed bit included.
  public init(contentsOf path: String) throws(ArrayFileError) {
    let file = try SafetensorsFile(path)
    func damaged(_ what: String) -> ArrayFileError { ArrayFileError(path: path, .damaged(what)) }
    guard file.metadata["format"] == Self.format else {
      throw ArrayFileError(
        path: path,
        .unsupported("it is a safetensors file, but none of demonstrations; cotrain demonstrations writes them"))
    }
    guard file.metadata["version"] == Self.version else {
      throw ArrayFileError(
        path: path,
        .unsupported(
          "its demonstrations are of version \(file.metadata["version"] ?? "unknown"); version \(Self.version) is read")
      )
    }
    let arrays = try Arrays(file)
    var strings = file.metadata
    guard strings.removeValue(forKey: "digest") == arrays.digest(strings) else {
      throw damaged("its digest is not that of its contents: it was changed after it was written; make it again")
    }
    func decoded<Value: Decodable>(_ key: String, as type: Value.Type) throws(ArrayFileError) -> Value {
      do { return try JSONText.decode(type, from: Data((strings[key] ?? "").utf8)) } catch {
        throw damaged("its \(key) is not what this version knows (\(error)); make it again")
      }
    }
    guard let seed = strings["seed"].flatMap({ UInt64($0) }) else { throw damaged("it gives no seed") }
    self.init(
      domain: try decoded("domain", as: PushingDomain.self),
      character: try decoded("character", as: ExpertCharacter.self), seed: seed,
      box: try decoded("box", as: StartBox.self), demonstrations: arrays.demonstrations, attempts: arrays.attempts)
  }
}

/// The numbers of a set of demonstrations.
private struct Arrays {
  let states: Tensor<Double>
  let commands: Tensor<Double>
  let outcomes: Tensor<Double>
  let lengths: [Int]
  let attempts: [Int]

  init(_ set: DemonstrationSet) {
    var (states, commands, outcomes) = ([Double](), [Double](), [Double]())
    let steps = set.demonstrations.reduce(0) { $0 + $1.count }
    states.reserveCapacity(5 * (steps + set.demonstrations.count))
    commands.reserveCapacity(2 * steps)
    for demonstration in set.demonstrations {
      for state in demonstration.states {
        states += [state.pusher.x, state.pusher.y, state.block.position.x, state.block.position.y, state.block.angle]
      }
      for command in demonstration.commands { commands += [command.x, command.y] }
      let outcome = demonstration.outcome
      outcomes += [outcome.reached ?? .nan, outcome.held ?? .nan, outcome.returned ?? .nan, outcome.endedNear ? 1 : 0]
    }
    lengths = set.demonstrations.map(\.count)
    attempts = set.attempts
    self.states = try! Tensor(states, shape: [steps + lengths.count, 5])
    self.commands = try! Tensor(commands, shape: [steps, 2])
    self.outcomes = try! Tensor(outcomes, shape: [lengths.count, 4])
  }

  /// Over strings and numbers, their names included.
  func digest(_ strings: [String: String]) -> String {
    var parts = strings.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    for (name, numbers) in [("states", states), ("commands", commands), ("outcomes", outcomes)] {
      parts.append("\(name)=\(numbers.withUnsafeBuffer { Digest(of: Data(buffer: $0)).hexadecimal })")
    }
    parts.append("lengths=\(lengths)")
    parts.append("attempts=\(attempts)")
    return Digest(of: Data(parts.joined(separator: "\n").utf8)).hexadecimal
  }

  init(_ file: SafetensorsFile) throws(ArrayFileError) {
    func damaged(_ key: String, _ what: String) -> ArrayFileError {
      ArrayFileError(path: file.path, key: key, .damaged(what))
    }
    /// The file cannot announce more than it has, so no limit is needed.
    func numbers(_ key: String, _ type: ElementType, _ shape: [Int]) throws(ArrayFileError) -> Tensor<Double> {
      guard let array = file.arrays.first(where: { $0.key == key }) else {
        throw damaged(key, "it is missing; expected the shape \(shape)")
      }
      guard array.shape == shape, array.type == type else {
        throw damaged(key, "it has the shape \(array.shape) and the type \(array.type.rawValue); expected \(shape)")
      }
      return try array.tensor(as: Double.self, byteLimit: .max)
    }
    func integers(_ key: String, count: Int) throws(ArrayFileError) -> [Int] {
      var integers: [Int] = []
      integers.reserveCapacity(count)
      for number in try numbers(key, .signed64, [count]).elements {
        guard let integer = Int(exactly: number), integer >= 0, integer <= 1 << 40 else {
          throw damaged(key, "entry \(integers.count) is \(number); expected a count")
        }
        integers.append(integer)
      }
      return integers
    }

    guard let count = file.arrays.first(where: { $0.key == "lengths" })?.rowCount else {
      throw damaged("lengths", "it is missing; expected the control steps of each demonstration")
    }
    lengths = try integers("lengths", count: count)
    attempts = try integers("attempts", count: count)
    guard zip(attempts, attempts.dropFirst()).allSatisfy(<) else { throw damaged("attempts", "it does not increase") }
    let limit = file.arrays.first { $0.key == "commands" }?.rowCount ?? 0
    var steps = 0
    for length in lengths {
      guard length <= limit - steps else {
        throw damaged("lengths", "they add up to more than the \(limit) commands that there are")
      }
      steps += length
    }
    states = try numbers("states", .float64, [steps + count, 5])
    commands = try numbers("commands", .float64, [steps, 2])
    outcomes = try numbers("outcomes", .float64, [count, 4])
    for (key, array) in [("states", states), ("commands", commands)] {
      guard array.elements.allSatisfy(\.isFinite) else { throw damaged(key, "a number is not finite") }
    }
  }

  /// The sizes have been checked.
  var demonstrations: [Demonstration] {
    states.withUnsafeBuffer { states in
      commands.withUnsafeBuffer { commands in
        outcomes.withUnsafeBuffer { outcomes in
          var demonstrations: [Demonstration] = []
          demonstrations.reserveCapacity(lengths.count)
          var (state, command) = (0, 0)
          for (place, length) in lengths.enumerated() {
            let seen = (0...length).map { step in
              let first = 5 * (state + step)
              return PushingState(
                pusher: Point(states[first], states[first + 1]),
                block: Pose(Point(states[first + 2], states[first + 3]), angle: states[first + 4]))
            }
            let asked = (0..<length).map { Point(commands[2 * (command + $0)], commands[2 * (command + $0) + 1]) }
            var outcome = EpisodeOutcome()
            func seconds(_ column: Int) -> Double? {
              let value = outcomes[4 * place + column]
              return value.isNaN ? nil : value
            }
            (outcome.reached, outcome.held, outcome.returned) = (seconds(0), seconds(1), seconds(2))
            outcome.endedNear = outcomes[4 * place + 3] != 0
            demonstrations.append(
              Demonstration(start: seen[0], commands: asked, states: seen, outcome: outcome))
            state += length + 1
            command += length
          }
          return demonstrations
        }
      }
    }
  }
}
