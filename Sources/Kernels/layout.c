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

enum { LANES = 8, DRAWS = 4, ALL = LANES * DRAWS };

CLONES long kernel_layout_due(long edges, const int32_t *heads, const int32_t *tails, const double *interval,
    const double *negativeInterval, double *next, double *nextNegative, double epoch, int32_t *scratch,
    kernel_layout_draw *draws, long *words) {
  long due = 0, count = 0, word = 0;
  for (long e = 0; e < edges; e++) scratch[due] = (int32_t)e, due += next[e] <= epoch;
  for (long i = 0; i < due; i++) {
    long e = scratch[i], negatives = (long)((epoch - nextNegative[e]) / negativeInterval[e]);
    negatives = negatives > 0 ? negatives : 0;
    next[e] += interval[e], nextNegative[e] += (double)negatives * negativeInterval[e];
    int32_t tail = tails[e];
    do {
      long taken = negatives < LANES - 1 ? negatives : LANES - 1;
      draws[count++] = (kernel_layout_draw){heads[e], tail, (int32_t)taken, (int32_t)word};
      word += taken, negatives -= taken, tail = -1;
    } while (negatives > 0);
  }
  *words = word;
  return count;
}

static inline __attribute__((always_inline)) void descend(long draws, const kernel_layout_draw *list,
    const uint32_t *words, long vertices, long dimensions, float *positions, float rate, float a, float b, float gamma) {
  long quarter = (draws + DRAWS - 1) / DRAWS;
  for (long t = 0; t < quarter; t++) {
    int32_t other[ALL];
    float acts[ALL], pulls[ALL], difference[3][ALL], square[ALL], coefficient[ALL];
    kernel_layout_draw group[DRAWS];
    for (int q = 0; q < DRAWS; q++) {
      // Past the end of the last quarter an idle draw of vertex 0 stands in.
      kernel_layout_draw d = t + q * quarter < draws ? list[t + q * quarter] : (kernel_layout_draw){0, -1, 0, 0};
      group[q] = d;
      int32_t *others = other + q * LANES;
      // Lane 0 is the tail, the others are negative samples; a lane without one compares the head with itself.
      for (int l = 0; l < LANES; l++) {
        int32_t random = (int32_t)(((uint64_t)words[d.word + (l ? l - 1 : 0)] * (uint64_t)vertices) >> 32);
        others[l] = l <= d.negatives ? random : d.head;
        acts[q * LANES + l] = l <= d.negatives ? 1 : 0;
        pulls[q * LANES + l] = 0;
      }
      others[0] = d.tail >= 0 ? d.tail : d.head;
      pulls[q * LANES] = 1;
    }
    for (int l = 0; l < ALL; l++) square[l] = 0;
    for (long c = 0; c < dimensions; c++)
      for (int q = 0; q < DRAWS; q++) {
        float own = positions[group[q].head * dimensions + c];
        for (int l = q * LANES; l < (q + 1) * LANES; l++) {
          difference[c][l] = own - positions[other[l] * dimensions + c];
          square[l] += difference[c][l] * difference[c][l];
        }
      }
    for (int l = 0; l < ALL; l++) {
      // A pair at one place has no direction: its difference is 0, and the coefficient only has to be finite.
      float s = square[l] > 1e-30f ? square[l] : 1e-30f;
      float power = exp_f32(b * log_f32(s));
      float top = pulls[l] > 0 ? -2 * a * b * power : 2 * gamma * b;
      float bottom = pulls[l] > 0 ? s : 0.001f + s;
      coefficient[l] = acts[l] * top / (bottom * (1 + a * power));
    }
    for (long c = 0; c < dimensions; c++)
      for (int l = 0; l < ALL; l++) {
        float gradient = coefficient[l] * difference[c][l];
        gradient = gradient > 4 ? 4 : gradient;
        difference[c][l] = gradient < -4 ? -4 : gradient;
      }
    for (int q = 0; q < DRAWS; q++)
      for (long c = 0; c < dimensions; c++) {
        const float *gradient = difference[c] + q * LANES;
        float sum = 0;
        for (int l = 0; l < LANES; l++) sum += gradient[l];
        positions[group[q].head * dimensions + c] += rate * sum;
        positions[other[q * LANES] * dimensions + c] -= rate * gradient[0];
      }
  }
}

CLONES void kernel_layout_descend(long draws, const kernel_layout_draw *list, const uint32_t *words, long vertices,
    long dimensions, float *positions, float rate, float a, float b, float gamma) {
  if (dimensions == 2) descend(draws, list, words, vertices, 2, positions, rate, a, b, gamma);
  else descend(draws, list, words, vertices, 3, positions, rate, a, b, gamma);
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
