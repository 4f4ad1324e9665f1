import Foundation

/// One way in which the source domain differs from the base pair's, at a level of the study: `centre-of-mass:3`.
///
/// Level 1 is the base pair itself in every family, levels 2 to 4 grow, as in the study's figures; the calibration gap
/// has a level 0, no gap, besides. The references have one level.
public struct DomainGap: Sendable, Hashable, CustomStringConvertible {
  public enum Family: String, Sendable, CaseIterable, Codable {
    case colourShift = "colour-shift"
    case colourRandomisation = "colour-randomisation"
    case cameraPose = "camera-pose"
    case centreOfMass = "centre-of-mass"
    case targetPose = "target-pose"
    case object = "object"
    case calibration = "calibration"
    case noVisualGap = "no-visual-gap"
    case noPhysicsGap = "no-physics-gap"
    case noGap = "no-gap"

    /// Whether this is one of the study's reference settings, which close gaps of the base pair.
    public var isReference: Bool { [.noVisualGap, .noPhysicsGap, .noGap].contains(self) }

    /// The levels that the study has, and those of the calibration gap, which stands in for its visual gaps where policies
    /// see keypoints.
    public var levels: ClosedRange<Int> {
      switch self {
      case .colourShift, .colourRandomisation, .cameraPose, .centreOfMass, .targetPose: 1...4
      case .object: 1...2
      case .calibration: 0...3
      case .noVisualGap, .noPhysicsGap, .noGap: 1...1
      }
    }
  }

  public let family: Family
  public let level: Int

  /// - Throws: `PushingError.gap` when the family has no such level.
  public init(_ family: Family, level: Int = 1) throws(PushingError) {
    guard family.levels.contains(level) else {
      throw .gap("\(family.rawValue) has no level \(level): its levels are \(Self.list(family))")
    }
    self.family = family
    self.level = level
  }

  /// A gap by name: `family:level`, or a reference's name alone.
  /// - Throws: `PushingError.gap` naming the families or levels there are.
  public init(_ name: String) throws(PushingError) {
    let parts = name.split(separator: ":", omittingEmptySubsequences: false)
    guard let family = Family(rawValue: String(parts[0])) else {
      let known = Family.allCases.map(\.rawValue).joined(separator: ", ")
      throw .gap("there is no domain gap “\(parts[0])”: there are \(known)")
    }
    guard parts.count <= 2 else { throw .gap("“\(name)” is no domain gap: write FAMILY:LEVEL") }
    guard parts.count == 2 || family.levels.count == 1 else {
      throw .gap("“\(name)” needs a level: \(family.rawValue):\(Self.list(family))")
    }
    guard let level = parts.count == 2 ? Int(parts[1]) : 1 else {
      throw .gap("“\(parts[1])” is no level of \(family.rawValue): its levels are \(Self.list(family))")
    }
    try self.init(family, level: level)
  }

  private static func list(_ family: Family) -> String { family.levels.map(String.init).joined(separator: ", ") }

  public var description: String { family.levels.count == 1 ? family.rawValue : "\(family.rawValue):\(level)" }
}

extension DomainGap {
  /// The levels of the centre-of-mass family, metres along the T's stem, the base first. Positive is towards the bar.
  public static let centreShifts = [0, 0.03, -0.03, -0.06]
  /// The levels of the target-pose family, metres.
  public static let targetShifts = [0, 0.025, 0.05, 0.1]
}
