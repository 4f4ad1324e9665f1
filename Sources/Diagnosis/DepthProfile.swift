import Statistics

/// Where along the network its domains come together: in the first half of its layers or in the second.
///
/// The mechanistic study finds that local geometry (which rows are neighbours) mixes early and that global alignment
/// comes late. With θ(0), θ(½), θ(1) a coordinate at the first layer, at half depth (between two layers their mean) and
/// at the last,
///
///     early = θ(½) − θ(0),   late = θ(1) − θ(½),   lead = late − early
///
/// Both coordinates fall as domains come together, so a positive lead says that the fall came early.
public struct DepthProfile: Sendable, Hashable {
  /// One coordinate's course.
  public struct Course: Sendable, Hashable {
    public let coordinate: Coordinate
    public let early: LayerContrast
    public let late: LayerContrast
    public let lead: LayerContrast
    /// θ(1) − θ(0), below zero where the domains come together.
    public let total: LayerContrast
  }

  /// Local geometry: neighbour mixing.
  public let local: Course
  /// Global alignment: separation.
  public let global: Course

  /// Fewer layers than this have no first and second half.
  public static let fewestLayers = 3

  /// nil with too few layers.
  public init?(_ diagnosis: Diagnosis) {
    let layers = diagnosis.layers
    guard layers.count >= Self.fewestLayers else { return nil }
    func course(_ coordinate: Coordinate) -> Course {
      func contrast(_ first: Double, _ middle: Double, _ last: Double) -> LayerContrast {
        var coefficients = [Double](repeating: 0, count: layers.count)
        coefficients[0] += first
        coefficients[(layers.count - 1) / 2] += middle / 2
        coefficients[layers.count / 2] += middle / 2
        coefficients[layers.count - 1] += last
        let used = layers.indices.filter { coefficients[$0] != 0 }
        // All layers see the same episodes.
        return LayerContrast(coordinate, of: used.map { layers[$0] }, used.map { coefficients[$0] }, canPair: true)
      }
      return Course(
        coordinate: coordinate, early: contrast(-1, 1, 0), late: contrast(0, -1, 1), lead: contrast(1, -2, 1),
        total: contrast(-1, 0, 1))
    }
    local = course(.mixing)
    global = course(.separation)
  }

  /// What the two courses say, in sentences, and whether it is what the mechanistic study reports.
  public var sentences: [String] {
    func changes(_ course: Course) -> String {
      "\(course.coordinate.name) changes by \(course.early.inWords) over the first half of the layers and by "
        + "\(course.late.inWords) over the second"
    }
    func verdict(_ course: Course, expected: FloatingPointSign, _ when: String) -> String {
      guard course.total.sign == .minus else {
        return "; from the first layer to the last it does not fall beyond doubt (\(course.total.inWords))"
      }
      return switch course.lead.sign {
      case nil: "; which half the fall belongs to is not decided (difference \(course.lead.inWords))"
      case expected: ": the fall comes \(when), as the mechanistic study reports"
      default: ": the fall does not come \(when), other than in the mechanistic study"
      }
    }
    var sentences = [
      "Local geometry: " + changes(local) + verdict(local, expected: .plus, "early") + ".",
      "Global alignment: " + changes(global) + verdict(global, expected: .minus, "late") + ".",
    ]
    if [local, global].contains(where: { $0.lead.pairing == .unpaired }) {
      sentences.append("These intervals take layers as independent, which layers of one network are not.")
    }
    return sentences
  }
}
