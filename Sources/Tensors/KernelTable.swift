import Kernels

/// The C loops for one scalar type, so that generic code reaches them through one value.
///
/// The field names are those of `kernels.h`, which says what each loop computes.
public struct KernelTable<S>: Sendable {
  package let binary:
    @Sendable (Int32, Int, UnsafePointer<S>?, Int, UnsafePointer<S>?, Int, UnsafeMutablePointer<S>?) -> Void
  package let unary: @Sendable (Int32, Int, UnsafePointer<S>?, UnsafeMutablePointer<S>?) -> Void
  package let affine: @Sendable (Int, UnsafePointer<S>?, S, S, UnsafeMutablePointer<S>?) -> Void
  package let addScaled: @Sendable (Int, S, UnsafePointer<S>?, UnsafeMutablePointer<S>?) -> Void
  package let addProduct: @Sendable (Int, UnsafePointer<S>?, UnsafePointer<S>?, Int, UnsafeMutablePointer<S>?) -> Void
  package let fill: @Sendable (Int, S, UnsafeMutablePointer<S>?) -> Void
  package let copyStrided: @Sendable (Int, UnsafePointer<S>?, Int, UnsafeMutablePointer<S>?) -> Void
  package let scatterStrided: @Sendable (Int, UnsafePointer<S>?, UnsafeMutablePointer<S>?, Int) -> Void
  package let sum: @Sendable (Int, UnsafePointer<S>?) -> S
  package let dot: @Sendable (Int, UnsafePointer<S>?, UnsafePointer<S>?) -> S
  package let maximum: @Sendable (Int, UnsafePointer<S>?) -> S
  package let minimum: @Sendable (Int, UnsafePointer<S>?) -> S
  package let allFinite: @Sendable (Int, UnsafePointer<S>?) -> Int32
  package let rowSums: @Sendable (Int, Int, UnsafePointer<S>?, UnsafeMutablePointer<S>?) -> Void
  package let addColumnSums: @Sendable (Int, Int, UnsafePointer<S>?, UnsafeMutablePointer<S>?) -> Void
  package let softmaxRows: @Sendable (Int, Int, UnsafePointer<S>?, UnsafeMutablePointer<S>?) -> Void
  package let softmaxRowsBackward:
    @Sendable (Int, Int, UnsafePointer<S>?, UnsafePointer<S>?, UnsafeMutablePointer<S>?) -> Void
  package let logSumExpRows: @Sendable (Int, Int, UnsafePointer<S>?, UnsafeMutablePointer<S>?) -> Void
  package let softmaxMean:
    @Sendable (
      Int, Int, UnsafePointer<S>?, UnsafePointer<S>?, UnsafePointer<S>?, UnsafePointer<S>?, UnsafeMutablePointer<S>?,
      UnsafeMutablePointer<S>?
    ) -> Void
  package let gatherRows: @Sendable (Int, Int, UnsafePointer<S>?, UnsafePointer<Int>?, UnsafeMutablePointer<S>?) -> Void
  package let scatterRows:
    @Sendable (Int, Int, UnsafePointer<S>?, UnsafePointer<Int>?, UnsafeMutablePointer<S>?) -> Void
  package let biasActivation:
    @Sendable (Int32, Int, Int, UnsafePointer<S>?, UnsafeMutablePointer<S>?, UnsafeMutablePointer<S>?) -> Void
  package let biasActivationInference: @Sendable (Int32, Int, Int, UnsafePointer<S>?, UnsafeMutablePointer<S>?) -> Void
  package let biasActivationBackward:
    @Sendable (Int, Int, UnsafePointer<S>?, UnsafeMutablePointer<S>?, UnsafeMutablePointer<S>?) -> Void
  package let normalizeRows:
    @Sendable (Int, Int, UnsafePointer<S>?, S, UnsafeMutablePointer<S>?, UnsafeMutablePointer<S>?) -> Void
  package let normalizeRowsBackward:
    @Sendable (Int, Int, UnsafePointer<S>?, UnsafePointer<S>?, UnsafePointer<S>?, UnsafeMutablePointer<S>?) -> Void
  package let combineRows:
    @Sendable (
      Int, Int, UnsafePointer<S>?, UnsafePointer<S>?, UnsafePointer<S>?, UnsafePointer<S>?, UnsafeMutablePointer<S>?
    ) -> Void
  package let adamW:
    @Sendable (
      Int, UnsafeMutablePointer<S>?, UnsafePointer<S>?, UnsafeMutablePointer<S>?, UnsafeMutablePointer<S>?,
      S, S, S, S, S, S, S, S
    ) -> Void
  package let sgd:
    @Sendable (Int, UnsafeMutablePointer<S>?, UnsafePointer<S>?, UnsafeMutablePointer<S>?, S, S, S, S, Int32, S) -> Void
  package let average: @Sendable (Int, S, UnsafePointer<S>?, UnsafeMutablePointer<S>?) -> Void
  package let squaredDistances:
    @Sendable (Int, Int, Int, UnsafePointer<S>?, UnsafePointer<S>?, UnsafeMutablePointer<S>?) -> Void
}

