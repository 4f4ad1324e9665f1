// Functions of the distance between two rows, over a tile of a matrix product: d² = |x|² + |y|² − 2 x·y, never below 0.
// The product of a row with itself may be made infinite, which takes its kernel value to 0.
#pragma clang fp reassociate(on) contract(fast)
#include "kernels.h"

#include "clones.h"
#include "functions.h"

#define SQUARED_DISTANCE(T) \
  T square = products[r * columns + c] + (norm + columnNorms[c]); \
  square = square > 0 ? square : 0;

#define PAIRWISE(T, S, CLOSE)                                                                                       \
  CLONES void kernel_gaussian_tile_##S(                                                                             \
      long rows, long columns, const T *rowNorms, const T *columnNorms, T gamma, T *products) {                     \
    for (long r = 0; r < rows; r++) {                                                                               \
      const T norm = rowNorms[r];                                                                                   \
      for (long c = 0; c < columns; c++) {                                                                          \
        SQUARED_DISTANCE(T)                                                                                         \
        products[r * columns + c] = exp_##S(-gamma * square);                                                       \
      }                                                                                                             \
    }                                                                                                               \
  }                                                                                                                 \
  CLONES void kernel_gaussian_column_sums_##S(long rows, long columns, const T *rowNorms, const T *columnNorms,     \
      T gamma, const T *products, T *restrict output) {                                                             \
    for (long r = 0; r < rows; r++) {                                                                               \
      const T norm = rowNorms[r];                                                                                   \
      for (long c = 0; c < columns; c++) {                                                                          \
        SQUARED_DISTANCE(T)                                                                                         \
        output[c] += exp_##S(-gamma * square);                                                                      \
      }                                                                                                             \
    }                                                                                                               \
  }                                                                                                                 \
  /* Rows so close that the sum above has cancelled: from their coordinates instead. */                             \
  static void recompute_close_##S(long columns, long d, T norm, const T *columnNorms, const T *x, const T *y,       \
      T *squares) {                                                                                                 \
    for (long c = 0; c < columns; c++) {                                                                            \
      if (squares[c] > (T)CLOSE * (norm + columnNorms[c])) continue;                                                \
      T sum = 0;                                                                                                    \
      for (long k = 0; k < d; k++) sum += (x[k] - y[c * d + k]) * (x[k] - y[c * d + k]);                            \
      squares[c] = sum;                                                                                             \
    }                                                                                                               \
  }                                                                                                                 \
  CLONES void kernel_distance_column_sums_##S(long rows, long columns, long d, const T *x, const T *y,              \
      const T *rowNorms, const T *columnNorms, T *products, T *restrict output) {                                   \
    for (long r = 0; r < rows; r++) {                                                                               \
      const T norm = rowNorms[r];                                                                                   \
      T *squares = products + r * columns;                                                                          \
      int close = 0;                                                                                                \
      for (long c = 0; c < columns; c++) {                                                                          \
        SQUARED_DISTANCE(T)                                                                                         \
        close += square <= (T)CLOSE * (norm + columnNorms[c]);                                                      \
        squares[c] = square;                                                                                        \
      }                                                                                                             \
      if (close) recompute_close_##S(columns, d, norm, columnNorms, x + r * d, y, squares);                         \
      for (long c = 0; c < columns; c++) output[c] += __builtin_elementwise_sqrt(squares[c]);                       \
    }                                                                                                               \
  }

// What is left of 24 and 53 bits above these shares is a relative error of 2⁻¹² and 2⁻³³ in one squared distance.
PAIRWISE(float, f32, 0x1p-12)
PAIRWISE(double, f64, 0x1p-20)
