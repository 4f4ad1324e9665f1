// The loops of the assignment solver that read whole rows of costs.
#include "transport.h"

#include <math.h>
#include <string.h>

#include "clones.h"

CLONES void kernel_column_minima(long rows, long columns, const double *restrict costs, double *restrict minima) {
  for (long j = 0; j < columns; j++) minima[j] = INFINITY;
  for (long i = 0; i < rows; i++)
    for (long j = 0; j < columns; j++) {
      double c = costs[i * columns + j];
      minima[j] = c < minima[j] ? c : minima[j];
    }
}

enum { LANES = 64 };

CLONES double kernel_range(long n, const double *a) {
  double low[LANES], high[LANES];
  for (int k = 0; k < LANES; k++) low[k] = INFINITY, high[k] = -INFINITY;
  long j = 0;
  for (; j + LANES <= n; j += LANES)
    for (int k = 0; k < LANES; k++) {
      double c = a[j + k];
      low[k] = c < low[k] ? c : low[k];
      high[k] = c > high[k] ? c : high[k];
    }
  for (int k = 0; j + k < n; k++) low[k] = fmin(low[k], a[j + k]), high[k] = fmax(high[k], a[j + k]);
  for (int k = 1; k < LANES; k++) low[0] = fmin(low[0], low[k]), high[0] = fmax(high[0], high[k]);
  return high[0] - low[0];
}

// A number that at least rank + 1 reduced costs do not exceed: the minima over columns j, j + 64, j + 128, … are 64
// reduced costs of different columns, and this is the one of the given rank among them.
CLONES static double threshold(long n, const double *restrict c, const double *restrict v, int rank) {
  double least[LANES];
  for (int k = 0; k < LANES; k++) least[k] = INFINITY;
  long j = 0;
  for (; j + LANES <= n; j += LANES)
    for (int k = 0; k < LANES; k++) {
      double h = c[j + k] - v[j + k];
      least[k] = h < least[k] ? h : least[k];
    }
  for (int k = 0; j + k < n; k++) {
    double h = c[j + k] - v[j + k];
    least[k] = h < least[k] ? h : least[k];
  }
  double found = -INFINITY;
  for (int i = 0; i < LANES; i++) {
    double z = least[i];
    int smaller = 0;
    for (int k = 0; k < LANES; k++) smaller += least[k] < z;
    if (smaller <= rank && z > found) found = z;
  }
  return found;
}

CLONES static void mark_at_most(
    long n, const double *restrict c, const double *restrict v, double limit, uint8_t *restrict marks) {
  for (long j = 0; j < n; j++) marks[j] = c[j] - v[j] <= limit;
}

// Lists the marked columns; −1 when there are too many.
static long list_marked(long n, uint8_t *marks, const double *costs, int32_t *columns, double *listed) {
  long count = 0;
  memset(marks + n, 0, 8);
  for (long j = 0; j < n; j += 8) {
    uint64_t word;
    memcpy(&word, marks + j, 8);
    for (; word; word &= word - 1) {
      if (count == KERNEL_CANDIDATES) return -1;
      long column = j + (__builtin_ctzll(word) >> 3);
      columns[count] = (int32_t)column, listed[count++] = costs[column];
    }
  }
  return count;
}

long kernel_list_candidates(
    long n, const double *costs, const double *potentials, int32_t *columns, double *listed, double *bound,
    uint8_t *marks) {
  if (n <= KERNEL_CANDIDATES) {
    for (long j = 0; j < n; j++) columns[j] = (int32_t)j, listed[j] = costs[j];
    *bound = INFINITY;
    return n;
  }
  for (int rank = KERNEL_CANDIDATES / 2; rank > 0; rank /= 2) {
    double limit = threshold(n, costs, potentials, rank);
    mark_at_most(n, costs, potentials, limit, marks);
    long count = list_marked(n, marks, costs, columns, listed);
    if (count >= 0) return *bound = limit, count;
  }
  // Too many equal ones: the two smallest alone.
  double smallest[2] = {INFINITY, INFINITY};
  int32_t places[2] = {0, 0};
  for (long j = 0; j < n; j++) {
    double h = costs[j] - potentials[j];
    if (h < smallest[0]) {
      smallest[1] = smallest[0], places[1] = places[0];
      smallest[0] = h, places[0] = (int32_t)j;
    } else if (h < smallest[1]) {
      smallest[1] = h, places[1] = (int32_t)j;
    }
  }
  for (int k = 0; k < 2; k++) columns[k] = places[k], listed[k] = costs[places[k]];
  *bound = smallest[1];
  return 2;
}

