import Alignment
import Tensors

/// Exact nearest neighbours and UMAP pictures on two threads, on the rows that `peers/neighbors.py` takes: standard
/// normals, and ten clusters of them.
enum Neighbors {
  static let measurements = [
    Measurement("neighbors-20000x64", unit: "ms") { try search(normals(20_000)) },
    Measurement("neighbors-double-20000x64", unit: "ms") { try search(normals(20_000).converted(to: Double.self)) },
    Measurement("umap-5000x64", unit: "ms") {
      var stream = RandomStream(seed: 1, purpose: "neighbors")
      let centers = Tensor<Float>.normal([10, 64], from: &stream) * 3
      let rows = try centers.gatherRows((0..<5000).map { $0 % 10 }) + normals(5000)
      return .init(
        number: try secondsPerStep(2, warmup: 1) { _ = try UMAP(seed: 0).projection(of: rows, workers: 2) } * 1e3)
    },
  ]

  private static func normals(_ count: Int) -> Tensor<Float> {
    var stream = RandomStream(seed: 0, purpose: "neighbors")
    return Tensor.normal([count, 64], from: &stream)
  }

  private static func search<Scalar: TensorScalar>(_ rows: Tensor<Scalar>) throws -> Measurement.Value {
    .init(
      number: try secondsPerStep(3, warmup: 1) { _ = try NearestNeighbors(within: rows, count: 15, workers: 2) } * 1e3)
  }
}
