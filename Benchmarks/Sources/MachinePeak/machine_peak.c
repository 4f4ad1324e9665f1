#include "machine_peak.h"

// What the loop computes goes here, so that the compiler may not leave it out.
static volatile float sink;

// 12 chains hide the latency of a multiply-add (4 cycles, two a cycle: 8 would do) and fit 16 registers with the two
// factors. The values stay near 1, far from denormals.
#define BURST(NAME, WIDTH, TARGET)                                                                                 \
  typedef float vector##WIDTH __attribute__((vector_size(4 * WIDTH)));                                             \
  TARGET static double NAME(long rounds) {                                                                         \
    _Pragma("clang fp contract(fast)");                                                                            \
    const vector##WIDTH factor = (vector##WIDTH){0} + 0.999f, shift = (vector##WIDTH){0} + 0.001f;                 \
    vector##WIDTH a = factor, b = a, c = a, d = a, e = a, f = a, g = a, h = a, i = a, j = a, k = a, l = a;         \
    for (long round = 0; round < rounds; round++) {                                                                \
      a = a * factor + shift, b = b * factor + shift, c = c * factor + shift, d = d * factor + shift;              \
      e = e * factor + shift, f = f * factor + shift, g = g * factor + shift, h = h * factor + shift;              \
      i = i * factor + shift, j = j * factor + shift, k = k * factor + shift, l = l * factor + shift;              \
      /* The twelve are opaque to the optimiser each round: it may not merge chains that are equal. */             \
      __asm__ volatile("" : KEEP(a), KEEP(b), KEEP(c), KEEP(d), KEEP(e), KEEP(f));                                 \
      __asm__ volatile("" : KEEP(g), KEEP(h), KEEP(i), KEEP(j), KEEP(k), KEEP(l));                                 \
    }                                                                                                              \
    const vector##WIDTH sum = a + b + c + d + e + f + g + h + i + j + k + l;                                       \
    sink = sum[0];                                                                                                 \
    return 2.0 * 12 * WIDTH * (double)rounds;                                                                      \
  }

#if defined(__x86_64__)
#define KEEP(x) "+v"(x)
BURST(burst4, 4, )
BURST(burst8, 8, __attribute__((target("avx2,fma"))))
BURST(burst16, 16, __attribute__((target("avx512f"))))
double machine_peak_burst(long rounds, int width) {
  if (width == 4) return burst4(rounds);
  if (width == 8 && __builtin_cpu_supports("fma")) return burst8(rounds);
  if (width == 16 && __builtin_cpu_supports("avx512f")) return burst16(rounds);
  return 0;
}
#else
#define KEEP(x) "+w"(x)
BURST(burst4, 4, )
double machine_peak_burst(long rounds, int width) { return width == 4 ? burst4(rounds) : 0; }
#endif
