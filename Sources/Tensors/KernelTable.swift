import Kernels

/// The C loops for one scalar type, so that generic code reaches them through one value.
///
/// The field names are those of `kernels.h`, which says what each loop computes. A class, because handing out a struct
/// would retain every one of its closures.
public final class KernelTable<S>: Sendable {
  package typealias Source = UnsafePointer<S>?
  package typealias Target = UnsafeMutablePointer<S>?

  package let binary: @Sendable (Int32, Int, Source, Int, Source, Int, Target) -> Void
  package let binaryRows: @Sendable (Int32, Int, Int, Source, Int, Int, Source, Int, Int, Target) -> Void
  package let unary: @Sendable (Int32, Int, Source, Target) -> Void
  package let affine: @Sendable (Int, Source, S, S, Target) -> Void
  package let addScaled: @Sendable (Int, S, Source, Target) -> Void
  package let addProduct: @Sendable (Int, Source, Source, Int, Target) -> Void
  package let fill: @Sendable (Int, S, Target) -> Void
  package let copyStrided: @Sendable (Int, Source, Int, Target) -> Void
  package let toDouble: @Sendable (Int, Source, UnsafeMutablePointer<Double>?) -> Void
  package let fromDouble: @Sendable (Int, UnsafePointer<Double>?, Target) -> Void
  package let scatterStrided: @Sendable (Int, Source, Target, Int) -> Void
  package let sum: @Sendable (Int, Source) -> S
  package let dot: @Sendable (Int, Source, Source) -> S
  package let maximum: @Sendable (Int, Source) -> S
  package let minimum: @Sendable (Int, Source) -> S
  package let allFinite: @Sendable (Int, Source) -> Int32
  package let rowSums: @Sendable (Int, Int, Source, Target) -> Void
  package let addColumnSums: @Sendable (Int, Int, Source, Target) -> Void
  package let softmaxRows: @Sendable (Int, Int, Source, Target) -> Void
  package let softmaxRowsBackward: @Sendable (Int, Int, Source, Source, Target) -> Void
  package let logSumExpRows: @Sendable (Int, Int, Source, Target) -> Void
  package let softmaxMean: @Sendable (Int, Int, Source, Source, Source, Source, Target, Target) -> Void
  package let gatherRows: @Sendable (Int, Int, Source, UnsafePointer<Int>?, Target) -> Void
  package let scatterRows: @Sendable (Int, Int, Source, UnsafePointer<Int>?, Target) -> Void
  package let biasActivation: @Sendable (Int32, Int, Int, Source, Target, Target) -> Void
  package let biasActivationInference: @Sendable (Int32, Int, Int, Source, Target) -> Void
  package let biasActivationBackward: @Sendable (Int, Int, Source, Target, Target) -> Void
  package let normalizeRows: @Sendable (Int, Int, Source, S, Target, Target) -> Void
  package let normalizeRowsBackward: @Sendable (Int, Int, Source, Source, Source, Target) -> Void
  package let combineRows: @Sendable (Int, Int, Source, Source, Source, Source, Target) -> Void
  package let adamW: @Sendable (Int, Target, Source, Target, Target, S, S, S, S, S, S, S, S) -> Void
  package let sgd: @Sendable (Int, Target, Source, Target, S, S, S, S, Int32, S) -> Void
  package let average: @Sendable (Int, S, Source, Target) -> Void
  package let squaredDistances: @Sendable (Int, Int, Int, Source, Source, Target) -> Void
  package let gaussianTile: @Sendable (Int, Int, Source, Source, S, Target) -> Void
  package let gaussianColumnSums: @Sendable (Int, Int, Source, Source, S, Source, Target) -> Void
  package let distanceColumnSums: @Sendable (Int, Int, Int, Source, Source, Source, Source, Target, Target) -> Void

