import Kernels
import OpenBLAS

/// A number a tensor can hold: Float, in which networks are trained, or Double, in which gradients are checked and
/// data are analysed.
public protocol TensorScalar: BinaryFloatingPoint, Codable, Sendable, LosslessStringConvertible {
  static var kernels: KernelTable<Self> { get }
  static var lapack: LAPACKTable<Self> { get }

  /// C ← α op(A) op(B) + β C, row-major, leading dimensions in elements (BLAS level 3).
  static func multiplyMatrices(
    transposeA: Bool, transposeB: Bool, rows: Int, columns: Int, inner: Int, alpha: Self,
    a: UnsafePointer<Self>, lda: Int, b: UnsafePointer<Self>, ldb: Int, beta: Self,
    c: UnsafeMutablePointer<Self>, ldc: Int)

  /// The lower triangle of C ← AᵀA for A `[rows, columns]`, row-major; half the work of a product (BLAS level 3).
  static func multiplyByOwnTranspose(
    rows: Int, columns: Int, a: UnsafePointer<Self>, lda: Int, c: UnsafeMutablePointer<Self>, ldc: Int)

  static func fill(normal buffer: UnsafeMutableBufferPointer<Self>, from stream: inout RandomStream)
  static func fill(uniform buffer: UnsafeMutableBufferPointer<Self>, from stream: inout RandomStream)
}

/// One BLAS thread: trials run side by side instead, and results do not depend on how a product was split.
package let singleThreadedBLAS: Void = openblas_set_num_threads(1)

extension Float: TensorScalar {
  public static var kernels: KernelTable<Float> { .float }
  public static var lapack: LAPACKTable<Float> { .float }

  public static func multiplyMatrices(
    transposeA: Bool, transposeB: Bool, rows: Int, columns: Int, inner: Int, alpha: Float,
    a: UnsafePointer<Float>, lda: Int, b: UnsafePointer<Float>, ldb: Int, beta: Float,
    c: UnsafeMutablePointer<Float>, ldc: Int
  ) {
    _ = singleThreadedBLAS
    cblas_sgemm(
      CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans, Int32(rows),
      Int32(columns), Int32(inner), alpha, a, Int32(lda), b, Int32(ldb), beta, c, Int32(ldc))
  }

  public static func multiplyByOwnTranspose(
    rows: Int, columns: Int, a: UnsafePointer<Float>, lda: Int, c: UnsafeMutablePointer<Float>, ldc: Int
  ) {
    _ = singleThreadedBLAS
    cblas_ssyrk(
      CblasRowMajor, CblasLower, CblasTrans, Int32(columns), Int32(rows), 1, a, Int32(lda), 0, c, Int32(ldc))
  }

  public static func fill(normal buffer: UnsafeMutableBufferPointer<Float>, from stream: inout RandomStream) {
    stream.fill(normal: buffer)
  }

  public static func fill(uniform buffer: UnsafeMutableBufferPointer<Float>, from stream: inout RandomStream) {
    stream.fill(uniform: buffer)
  }
}

extension Double: TensorScalar {
  public static var kernels: KernelTable<Double> { .double }
  public static var lapack: LAPACKTable<Double> { .double }

  public static func multiplyMatrices(
    transposeA: Bool, transposeB: Bool, rows: Int, columns: Int, inner: Int, alpha: Double,
    a: UnsafePointer<Double>, lda: Int, b: UnsafePointer<Double>, ldb: Int, beta: Double,
    c: UnsafeMutablePointer<Double>, ldc: Int
  ) {
    _ = singleThreadedBLAS
    cblas_dgemm(
      CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans, Int32(rows),
      Int32(columns), Int32(inner), alpha, a, Int32(lda), b, Int32(ldb), beta, c, Int32(ldc))
  }

  public static func multiplyByOwnTranspose(
    rows: Int, columns: Int, a: UnsafePointer<Double>, lda: Int, c: UnsafeMutablePointer<Double>, ldc: Int
  ) {
    _ = singleThreadedBLAS
    cblas_dsyrk(
      CblasRowMajor, CblasLower, CblasTrans, Int32(columns), Int32(rows), 1, a, Int32(lda), 0, c, Int32(ldc))
  }

  public static func fill(normal buffer: UnsafeMutableBufferPointer<Double>, from stream: inout RandomStream) {
    stream.fill(normal: buffer)
  }

  public static func fill(uniform buffer: UnsafeMutableBufferPointer<Double>, from stream: inout RandomStream) {
    stream.fill(uniform: buffer)
  }
}
