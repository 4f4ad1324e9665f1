// Elementary functions that vectorise: branch-free, no library call, no errno. Relative error of a few ulp.
#pragma once
#include <math.h>
#include <stdint.h>
#include <string.h>

static inline float exp_f32(float x) {
#pragma clang fp reassociate(off)
  x = x < -87.3f ? -87.3f : x;
  x = x > 88.7f ? 88.7f : x;
  int32_t n = (int32_t)(x * 1.44269504f + (x < 0 ? -0.5f : 0.5f));
  float r = x - (float)n * 0.693359375f;
  r = r + (float)n * 2.12194440e-4f;
  float p = 1.0f / 5040;
  p = p * r + 1.0f / 720;
  p = p * r + 1.0f / 120;
  p = p * r + 1.0f / 24;
  p = p * r + 1.0f / 6;
  p = p * r + 0.5f;
  p = p * (r * r) + r + 1.0f;
  // In two halves, so that 2^128 does not overflow the exponent.
  int32_t half = n >> 1;
  uint32_t first = (uint32_t)(half + 127) << 23, second = (uint32_t)(n - half + 127) << 23;
  float f, s;
  memcpy(&f, &first, 4);
  memcpy(&s, &second, 4);
  return p * f * s;
}

static inline double exp_f64(double x) {
#pragma clang fp reassociate(off)
  x = x < -708.0 ? -708.0 : x;
  x = x > 709.7 ? 709.7 : x;
  int32_t n = (int32_t)(x * 1.4426950408889634 + (x < 0 ? -0.5 : 0.5));
  double r = x - (double)n * 6.93145751953125e-1;
  r = r - (double)n * 1.42860682030941723212e-6;
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
  int32_t half = n >> 1;
  uint64_t first = (uint64_t)(half + 1023) << 52, second = (uint64_t)(n - half + 1023) << 52;
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

// erf: Abramowitz and Stegun 7.1.26 in Float (absolute error 1.5e-7), the library's in Double.
static inline float erf_f32(float x) {
  float a = x < 0 ? -x : x, t = 1 / (1 + 0.3275911f * a);
  float p = 1.061405429f;
  p = p * t - 1.453152027f;
  p = p * t + 1.421413741f;
  p = p * t - 0.284496736f;
  p = p * t + 0.254829592f;
  float y = 1 - p * t * exp_f32(-a * a);
  return x < 0 ? -y : y;
}
static inline double erf_f64(double x) { return erf(x); }

// The activations and their derivatives: f returns the value, *d the slope.
#define ACTIVATIONS(T, S)                                                             \
  static inline T identity_##S(T x, T *d) { return *d = 1, x; }                       \
  static inline T relu_##S(T x, T *d) { return *d = x > 0 ? 1 : 0, x > 0 ? x : 0; }   \
  static inline T silu_##S(T x, T *d) {                                               \
    T s = 1 / (1 + exp_##S(-x)), y = x * s;                                           \
    return *d = s + y * (1 - s), y;                                                   \
  }                                                                                   \
  static inline T gelu_##S(T x, T *d) {                                               \
    T c = (T)0.5 * (1 + erf_##S(x * (T)0.70710678118654752440));                      \
    T p = (T)0.39894228040143267794 * exp_##S((T)-0.5 * x * x);                       \
    return *d = c + x * p, x * c;                                                     \
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