extension KernelTable<Float> {
  static let float = KernelTable(
    binary: kernel_binary_f32, unary: kernel_unary_f32, affine: kernel_affine_f32, addScaled: kernel_add_scaled_f32,
    addProduct: kernel_add_product_f32, fill: kernel_fill_f32, copyStrided: kernel_copy_strided_f32,
    scatterStrided: kernel_scatter_strided_f32, sum: kernel_sum_f32, dot: kernel_dot_f32,
    maximum: kernel_maximum_f32, minimum: kernel_minimum_f32, allFinite: kernel_all_finite_f32,
    rowSums: kernel_row_sums_f32, addColumnSums: kernel_add_column_sums_f32, softmaxRows: kernel_softmax_rows_f32,
    softmaxRowsBackward: kernel_softmax_rows_backward_f32, logSumExpRows: kernel_log_sum_exp_rows_f32,
    softmaxMean: kernel_softmax_mean_f32,
    gatherRows: kernel_gather_rows_f32, scatterRows: kernel_scatter_rows_f32,
    biasActivation: kernel_bias_activation_f32, biasActivationInference: kernel_bias_activation_inference_f32,
    biasActivationBackward: kernel_bias_activation_backward_f32, normalizeRows: kernel_normalize_rows_f32,
    normalizeRowsBackward: kernel_normalize_rows_backward_f32, combineRows: kernel_combine_rows_f32,
    adamW: kernel_adamw_f32, sgd: kernel_sgd_f32, average: kernel_average_f32,
    squaredDistances: kernel_squared_distances_f32)
}

extension KernelTable<Double> {
  static let double = KernelTable(
    binary: kernel_binary_f64, unary: kernel_unary_f64, affine: kernel_affine_f64, addScaled: kernel_add_scaled_f64,
    addProduct: kernel_add_product_f64, fill: kernel_fill_f64, copyStrided: kernel_copy_strided_f64,
    scatterStrided: kernel_scatter_strided_f64, sum: kernel_sum_f64, dot: kernel_dot_f64,
    maximum: kernel_maximum_f64, minimum: kernel_minimum_f64, allFinite: kernel_all_finite_f64,
    rowSums: kernel_row_sums_f64, addColumnSums: kernel_add_column_sums_f64, softmaxRows: kernel_softmax_rows_f64,
    softmaxRowsBackward: kernel_softmax_rows_backward_f64, logSumExpRows: kernel_log_sum_exp_rows_f64,
    softmaxMean: kernel_softmax_mean_f64,
    gatherRows: kernel_gather_rows_f64, scatterRows: kernel_scatter_rows_f64,
    biasActivation: kernel_bias_activation_f64, biasActivationInference: kernel_bias_activation_inference_f64,
    biasActivationBackward: kernel_bias_activation_backward_f64, normalizeRows: kernel_normalize_rows_f64,
    normalizeRowsBackward: kernel_normalize_rows_backward_f64, combineRows: kernel_combine_rows_f64,
    adamW: kernel_adamw_f64, sgd: kernel_sgd_f64, average: kernel_average_f64,
    squaredDistances: kernel_squared_distances_f64)
}
