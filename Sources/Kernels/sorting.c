// Samples on a line: sorting with the order kept, and the cost of coupling quantile to quantile.
#pragma clang fp reassociate(on) contract(fast)
#include <math.h>
#include <string.h>

#include "clones.h"
#include "transport.h"

// Radix sort by 11 bits at a time. The bits of a Double order like an integer once the negative ones are reversed.
enum { DIGIT_BITS = 11, DIGITS = 6, BUCKETS = 1 << DIGIT_BITS };

static inline uint64_t key_of(double value) {
  uint64_t bits;
  value += 0.0;  // −0 is 0
  memcpy(&bits, &value, 8);
  return bits ^ (-(bits >> 63) | 0x8000000000000000ull);
}

static inline double value_of(uint64_t key) {
  uint64_t bits = key ^ ((key >> 63) - 1 | 0x8000000000000000ull);
  double value;
  memcpy(&value, &bits, 8);
  return value;
}

// Sorts by the digits from `first` on, stably. Returns which of the two buffers holds the result.
static int sort_by_digits(
    long n, const double *values, int first, uint64_t *buffers[2], int32_t *places[2]) {
  uint32_t counts[DIGITS][BUCKETS];
  memset(counts, 0, sizeof counts);
  for (long i = 0; i < n; i++) {
    uint64_t key = key_of(values[i]);
    buffers[0][i] = key, places[0][i] = (int32_t)i;
    for (int d = first; d < DIGITS; d++) counts[d][key >> (d * DIGIT_BITS) & (BUCKETS - 1)]++;
  }
  int side = 0;
  for (int d = first; d < DIGITS; d++) {
    uint64_t *from = buffers[side], *to = buffers[1 - side];
    uint32_t *count = counts[d], start = 0;
    // A digit that all keys share needs no pass.
    if (n == 0 || count[from[0] >> (d * DIGIT_BITS) & (BUCKETS - 1)] == (uint32_t)n) continue;
    for (int b = 0; b < BUCKETS; b++) {
      uint32_t size = count[b];
      count[b] = start, start += size;
    }
    for (long i = 0; i < n; i++) {
      uint32_t place = count[from[i] >> (d * DIGIT_BITS) & (BUCKETS - 1)]++;
      to[place] = from[i], places[1 - side][place] = places[side][i];
    }
    side = 1 - side;
  }
  return side;
}

// Insertion sort of what is nearly sorted; 0 when it is not.
static int repair(long n, uint64_t *keys, int32_t *places) {
  long moves = 4 * n;
  for (long i = 1; i < n; i++) {
    uint64_t key = keys[i];
    int32_t place = places[i];
    long j = i;
    for (; j > 0 && keys[j - 1] > key; j--) keys[j] = keys[j - 1], places[j] = places[j - 1];
    keys[j] = key, places[j] = place;
    if ((moves -= i - j) < 0) return 0;
  }
  return 1;
}

// The upper half of the digits nearly always decides; where it does not, all of them do.
void kernel_sort_with_order(
    long n, const double *values, double *sorted, int32_t *order, uint64_t *keys, int32_t *indices) {
  uint64_t *buffers[2] = {keys, keys + n};
  int32_t *places[2] = {order, indices};
  int side = sort_by_digits(n, values, DIGITS / 2, buffers, places);
  if (!repair(n, buffers[side], places[side])) side = sort_by_digits(n, values, 0, buffers, places);
  for (long i = 0; i < n; i++) sorted[i] = value_of(buffers[side][i]);
  if (places[side] != order) memcpy(order, places[side], (size_t)n * sizeof *order);
}

void kernel_split_sorted(
    long n, const double *sorted, const int32_t *order, const uint8_t *side, double *first, double *second) {
  for (long k = 0; k < n; k++) {
    uint8_t s = side[order[k]];
    *first = sorted[k], first += s == 1;
    *second = sorted[k], second += s == 2;
  }
}

static inline double raised(double gap, double power) {
  gap = fabs(gap);
  return power == 1 ? gap : power == 2 ? gap * gap : pow(gap, power);
}

// With unequal sizes both quantile functions are steps on the grid of 1/(n m); i and j are the steps that hold at
// `done` of n m.
CLONES double kernel_quantile_cost(long n, const double *x, long m, const double *y, double power) {
  double total = 0;
  if (n == m) {
    if (power == 1) for (long i = 0; i < n; i++) total += fabs(x[i] - y[i]);
    else if (power == 2) for (long i = 0; i < n; i++) total += (x[i] - y[i]) * (x[i] - y[i]);
    else for (long i = 0; i < n; i++) total += raised(x[i] - y[i], power);
    return total / (double)n;
  }
  long done = 0, i = 0, j = 0;
  while (i < n && j < m) {
    long ends = (i + 1) * m, other = (j + 1) * n, next = ends < other ? ends : other;
    total += (double)(next - done) * raised(x[i] - y[j], power);
    i += ends == next, j += other == next;
    done = next;
  }
  return total / ((double)n * (double)m);
}
