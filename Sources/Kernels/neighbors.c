// Nearest neighbours. Sums may be reassociated, so bytes are promised for one kind of processor only.
#pragma clang fp reassociate(on) contract(fast)
#include "neighbors.h"

#include <string.h>

#include "clones.h"

// The k-th smallest (from 0) of n numbers, which are reordered: Hoare's selection, median of three.
static float kth_smallest(float *a, long n, long k) {
  long low = 0, high = n - 1;
  while (low < high) {
    float x = a[low], y = a[(low + high) / 2], z = a[high];
    float pivot = x < y ? (y < z ? y : (x < z ? z : x)) : (x < z ? x : (y < z ? z : y));
    long i = low, j = high;
    while (i <= j) {
      while (a[i] < pivot) i++;
      while (a[j] > pivot) j--;
      if (i <= j) {
        float swap = a[i];
        a[i++] = a[j], a[j--] = swap;
      }
    }
    if (k <= j) high = j;
    else if (k >= i) low = i;
    else break;
  }
  return a[k];
}

void kernel_neighbor_reduce(const kernel_neighbor_block *b, long row, const float *width) {
  long count = b->counts[row];
  if (count < b->k) return;
  float *ends = b->ends + row * b->capacity;
  int32_t *candidates = b->candidates + row * b->capacity;
  for (long c = 0; c < count; c++) b->scratch[c] = ends[c] + width[candidates[c]];
  float threshold = kth_smallest(b->scratch, count, b->k - 1) + b->slack[row];
  b->threshold[row] = threshold;
  long kept = 0;
  for (long c = 0; c < count; c++)
    if (ends[c] <= threshold) ends[kept] = ends[c], candidates[kept++] = candidates[c];
  b->counts[row] = (int32_t)kept;
}

static void take(const kernel_neighbor_block *b, long row, int32_t column, float end, const float *width) {
  if (column >= b->excludedFrom[row] && column < b->excludedTo[row]) return;
  long place = row * b->capacity + b->counts[row]++;
  b->ends[place] = end, b->candidates[place] = column;
  if (b->counts[row] < b->capacity) return;
  kernel_neighbor_reduce(b, row, width);
  if (4 * b->counts[row] > 3 * b->capacity) b->counts[row] = -1;
}

CLONES void kernel_neighbor_scan(const kernel_neighbor_block *b, long rows, long first, long columns,
    const float *tile, const float *lower, const float *width) {
  enum { RUN = 64 };
  lower += first;
  for (long row = 0; row < rows; row++, tile += columns) {
    long j = 0;
    for (; j + RUN <= columns && b->counts[row] >= 0; j += RUN) {
      float threshold = b->threshold[row];
      int any = 0;
      for (int l = 0; l < RUN; l++) any |= tile[j + l] + lower[j + l] <= threshold;
      if (!any) continue;
      // One byte a column, then eight columns at a glance.
      uint8_t hit[RUN];
      for (int l = 0; l < RUN; l++) hit[l] = tile[j + l] + lower[j + l] <= threshold;
      for (int word = 0; word < RUN / 8; word++) {
        uint64_t hits;
        memcpy(&hits, hit + 8 * word, 8);
        for (; hits && b->counts[row] >= 0; hits &= hits - 1) {
          long l = j + 8 * word + __builtin_ctzll(hits) / 8;
          float end = tile[l] + lower[l];
          if (end <= b->threshold[row]) take(b, row, (int32_t)(first + l), end, width);
        }
      }
    }
    for (; j < columns && b->counts[row] >= 0; j++) {
      float end = tile[j] + lower[j];
      if (end <= b->threshold[row]) take(b, row, (int32_t)(first + j), end, width);
    }
  }
}

#define REFINE(T, S)                                                                                                \
  CLONES static double square_##S(long d, const T *x, const T *y) {                                                \
    double sum = 0;                                                                                                 \
    for (long c = 0; c < d; c++) {                                                                                  \
      double difference = (double)x[c] - (double)y[c];                                                              \
      sum += difference * difference;                                                                               \
    }                                                                                                               \
    return sum;                                                                                                     \
  }                                                                                                                 \
  long kernel_neighbor_refine_##S(long d, long k, const T *query, const T *references, const int32_t *candidates,  \
      long count, int32_t excludedFrom, int32_t excludedTo, double *squares, int32_t *indices) {                   \
    long found = 0;                                                                                                 \
    for (long c = 0; c < count; c++) {                                                                              \
      int32_t index = candidates ? candidates[c] : (int32_t)c;                                                      \
      if (!candidates && index >= excludedFrom && index < excludedTo) continue;                                     \
      double square = square_##S(d, query, references + index * d);                                                 \
      if (found == k && (square > squares[k - 1] || (square == squares[k - 1] && index > indices[k - 1]))) continue; \
      long place = found < k ? found++ : k - 1;                                                                     \
      for (; place > 0 && (squares[place - 1] > square ||                                                           \
                              (squares[place - 1] == square && indices[place - 1] > index)); place--)              \
        squares[place] = squares[place - 1], indices[place] = indices[place - 1];                                   \
      squares[place] = square, indices[place] = index;                                                              \
    }                                                                                                               \
    return found;                                                                                                   \
  }                                                                                                                 \
  CLONES void kernel_neighbor_column_sums_##S(long n, long d, const T *rows, double *sums) {                        \
    for (long i = 0; i < n; i++)                                                                                    \
      for (long c = 0; c < d; c++) sums[c] += rows[i * d + c];                                                      \
  }                                                                                                                 \
  CLONES double kernel_neighbor_deviation_##S(long n, long d, const T *rows, const double *mean) {                 \
    double largest = 0;                                                                                             \
    for (long i = 0; i < n; i++)                                                                                    \
      for (long c = 0; c < d; c++) {                                                                                \
        double deviation = __builtin_elementwise_abs((double)rows[i * d + c] - mean[c]);                            \
        largest = deviation > largest ? deviation : largest;                                                        \
      }                                                                                                             \
    return largest;                                                                                                 \
  }                                                                                                                 \
  CLONES void kernel_neighbor_center_##S(                                                                           \
      long n, long d, const T *rows, const double *mean, double scale, float *output, double *squares) {           \
    for (long i = 0; i < n; i++) {                                                                                  \
      double sum = 0;                                                                                               \
      for (long c = 0; c < d; c++) {                                                                                \
        float value = (float)(((double)rows[i * d + c] - mean[c]) * scale);                                         \
        output[i * d + c] = value;                                                                                  \
        sum += (double)value * value;                                                                               \
      }                                                                                                             \
      squares[i] = sum;                                                                                             \
    }                                                                                                               \
  }
REFINE(float, f32)
REFINE(double, f64)
