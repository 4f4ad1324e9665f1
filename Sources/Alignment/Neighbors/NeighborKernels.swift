import Kernels
import Tensors

/// The loops of `neighbors.h` for one scalar type.
struct NeighborKernels<S>: Sendable {
  let refine:
    @Sendable (
      Int, Int, UnsafePointer<S>?, UnsafePointer<S>?, UnsafePointer<Int32>?, Int, Int32, Int32,
      UnsafeMutablePointer<Double>?, UnsafeMutablePointer<Int32>?
    ) -> Int
  let columnSums: @Sendable (Int, Int, UnsafePointer<S>?, UnsafeMutablePointer<Double>?) -> Void
  let deviation: @Sendable (Int, Int, UnsafePointer<S>?, UnsafePointer<Double>?) -> Double
  let center:
    @Sendable (
      Int, Int, UnsafePointer<S>?, UnsafePointer<Double>?, Double, UnsafeMutablePointer<Float>?,
      UnsafeMutablePointer<Double>?
    ) -> Void
}

extension TensorScalar {
  static var neighborKernels: NeighborKernels<Self> {
    if let single = NeighborKernels<Float>.float as? NeighborKernels<Self> { return single }
    // Of the two scalar types the other is Double.
    return NeighborKernels<Double>.double as! NeighborKernels<Self>
  }
}

extension NeighborKernels<Float> {
  static let float = NeighborKernels(
    refine: kernel_neighbor_refine_f32, columnSums: kernel_neighbor_column_sums_f32,
    deviation: kernel_neighbor_deviation_f32, center: kernel_neighbor_center_f32)
}

extension NeighborKernels<Double> {
  static let double = NeighborKernels(
    refine: kernel_neighbor_refine_f64, columnSums: kernel_neighbor_column_sums_f64,
    deviation: kernel_neighbor_deviation_f64, center: kernel_neighbor_center_f64)
}
