import Foundation
import Storage
import Tensors
import TestSupport
import Testing

/// What Tools/reference/containers.py wrote with h5py 3.16.0 and zarr 2.18.7: files, keys, shapes, types.
struct ContainerCases: Decodable {
  struct Case: Decodable {
    let file: String
    let key: String
    let shape: [Int]
    let type: String
    let start: Int
    /// From this row on, every number is the fill value.
    let filledFrom: Int?
    let fill: FillValue?

    var values: [Double] {
      let width = shape.dropFirst().reduce(1, *)
      return (0..<shape.reduce(1, *)).map { place in
        if let filledFrom, let fill, place >= filledFrom * width { return fill.number }
        return ContainerCases.value(place + start, type)
      }
    }
  }

  /// A number, or "NaN", "Infinity", "-Infinity".
  struct FillValue: Decodable {
    let number: Double

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Double.self) {
        self.number = number
      } else {
        number = try #require(Double(container.decode(String.self)))
      }
    }
  }

  let cases: [Case]

  static let shared = try! JSONDecoder().decode(
    ContainerCases.self, from: Data(contentsOf: URL(fileURLWithPath: path("cases.json"))))

  static func path(_ name: String) -> String {
    Bundle.module.url(forResource: "Reference", withExtension: nil)!.path + "/containers/" + name
  }

  /// The rule that the script's files follow.
  static func value(_ place: Int, _ type: String) -> Double {
    let remainder = (7 * place + 3) % 101
    return switch type.prefix(1) {
    case "b": remainder % 3 == 0 ? 1 : 0
    case "s": Double(remainder - 50)
    case "u": Double(remainder)
    default: Double(remainder - 50) / 4
    }
  }

  /// Reads an array whole, and in blocks of one to five rows in order and backwards, and compares.
  static func expectEqual(_ item: Case, in file: any ArrayFile, sourceLocation: SourceLocation = #_sourceLocation)
    throws
  {
    let array = try file.array(named: item.key)
    #expect(
      array.shape == item.shape && array.type.rawValue == item.type, "\(item.file):\(item.key)",
      sourceLocation: sourceLocation)
    let values = item.values
    let whole = try array.tensor(as: Double.self).withUnsafeBuffer { Array($0) }
    #expect(isSame(whole, values), "\(item.file):\(item.key) is \(whole)", sourceLocation: sourceLocation)
    let width = item.shape.dropFirst().reduce(1, *)
    for block in [1, 2, 5] {
      let starts = Array(stride(from: 0, to: array.rowCount, by: block))
      for start in starts + starts.reversed() {
        let end = min(start + block, array.rowCount)
        let rows = try array.rows(start..<end, as: Float.self).withUnsafeBuffer { $0.map(Double.init) }
        let expected = values[start * width..<end * width].map { Double(Float($0)) }
        #expect(
          isSame(rows, expected), "\(item.file):\(item.key), rows \(start)..<\(end)", sourceLocation: sourceLocation)
      }
    }
  }

  private static func isSame(_ left: [Double], _ right: [Double]) -> Bool {
    left.count == right.count && zip(left, right).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN }
  }
}