  private init(
    binary: @escaping @Sendable (Int32, Int, Source, Int, Source, Int, Target) -> Void,
    binaryRows: @escaping @Sendable (Int32, Int, Int, Source, Int, Int, Source, Int, Int, Target) -> Void,
    unary: @escaping @Sendable (Int32, Int, Source, Target) -> Void,
    affine: @escaping @Sendable (Int, Source, S, S, Target) -> Void,
    addScaled: @escaping @Sendable (Int, S, Source, Target) -> Void,
    addProduct: @escaping @Sendable (Int, Source, Source, Int, Target) -> Void,
    fill: @escaping @Sendable (Int, S, Target) -> Void,
    copyStrided: @escaping @Sendable (Int, Source, Int, Target) -> Void,
    toDouble: @escaping @Sendable (Int, Source, UnsafeMutablePointer<Double>?) -> Void,
    fromDouble: @escaping @Sendable (Int, UnsafePointer<Double>?, Target) -> Void,
    scatterStrided: @escaping @Sendable (Int, Source, Target, Int) -> Void,
    sum: @escaping @Sendable (Int, Source) -> S,
    dot: @escaping @Sendable (Int, Source, Source) -> S,
    maximum: @escaping @Sendable (Int, Source) -> S,
    minimum: @escaping @Sendable (Int, Source) -> S,
    allFinite: @escaping @Sendable (Int, Source) -> Int32,
    rowSums: @escaping @Sendable (Int, Int, Source, Target) -> Void,
    addColumnSums: @escaping @Sendable (Int, Int, Source, Target) -> Void,
    softmaxRows: @escaping @Sendable (Int, Int, Source, Target) -> Void,
    softmaxRowsBackward: @escaping @Sendable (Int, Int, Source, Source, Target) -> Void,
    logSumExpRows: @escaping @Sendable (Int, Int, Source, Target) -> Void,
    softmaxMean: @escaping @Sendable (Int, Int, Source, Source, Source, Source, Target, Target) -> Void,
    gatherRows: @escaping @Sendable (Int, Int, Source, UnsafePointer<Int>?, Target) -> Void,
    scatterRows: @escaping @Sendable (Int, Int, Source, UnsafePointer<Int>?, Target) -> Void,
    biasActivation: @escaping @Sendable (Int32, Int, Int, Source, Target, Target) -> Void,
    biasActivationInference: @escaping @Sendable (Int32, Int, Int, Source, Target) -> Void,
    biasActivationBackward: @escaping @Sendable (Int, Int, Source, Target, Target) -> Void,
    normalizeRows: @escaping @Sendable (Int, Int, Source, S, Target, Target) -> Void,
    normalizeRowsBackward: @escaping @Sendable (Int, Int, Source, Source, Source, Target) -> Void,
    combineRows: @escaping @Sendable (Int, Int, Source, Source, Source, Source, Target) -> Void,
    adamW: @escaping @Sendable (Int, Target, Source, Target, Target, S, S, S, S, S, S, S, S) -> Void,
    sgd: @escaping @Sendable (Int, Target, Source, Target, S, S, S, S, Int32, S) -> Void,
    average: @escaping @Sendable (Int, S, Source, Target) -> Void,
    squaredDistances: @escaping @Sendable (Int, Int, Int, Source, Source, Target) -> Void,
    gaussianTile: @escaping @Sendable (Int, Int, Source, Source, S, Target) -> Void,
    gaussianColumnSums: @escaping @Sendable (Int, Int, Source, Source, S, Source, Target) -> Void,
    distanceColumnSums: @escaping @Sendable (Int, Int, Int, Source, Source, Source, Source, Target, Target) -> Void
  ) {
    self.binary = binary
    self.binaryRows = binaryRows
    self.unary = unary
    self.affine = affine
    self.addScaled = addScaled
    self.addProduct = addProduct
    self.fill = fill
    self.copyStrided = copyStrided
    self.toDouble = toDouble
    self.fromDouble = fromDouble
    self.scatterStrided = scatterStrided
    self.sum = sum
    self.dot = dot
    self.maximum = maximum
    self.minimum = minimum
    self.allFinite = allFinite
    self.rowSums = rowSums
    self.addColumnSums = addColumnSums
    self.softmaxRows = softmaxRows
    self.softmaxRowsBackward = softmaxRowsBackward
    self.logSumExpRows = logSumExpRows
    self.softmaxMean = softmaxMean
    self.gatherRows = gatherRows
    self.scatterRows = scatterRows
    self.biasActivation = biasActivation
    self.biasActivationInference = biasActivationInference
    self.biasActivationBackward = biasActivationBackward
    self.normalizeRows = normalizeRows
    self.normalizeRowsBackward = normalizeRowsBackward
    self.combineRows = combineRows
    self.adamW = adamW
    self.sgd = sgd
    self.average = average
    self.squaredDistances = squaredDistances
    self.gaussianTile = gaussianTile
    self.gaussianColumnSums = gaussianColumnSums
    self.distanceColumnSums = distanceColumnSums
  }
}