CLONES void kernel_two_smallest(
    long count, const int32_t *restrict columns, const double *restrict costs, const double *restrict potentials,
    double smallest[2], int32_t places[2]) {
  double reduced[KERNEL_CANDIDATES];
  for (long k = 0; k < count; k++) reduced[k] = costs[k] - potentials[columns[k]];
  double first = INFINITY, second = INFINITY;
  long a = -1, b = -1;
  for (long k = 0; k < count; k++) {
    if (reduced[k] >= second) continue;
    if (reduced[k] < first) second = first, b = a, first = reduced[k], a = k;
    else second = reduced[k], b = k;
  }
  smallest[0] = first, smallest[1] = second;
  places[0] = a < 0 ? -1 : columns[a], places[1] = b < 0 ? -1 : columns[b];
}

CLONES long kernel_relax(
    long n, const double *restrict costs, const double *restrict potentials, double shift, int32_t row,
    double *restrict distance, int32_t *restrict predecessor, const int32_t *restrict owner) {
  double least[LANES];
  for (int k = 0; k < LANES; k++) least[k] = INFINITY;
  long j = 0;
  for (; j + LANES <= n; j += LANES)
    for (int k = 0; k < LANES; k++) {
      double h = costs[j + k] - potentials[j + k] + shift, old = distance[j + k];
      int shorter = h < old;
      double now = shorter ? h : old;
      distance[j + k] = now;
      predecessor[j + k] = shorter ? row : predecessor[j + k];
      least[k] = now < least[k] ? now : least[k];
    }
  for (int k = 0; j + k < n; k++) {
    double h = costs[j + k] - potentials[j + k] + shift;
    if (h < distance[j + k]) distance[j + k] = h, predecessor[j + k] = row;
    least[k] = distance[j + k] < least[k] ? distance[j + k] : least[k];
  }
  double best = least[0];
  for (int k = 1; k < LANES; k++) best = least[k] < best ? least[k] : best;
  // Places of the least distance: a free column counts n less, so that it wins.
  int32_t place = INT32_MAX;
  for (j = 0; j < n; j++) {
    int32_t candidate = distance[j] == best ? (int32_t)(owner[j] < 0 ? j - n : j) : INT32_MAX;
    place = candidate < place ? candidate : place;
  }
  return place < 0 ? place + n : place;
}

CLONES double kernel_least_reduced_cost(
    long n, const double *restrict costs, const double *restrict potentials, long *place) {
  enum { BLOCK = 256 };
  double best = INFINITY;
  long where = 0;
  for (long start = 0; start < n; start += BLOCK) {
    long end = start + BLOCK < n ? start + BLOCK : n, j = start;
    double least[16];
    for (int k = 0; k < 16; k++) least[k] = INFINITY;
    for (; j + 16 <= end; j += 16)
      for (int k = 0; k < 16; k++) {
        double h = costs[j + k] - potentials[j + k];
        least[k] = h < least[k] ? h : least[k];
      }
    for (int k = 0; j + k < end; k++) {
      double h = costs[j + k] - potentials[j + k];
      least[k] = h < least[k] ? h : least[k];
    }
    double low = least[0];
    for (int k = 1; k < 16; k++) low = least[k] < low ? least[k] : low;
    if (low < best) best = low, where = start;
  }
  while (where < n - 1 && costs[where] - potentials[where] != best) where++;
  *place = where;
  return best;
}
