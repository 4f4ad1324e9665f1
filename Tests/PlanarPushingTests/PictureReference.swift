import Foundation
import PlanarPushing
import Storage
import Tensors

/// `Reference/frames.npz`, made by `Tools/reference/pushing_frames.py`: what gym-pusht shows of 20 states.
struct PictureReference: Sendable {
  static let side = 96

  let states: [PushingState]
  let frames: [[UInt8]]
  /// For each state the pixels at whose centre goal, block, pusher and wall are seen.
  let parts: [[[Bool]]]
  /// The observation of the state [256, 400, 256, 300, .5].
  let given: [UInt8]

  static let shared: PictureReference = {
    let url = Bundle.module.url(forResource: "Reference/frames", withExtension: "npz")!
    return try! PictureReference(NpzFile(url.path))
  }()

  private init(_ file: NpzFile) throws {
    func numbers(_ key: String) throws -> [Double] { try file.array(named: key).tensor(as: Double.self).elements }
    func cut<Element>(_ array: [Element], _ length: Int) -> [[Element]] {
      stride(from: 0, to: array.count, by: length).map { Array(array[$0..<($0 + length)]) }
    }
    let pixels = Self.side * Self.side
    states = try cut(numbers("states"), 5).map { PushingState($0) }
    frames = try cut(numbers("frames").map { UInt8($0) }, 3 * pixels)
    parts = try cut(cut(numbers("parts").map { $0 == 1 }, pixels), 4)
    given = try numbers("given").map { UInt8($0) }
  }
}
