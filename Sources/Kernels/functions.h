// Elementary functions that vectorise: branch-free, no library call, no errno. Relative error of a few ulp.
#pragma once
#include <math.h>
#include <stdint.h>
#include <string.h>

// exp(x) = 2ⁿ exp(r) with n the nearest integer to x/ln 2. Adding 1.5·2²³ (1.5·2⁵² in Double) rounds to n and leaves it
// in the low bits of the sum, so no conversion meets a NaN. 2ⁿ is multiplied in two halves: the result overflows to
// infinity, and underflows through the subnormals to 0, where the library's does. NaN stays NaN.
static inline float exp_f32(float x) {
#pragma clang fp reassociate(off)
  x = x < -104.0f ? -104.0f : x;
  x = x > 89.0f ? 89.0f : x;
  float shifted = x * 1.44269504f + 12582912.0f, n = shifted - 12582912.0f;
  float r = x - n * 0.693359375f;
  r = r + n * 2.12194440e-4f;
  float p = 1.0f / 5040;
  p = p * r + 1.0f / 720;
  p = p * r + 1.0f / 120;
  p = p * r + 1.0f / 24;
  p = p * r + 1.0f / 6;
  p = p * r + 0.5f;
  p = p * (r * r) + r + 1.0f;
  uint32_t bits, first, second;
  memcpy(&bits, &shifted, 4);
  bits = bits - 0x4B400000u + 2 * 127;
  first = (bits >> 1) << 23, second = (bits - (bits >> 1)) << 23;
  float f, s;
  memcpy(&f, &first, 4);
  memcpy(&s, &second, 4);
  return p * f * s;
}

static inline double exp_f64(double x) {
#pragma clang fp reassociate(off)
  x = x < -746.0 ? -746.0 : x;
  x = x > 710.0 ? 710.0 : x;
  double shifted = x * 1.4426950408889634 + 6755399441055744.0, n = shifted - 6755399441055744.0;
  double r = x - n * 6.93145751953125e-1;
  r = r - n * 1.42860682030941723212e-6;
  double p = 1.0 / 6227020800;
  p = p * r + 1.0 / 479001600;
  p = p * r + 1.0 / 39916800;
  p = p * r + 1.0 / 3628800;
  p = p * r + 1.0 / 362880;
  p = p * r + 1.0 / 40320;
  p = p * r + 1.0 / 5040;
  p = p * r + 1.0 / 720;
  p = p * r + 1.0 / 120;
  p = p * r + 1.0 / 24;
  p = p * r + 1.0 / 6;
  p = p * r + 0.5;
  p = p * (r * r) + r + 1.0;
  uint64_t bits, first, second;
  memcpy(&bits, &shifted, 8);
  bits = bits - 0x4338000000000000ull + 2 * 1023;
  first = (bits >> 1) << 52, second = (bits - (bits >> 1)) << 52;
  double f, s;
  memcpy(&f, &first, 8);
  memcpy(&s, &second, 8);
  return p * f * s;
}

// tanh: rational near zero (Cephes), 1 − 2/(e^2x + 1) beyond.
#define TANH(T, S)                                                                                       \
  static inline T tanh_##S(T x) {                                                                        \
    T a = x < 0 ? -x : x, z = x * x;                                                                     \
    T p = (T)-9.64399179425052238628E-1, q = z + (T)1.12811678491632931402E2;                            \
    p = p * z - (T)9.92877231001918586564E1, q = q * z + (T)2.23548839060100448583E3;                    \
    p = p * z - (T)1.61468768441708447952E3, q = q * z + (T)4.84406305325125486048E3;                    \
    T large = 1 - 2 / (exp_##S(2 * a) + 1);                                                              \
    return a < (T)0.625 ? x + x * z * (p / q) : (x < 0 ? -large : large);                                \
  }
TANH(float, f32)
TANH(double, f64)

// Φ(x), the standard normal distribution function, given e = exp(−x²/2): ½ erfc(|x|/√2) mirrored, so that the left tail
// does not cancel. In Float by Abramowitz and Stegun 7.1.26 (absolute error 1e-7), in Double by the library's erfc.
static inline float normal_cdf_f32(float x, float e) {
  float a = x < 0 ? -x : x, t = 1 / (1 + 0.231641888f * a);
  float p = 0.5307027145f;
  p = p * t - 0.7265760135f;
  p = p * t + 0.7107068705f;
  p = p * t - 0.142248368f;
  p = p * t + 0.127414796f;
  float tail = p * t * e;
  return x < 0 ? tail : 1 - tail;
}
static inline double normal_cdf_f64(double x, double e) { return (void)e, 0.5 * erfc(x * -0.70710678118654752440); }

// The activations and their derivatives: f returns the value, *d the slope. NaN stays NaN. At −∞ SiLU, GELU and Mish
// are −∞ · 0, NaN, as in PyTorch.
#define ACTIVATIONS(T, S)                                                             \
  static inline T identity_##S(T x, T *d) { return *d = 1, x; }                       \
  static inline T relu_##S(T x, T *d) { return *d = x > 0 ? 1 : 0, x < 0 ? 0 : x; }   \
  static inline T silu_##S(T x, T *d) {                                               \
    T s = 1 / (1 + exp_##S(-x)), y = x * s;                                           \
    return *d = s + y * (1 - s), y;                                                   \
  }                                                                                   \
  static inline T gelu_##S(T x, T *d) {                                               \
    T e = exp_##S((T)-0.5 * x * x), c = normal_cdf_##S(x, e);                         \
    return *d = c + x * (T)0.39894228040143267794 * e, x * c;                         \
  }                                                                                   \
  static inline T tanhact_##S(T x, T *d) {                                            \
    T y = tanh_##S(x);                                                                \
    return *d = 1 - y * y, y;                                                         \
  }                                                                                   \
  /* tanh(ln(1 + e^x)) = n/(n + 2) with n = e^x (e^x + 2); beyond 20 it is 1. */      \
  static inline T mish_##S(T x, T *d) {                                               \
    T e = exp_##S(x > 20 ? 20 : x), n = e * (e + 2), t = n / (n + 2);                 \
    return *d = t + x * (1 - t * t) * (e / (1 + e)), x * t;                           \
  }
ACTIVATIONS(float, f32)
ACTIVATIONS(double, f64)