extension KernelTable<Float> {
  static let float = KernelTable(
    binary: kernel_binary_f32, binaryRows: kernel_binary_rows_f32, unary: kernel_unary_f32,
    affine: kernel_affine_f32, addScaled: kernel_add_scaled_f32, addProduct: kernel_add_product_f32,
    fill: kernel_fill_f32, copyStrided: kernel_copy_strided_f32, toDouble: kernel_to_double_f32,
    fromDouble: kernel_from_double_f32, scatterStrided: kernel_scatter_strided_f32, sum: kernel_sum_f32,
    dot: kernel_dot_f32, maximum: kernel_maximum_f32, minimum: kernel_minimum_f32,
    allFinite: kernel_all_finite_f32, rowSums: kernel_row_sums_f32, addColumnSums: kernel_add_column_sums_f32,
    softmaxRows: kernel_softmax_rows_f32, softmaxRowsBackward: kernel_softmax_rows_backward_f32,
    logSumExpRows: kernel_log_sum_exp_rows_f32, softmaxMean: kernel_softmax_mean_f32,
    gatherRows: kernel_gather_rows_f32, scatterRows: kernel_scatter_rows_f32,
    biasActivation: kernel_bias_activation_f32, biasActivationInference: kernel_bias_activation_inference_f32,
    biasActivationBackward: kernel_bias_activation_backward_f32, normalizeRows: kernel_normalize_rows_f32,
    normalizeRowsBackward: kernel_normalize_rows_backward_f32, combineRows: kernel_combine_rows_f32,
    adamW: kernel_adamw_f32, sgd: kernel_sgd_f32, average: kernel_average_f32,
    squaredDistances: kernel_squared_distances_f32, gaussianTile: kernel_gaussian_tile_f32,
    gaussianColumnSums: kernel_gaussian_column_sums_f32, distanceColumnSums: kernel_distance_column_sums_f32)
}

extension KernelTable<Double> {
  static let double = KernelTable(
    binary: kernel_binary_f64, binaryRows: kernel_binary_rows_f64, unary: kernel_unary_f64,
    affine: kernel_affine_f64, addScaled: kernel_add_scaled_f64, addProduct: kernel_add_product_f64,
    fill: kernel_fill_f64, copyStrided: kernel_copy_strided_f64, toDouble: kernel_to_double_f64,
    fromDouble: kernel_from_double_f64, scatterStrided: kernel_scatter_strided_f64, sum: kernel_sum_f64,
    dot: kernel_dot_f64, maximum: kernel_maximum_f64, minimum: kernel_minimum_f64,
    allFinite: kernel_all_finite_f64, rowSums: kernel_row_sums_f64, addColumnSums: kernel_add_column_sums_f64,
    softmaxRows: kernel_softmax_rows_f64, softmaxRowsBackward: kernel_softmax_rows_backward_f64,
    logSumExpRows: kernel_log_sum_exp_rows_f64, softmaxMean: kernel_softmax_mean_f64,
    gatherRows: kernel_gather_rows_f64, scatterRows: kernel_scatter_rows_f64,
    biasActivation: kernel_bias_activation_f64, biasActivationInference: kernel_bias_activation_inference_f64,
    biasActivationBackward: kernel_bias_activation_backward_f64, normalizeRows: kernel_normalize_rows_f64,
    normalizeRowsBackward: kernel_normalize_rows_backward_f64, combineRows: kernel_combine_rows_f64,
    adamW: kernel_adamw_f64, sgd: kernel_sgd_f64, average: kernel_average_f64,
    squaredDistances: kernel_squared_distances_f64, gaussianTile: kernel_gaussian_tile_f64,
    gaussianColumnSums: kernel_gaussian_column_sums_f64, distanceColumnSums: kernel_distance_column_sums_f64)
}
