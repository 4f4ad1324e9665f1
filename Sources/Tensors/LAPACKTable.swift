import OpenBLAS

/// LAPACK's routines for one scalar type, so that generic code reaches them through one value.
///
/// The field names are LAPACK's without the letter of the precision. Matrices are row-major.
public struct LAPACKTable<S>: Sendable {
  /// A = L Lᵀ.
  let potrf: @Sendable (Int32, CChar, Int32, UnsafeMutablePointer<S>?, Int32) -> Int32
  /// Solves with what `potrf` made.
  let potrs: @Sendable (Int32, CChar, Int32, Int32, UnsafePointer<S>?, Int32, UnsafeMutablePointer<S>?, Int32) -> Int32
  /// A = QR, Q as reflectors.
  let geqrf: @Sendable (Int32, Int32, Int32, UnsafeMutablePointer<S>?, Int32, UnsafeMutablePointer<S>?) -> Int32
  /// The reflectors multiplied out.
  let orgqr: @Sendable (Int32, Int32, Int32, Int32, UnsafeMutablePointer<S>?, Int32, UnsafePointer<S>?) -> Int32
  /// A = U Σ Vᵀ by divide and conquer.
  let gesdd:
    @Sendable (
      Int32, CChar, Int32, Int32, UnsafeMutablePointer<S>?, Int32, UnsafeMutablePointer<S>?, UnsafeMutablePointer<S>?,
      Int32, UnsafeMutablePointer<S>?, Int32
    ) -> Int32
  /// A = U Σ Vᵀ by QR iteration.
  let gesvd:
    @Sendable (
      Int32, CChar, CChar, Int32, Int32, UnsafeMutablePointer<S>?, Int32, UnsafeMutablePointer<S>?,
      UnsafeMutablePointer<S>?, Int32, UnsafeMutablePointer<S>?, Int32, UnsafeMutablePointer<S>?
    ) -> Int32
  /// A = V Λ Vᵀ by divide and conquer.
  let syevd: @Sendable (Int32, CChar, CChar, Int32, UnsafeMutablePointer<S>?, Int32, UnsafeMutablePointer<S>?) -> Int32
  /// Least squares of minimum norm.
  let gelsd:
    @Sendable (
      Int32, Int32, Int32, Int32, UnsafeMutablePointer<S>?, Int32, UnsafeMutablePointer<S>?, Int32,
      UnsafeMutablePointer<S>?, S, UnsafeMutablePointer<Int32>?
    ) -> Int32
  /// A X = B by LU with partial pivoting.
  let gesv:
    @Sendable (
      Int32, Int32, Int32, UnsafeMutablePointer<S>?, Int32, UnsafeMutablePointer<Int32>?, UnsafeMutablePointer<S>?,
      Int32
    ) -> Int32
}

extension LAPACKTable<Float> {
  static let float = LAPACKTable(
    potrf: LAPACKE_spotrf, potrs: LAPACKE_spotrs, geqrf: LAPACKE_sgeqrf, orgqr: LAPACKE_sorgqr,
    gesdd: LAPACKE_sgesdd, gesvd: LAPACKE_sgesvd, syevd: LAPACKE_ssyevd, gelsd: LAPACKE_sgelsd, gesv: LAPACKE_sgesv)
}

extension LAPACKTable<Double> {
  static let double = LAPACKTable(
    potrf: LAPACKE_dpotrf, potrs: LAPACKE_dpotrs, geqrf: LAPACKE_dgeqrf, orgqr: LAPACKE_dorgqr,
    gesdd: LAPACKE_dgesdd, gesvd: LAPACKE_dgesvd, syevd: LAPACKE_dsyevd, gelsd: LAPACKE_dgelsd, gesv: LAPACKE_dgesv)
}

/// LAPACKE's name for row-major matrices.
let rowMajor = LAPACK_ROW_MAJOR
/// LAPACK's letter for the triangle that is read.
let lowerTriangle = CChar(UInt8(ascii: "L"))

// MARK: What every factorisation does

extension Tensor {
  /// A matrix that LAPACK may overwrite.
  /// - Throws: `ShapeError` unless the rank is 2 and the lengths fit 32 bits, `FactorizationError` when a number is
  ///   not finite.
  func lapackCopy(for operation: String, routine: String) throws -> Tensor {
    guard rank == 2, shape.allSatisfy({ $0 <= Int32.max }) else {
      throw ShapeError(operation, expected: "a matrix of at most \(Int32.max) rows and columns", found: shape)
    }
    guard isFinite else { throw FactorizationError(operation, routine: routine, cause: .notFinite) }
    let copy = Tensor(uninitialized: shape)
    copyElements(to: copy.storage.pointer)
    return copy
  }

  /// The same for a matrix that is square.
  func squareLAPACKCopy(for operation: String, routine: String) throws -> Tensor {
    guard rank == 2, shape[0] == shape[1] else {
      throw ShapeError(operation, expected: "a square matrix", found: shape)
    }
    return try lapackCopy(for: operation, routine: routine)
  }

  /// Right sides `[n]` or `[n, k]` as a matrix `[n, k]` that LAPACK may overwrite.
  func rightSides(for matrix: [Int], operation: String, routine: String) throws -> Tensor {
    guard rank == 1 || rank == 2, shape[0] == matrix[0] else {
      throw ShapeError(operation, expected: "right sides of \(matrix[0]) rows", found: matrix, shape)
    }
    return try reshaped([shape[0], rank == 1 ? 1 : shape[1]]).lapackCopy(for: operation, routine: routine)
  }
}

/// Turns LAPACK's `info` into an error: negative when it refused an argument, positive when the numbers failed.
func checkLAPACK(
  _ info: Int32, _ operation: String, routine: String, failure: (Int) -> FactorizationError.Cause
) throws(FactorizationError) {
  if info == 0 { return }
  throw FactorizationError(operation, routine: routine, cause: info < 0 ? .workspace : failure(Int(info)))
}
