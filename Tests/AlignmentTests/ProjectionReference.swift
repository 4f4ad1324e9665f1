import Foundation
import Tensors

/// What scikit-learn and umap-learn answer (`Reference/projection.json`; `Tools/reference/projection.py` made it and
/// says from which versions), and the data both sides make by the same rules.
enum ProjectionReference {
  struct Contents: Decodable {
    let neighborLists: [NeighborList]
    let mixings: [Mixing]
    let components: [Components]
    let trusts: [Trust]
    let curves: [Curve]
    let graphs: [Graph]
    let pictures: [Picture]
  }

  struct NeighborList: Decodable {
    let seed: UInt64
    let rows, columns, count: Int
    let distances: [[Double]]
    let indices: [[Int32]]
  }

  struct Mixing: Decodable {
    let seeds: [UInt64]
    let counts: [[Int]]
    let columns: Int
    let shift, value: Double
  }

  struct Components: Decodable {
    let seed: UInt64
    let rows, columns, count: Int
    let directions, projection: [[Double]]
    let variances, shares: [Double]
  }

  struct Trust: Decodable {
    let data: String
    let count: Int
    let value: Double
  }

  struct Curve: Decodable { let minimumDistance, spread, a, b: Double }

  struct Graph: Decodable {
    let name: String
    let neighbors: Int
    let starts, columns: [Int32]
    let weights: [Double]
  }

  struct Picture: Decodable {
    let data: String
    let dimensions: Int
    let trustworthiness, share: [Double]
  }

  static let contents: Contents = {
    let url = Bundle.module.url(forResource: "Reference/projection", withExtension: "json")!
    return try! JSONDecoder().decode(Contents.self, from: Data(contentsOf: url))
  }()

  /// SplitMix64's numbers, their upper 53 bits on [0, 1).
  static func uniforms(_ seed: UInt64, _ count: Int) -> [Double] {
    var state = seed
    return (0..<count).map { _ in
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
    }
  }

  /// Nearly normal: each number is the sum of twelve uniforms, minus 6.
  static func normals(_ seed: UInt64, _ rows: Int, _ columns: Int) -> Tensor<Double> {
    let u = uniforms(seed, 12 * rows * columns)
    return Tensor(shape: [rows, columns]) { target in
      for index in target.indices { target[index] = u[12 * index..<12 * (index + 1)].reduce(0, +) - 6 }
    }
  }

  static func data(_ name: String) throws -> Tensor<Double> {
    switch name {
    case "blobs":
      return try normals(2, 5, 10).gatherRows((0..<600).map { $0 % 5 }) * 4 + normals(1, 600, 10)
    case "roll":
      let u = uniforms(3, 1600)
      return try Tensor(
        rows: (0..<800).map { row in
          let angle = 1.5 * Double.pi * (1 + 2 * u[2 * row])
          return [angle * cos(angle), 21 * u[2 * row + 1], angle * sin(angle)]
        })
    case "cloud":
      return try normals(4, 500, 8) * Tensor([3, 2, 1, 1, 1, 0.5, 0.5, 0.1])
    case "pairs":
      return try data("cloud").gatherRows((0..<60).map { $0 / 2 })
    default:
      precondition(name == "islands")
      let centers = try Tensor<Double>.identity(6).rows(0..<3) * 100
      return try centers.gatherRows((0..<360).map { $0 % 3 }) + normals(5, 360, 6)
    }
  }
}
