// UMAP's descent, one draw after another: the order of the updates is part of the result.
#pragma clang fp reassociate(on) contract(fast)
#include "layout.h"

#include <string.h>

#include "clones.h"
#include "functions.h"

// ln x for x > 0: x = 2ⁿ m with m in [√½, √2), ln m by Cephes' polynomial (absolute error 1e-7).
static inline float log_f32(float x) {
  int32_t bits;
  memcpy(&bits, &x, 4);
  int32_t exponent = (bits - 0x3F3504F3) >> 23;
  bits -= exponent << 23;
  float m;
  memcpy(&m, &bits, 4);
  m -= 1;
  float p = 7.0376836292e-2f;
  p = p * m - 1.1514610310e-1f;
  p = p * m + 1.1676998740e-1f;
  p = p * m - 1.2420140846e-1f;
  p = p * m + 1.4249322787e-1f;
  p = p * m - 1.6668057665e-1f;
  p = p * m + 2.0000714765e-1f;
  p = p * m - 2.4999993993e-1f;
  p = p * m + 3.3333331174e-1f;
  float z = m * m;
  return m * z * p - 0.5f * z + m + (float)exponent * 0.693147180559945f;
}

enum { LANES = 8 };

// One draw: lane 0 is the edge's tail, the others are negative samples. Eight gradients at once, of which the first
// `count` act.
static inline __attribute__((always_inline)) void draw(float *positions, long dimensions, long head,
    const int32_t *others, int count, int first, float rate, float a, float b, float gamma) {
  float difference[3][LANES], square[LANES], coefficient[LANES];
  for (int l = 0; l < LANES; l++) square[l] = 0;
  for (long c = 0; c < dimensions; c++) {
    float own = positions[head * dimensions + c];
    for (int l = 0; l < LANES; l++) difference[c][l] = own - positions[others[l] * dimensions + c];
    for (int l = 0; l < LANES; l++) square[l] += difference[c][l] * difference[c][l];
  }
  for (int l = 0; l < LANES; l++) {
    // A pair at one place has no direction: its difference is 0, and the coefficient only has to be finite.
    float s = square[l] > 1e-30f ? square[l] : 1e-30f;
    float power = exp_f32(b * log_f32(s));
    float pull = -2 * a * b * power / (s * (1 + a * power));
    float push = 2 * gamma * b / ((0.001f + s) * (1 + a * power));
    float value = l < first ? pull : push;
    coefficient[l] = l < count ? value : 0;
  }
  for (long c = 0; c < dimensions; c++) {
    float sum = 0, pulled = 0;
    for (int l = 0; l < LANES; l++) {
      float gradient = coefficient[l] * difference[c][l];
      gradient = gradient > 4 ? 4 : gradient;
      gradient = gradient < -4 ? -4 : gradient;
      sum += gradient;
      pulled += l < first ? gradient : 0;
    }
    positions[head * dimensions + c] += rate * sum;
    if (first) positions[others[0] * dimensions + c] -= rate * pulled;
  }
}

CLONES long kernel_layout_epoch(long edges, const int32_t *heads, const int32_t *tails, const double *interval,
    const double *negativeInterval, double *next, double *nextNegative, long vertices, long dimensions,
    float *positions, long first, double epoch, float rate, float a, float b, float gamma, const uint32_t *words,
    long wordCount, long *used) {
  long word = *used, edge = first;
  for (; edge < edges; edge++) {
    if (next[edge] > epoch) continue;
    long negatives = (long)((epoch - nextNegative[edge]) / negativeInterval[edge]);
    negatives = negatives > 0 ? negatives : 0;
    if (word + negatives > wordCount) break;
    int32_t head = heads[edge], others[LANES];
    int lane = 1;
    others[0] = tails[edge];
    for (long done = 0, pulls = 1; pulls || done < negatives; pulls = 0, lane = 0) {
      for (; lane < LANES && done < negatives; lane++, done++)
        others[lane] = (int32_t)(((uint64_t)words[word++] * (uint64_t)vertices) >> 32);
      int count = lane;
      for (; lane < LANES; lane++) others[lane] = head;
      if (dimensions == 2) draw(positions, 2, head, others, count, (int)pulls, rate, a, b, gamma);
      else draw(positions, 3, head, others, count, (int)pulls, rate, a, b, gamma);
    }
    next[edge] += interval[edge];
    nextNegative[edge] += (double)negatives * negativeInterval[edge];
  }
  *used = word;
  return edge;
}

CLONES void kernel_scaled_graph_product(long n, const int32_t *starts, const int32_t *columns, const float *weights,
    const double *scale, const double *x, double *scratch, double *output) {
  for (long i = 0; i < n; i++) scratch[i] = scale[i] * x[i];
  for (long i = 0; i < n; i++) {
    double sum = 0;
    for (long e = starts[i]; e < starts[i + 1]; e++) sum += (double)weights[e] * scratch[columns[e]];
    output[i] = scale[i] * sum;
  }
}
