// Nearest neighbours: a filter in Float that loses none of them, and the decision in Double.
#pragma once
#include <stdint.h>

/// Candidates of a block of query rows, gathered tile after tile.
///
/// A tile holds −2 xᵢ·yⱼ in Float. With `lower[j]` a little below |yⱼ|² and `width[j]` the breadth of the doubt,
/// lower[j] − 2 xᵢ·yⱼ lies below |xᵢ − yⱼ|² − |xᵢ|² and the same plus width[j] above it, each up to slack[i]/2. A row
/// keeps every j whose lower end does not pass the k-th smallest upper end by more than slack[i], so no neighbour is
/// lost. A row with more such j than fit has its count set to −1 and is left alone from then on.
typedef struct {
  long k, capacity;
  const float *slack;                            // [rows]
  const int32_t *excludedFrom, *excludedTo;      // [rows]: columns of that range are not candidates
  float *threshold;                              // [rows], +∞ at the start
  float *ends;                                   // [rows, capacity]: lower ends of the candidates
  int32_t *candidates, *counts;                  // [rows, capacity], [rows]; counts 0 at the start
  float *scratch;                                // [capacity]
} kernel_neighbor_block;

/// Takes in columns `first ..< first + columns`; `tile` is `[rows, columns]`, `lower` and `width` belong to all columns.
void kernel_neighbor_scan(const kernel_neighbor_block *block, long rows, long first, long columns, const float *tile,
    const float *lower, const float *width);

/// Drops the candidates that the last tiles have ruled out.
void kernel_neighbor_reduce(const kernel_neighbor_block *block, long row, const float *width);

/// The k candidates nearest to a query `[d]`, by distance and then by index: squared distances from the coordinates,
/// summed in Double. `candidates` null: all of 0 ..< count but `excludedFrom ..< excludedTo`. Returns how many were
/// found, at most k.
#define NEIGHBOR_KERNELS(T, S)                                                                                      \
  long kernel_neighbor_refine_##S(long d, long k, const T *query, const T *references, const int32_t *candidates,  \
      long count, int32_t excludedFrom, int32_t excludedTo, double *squares, int32_t *indices);                    \
  /** sums[c] += Σ_i rows[i,c]; and the largest |rows[i,c] − mean[c]|. */                                           \
  void kernel_neighbor_column_sums_##S(long n, long d, const T *rows, double *sums);                               \
  double kernel_neighbor_deviation_##S(long n, long d, const T *rows, const double *mean);                         \
  /** output[i] = (rows[i] − mean)·scale in Float, squares[i] = |output[i]|². */                                    \
  void kernel_neighbor_center_##S(                                                                                  \
      long n, long d, const T *rows, const double *mean, double scale, float *output, double *squares);
NEIGHBOR_KERNELS(float, f32)
NEIGHBOR_KERNELS(double, f64)
