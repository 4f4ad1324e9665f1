// Philox 4x32-10 and what is drawn from it.
//
// Contraction and reassociation stay off in this file: the clones then differ in vector width only, and a seed gives
// the same bits on every processor.
#pragma STDC FP_CONTRACT OFF
#include "kernels.h"

#include <string.h>

#include "clones.h"

enum { CHUNK = 256 };

static inline void philox_rounds(uint32_t *c0, uint32_t *c1, uint32_t *c2, uint32_t *c3, uint32_t k0, uint32_t k1) {
  uint32_t a = *c0, b = *c1, c = *c2, d = *c3;
  for (int round = 0; round < 10; round++) {
    uint64_t p = (uint64_t)0xD2511F53u * a, q = (uint64_t)0xCD9E8D57u * c;
    uint32_t na = (uint32_t)(q >> 32) ^ b ^ k0, nc = (uint32_t)(p >> 32) ^ d ^ k1;
    b = (uint32_t)q, d = (uint32_t)p, a = na, c = nc;
    k0 += 0x9E3779B9u, k1 += 0xBB67AE85u;
  }
  *c0 = a, *c1 = b, *c2 = c, *c3 = d;
}

void kernel_philox_block(const uint32_t counter[4], const uint32_t key[2], uint32_t output[4]) {
  memcpy(output, counter, 4 * sizeof(uint32_t));
  philox_rounds(&output[0], &output[1], &output[2], &output[3], key[0], key[1]);
}

// A chunk of at most CHUNK blocks, as four planes: word w of block i stands at planes[w][i].
CLONES static void philox_chunk(uint64_t key, uint64_t stream, uint64_t first, int blocks, uint32_t planes[4][CHUNK]) {
  for (int i = 0; i < blocks; i++) {
    uint64_t block = first + (uint64_t)i;
    uint32_t a = (uint32_t)block, b = (uint32_t)(block >> 32), c = (uint32_t)stream, d = (uint32_t)(stream >> 32);
    philox_rounds(&a, &b, &c, &d, (uint32_t)key, (uint32_t)(key >> 32));
    planes[0][i] = a, planes[1][i] = b, planes[2][i] = c, planes[3][i] = d;
  }
}

void kernel_philox_fill(uint64_t key, uint64_t stream, uint64_t first, long blocks, uint32_t *output) {
  uint32_t planes[4][CHUNK];
  for (long done = 0; done < blocks; done += CHUNK) {
    int count = blocks - done < CHUNK ? (int)(blocks - done) : CHUNK;
    philox_chunk(key, stream, first + (uint64_t)done, count, planes);
    for (int i = 0; i < count; i++)
      for (int w = 0; w < 4; w++) output[4 * (done + i) + w] = planes[w][i];
  }
}

// MARK: Elementary functions that vectorise

// ln(x) for 0 < x <= 1: x = m 2^e with m in [√½, √2), ln m = 2 artanh((m − 1)/(m + 1)) by its odd series.
static inline double log_unit(double x) {
  uint64_t bits;
  memcpy(&bits, &x, 8);
  uint64_t shifted = bits - 0x3FE6A09E667F3BCDull;  // bits of √½
  int64_t e = (int64_t)shifted >> 52;
  bits -= (uint64_t)e << 52;
  double m;
  memcpy(&m, &bits, 8);
  // e as a double without a 64-bit integer conversion, which AVX2 lacks: |e| < 2^31.
  double s = (m - 1) / (m + 1), s2 = s * s;
  double series = 1.0 / 23;
  series = series * s2 + 1.0 / 21;
  series = series * s2 + 1.0 / 19;
  series = series * s2 + 1.0 / 17;
  series = series * s2 + 1.0 / 15;
  series = series * s2 + 1.0 / 13;
  series = series * s2 + 1.0 / 11;
  series = series * s2 + 1.0 / 9;
  series = series * s2 + 1.0 / 7;
  series = series * s2 + 1.0 / 5;
  series = series * s2 + 1.0 / 3;
  series = series * s2;
  return (double)(int32_t)e * 0.6931471805599453 + (2 * s + 2 * s * series);
}

static inline float log_unit_f(float x) {
  uint32_t bits;
  memcpy(&bits, &x, 4);
  uint32_t shifted = bits - 0x3F3504F3u;  // bits of √½
  int32_t e = (int32_t)shifted >> 23;
  bits -= (uint32_t)e << 23;
  float m;
  memcpy(&m, &bits, 4);
  float s = (m - 1) / (m + 1), s2 = s * s;
  float series = 1.0f / 9;
  series = series * s2 + 1.0f / 7;
  series = series * s2 + 1.0f / 5;
  series = series * s2 + 1.0f / 3;
  series = series * s2;
  return (float)e * 0.69314718f + (2 * s + 2 * s * series);
}

// cos and sin of 2πx for 0 <= x < 1: fold to the octant |r| <= 1/8 turn around the nearest quarter, Taylor there.
static inline void cos_sin_turn(double x, double *cosine, double *sine) {
  int quarter = (int)(x * 4 + 0.5);
  double r = (x - quarter * 0.25) * 6.283185307179586, r2 = r * r;
  double s = -1.0 / 1307674368000;
  s = s * r2 + 1.0 / 6227020800;
  s = s * r2 - 1.0 / 39916800;
  s = s * r2 + 1.0 / 362880;
  s = s * r2 - 1.0 / 5040;
  s = s * r2 + 1.0 / 120;
  s = s * r2 - 1.0 / 6;
  s = r + r * (s * r2);
  double c = 1.0 / 20922789888000;
  c = c * r2 - 1.0 / 87178291200;
  c = c * r2 + 1.0 / 479001600;
  c = c * r2 - 1.0 / 3628800;
  c = c * r2 + 1.0 / 40320;
  c = c * r2 - 1.0 / 720;
  c = c * r2 + 1.0 / 24;
  c = c * r2 - 0.5;
  c = 1 + c * r2;
  double a = quarter & 1 ? s : c, b = quarter & 1 ? c : s;
  *cosine = ((quarter + 1) & 2) ? -a : a;
  *sine = (quarter & 2) ? -b : b;
}

static inline void cos_sin_turn_f(float x, float *cosine, float *sine) {
  int quarter = (int)(x * 4 + 0.5f);
  float r = (x - (float)quarter * 0.25f) * 6.2831853f, r2 = r * r;
  float s = 1.0f / 362880;
  s = s * r2 - 1.0f / 5040;
  s = s * r2 + 1.0f / 120;
  s = s * r2 - 1.0f / 6;
  s = r + r * (s * r2);
  float c = 1.0f / 40320;
  c = c * r2 - 1.0f / 720;
  c = c * r2 + 1.0f / 24;
  c = c * r2 - 0.5f;
  c = 1 + c * r2;
  float a = quarter & 1 ? s : c, b = quarter & 1 ? c : s;
  *cosine = ((quarter + 1) & 2) ? -a : a;
  *sine = (quarter & 2) ? -b : b;
}

// MARK: Distributions

static inline double unit53(uint32_t high, uint32_t low) {
  return ((double)(high >> 6) * 134217728.0 + (double)(low >> 5)) * 0x1p-53;
}

CLONES static void uniform_chunk_f32(int blocks, uint32_t planes[4][CHUNK], float *output) {
  for (int i = 0; i < blocks; i++)
    for (int w = 0; w < 4; w++) output[4 * i + w] = (float)(planes[w][i] >> 8) * 0x1p-24f;
}

CLONES static void uniform_chunk_f64(int blocks, uint32_t planes[4][CHUNK], double *output) {
  for (int i = 0; i < blocks; i++) {
    output[2 * i] = unit53(planes[0][i], planes[1][i]);
    output[2 * i + 1] = unit53(planes[2][i], planes[3][i]);
  }
}

CLONES static void normal_chunk_f32(int blocks, uint32_t planes[4][CHUNK], float *output) {
  for (int i = 0; i < blocks; i++) {
    float c0, s0, c1, s1;
    // 31 bits: a signed conversion, which every instruction set has; the radius reaches 6.5.
    float u0 = ((float)(int32_t)(planes[0][i] >> 1) + 1.0f) * 0x1p-31f;
    float u1 = ((float)(int32_t)(planes[2][i] >> 1) + 1.0f) * 0x1p-31f;
    float r0 = __builtin_elementwise_sqrt(-2 * log_unit_f(u0 > 1 ? 1 : u0));
    float r1 = __builtin_elementwise_sqrt(-2 * log_unit_f(u1 > 1 ? 1 : u1));
    cos_sin_turn_f((float)(int32_t)(planes[1][i] >> 8) * 0x1p-24f, &c0, &s0);
    cos_sin_turn_f((float)(int32_t)(planes[3][i] >> 8) * 0x1p-24f, &c1, &s1);
    output[4 * i] = r0 * c0, output[4 * i + 1] = r0 * s0, output[4 * i + 2] = r1 * c1, output[4 * i + 3] = r1 * s1;
  }
}

CLONES static void normal_chunk_f64(int blocks, uint32_t planes[4][CHUNK], double *output) {
  for (int i = 0; i < blocks; i++) {
    double c, s;
    double u = 1 - unit53(planes[0][i], planes[1][i]);
    double r = __builtin_elementwise_sqrt(-2 * log_unit(u));
    cos_sin_turn(unit53(planes[2][i], planes[3][i]), &c, &s);
    output[2 * i] = r * c, output[2 * i + 1] = r * s;
  }
}

// A last chunk that is not full is drawn aside, in whole blocks.
#define DRAW(NAME, TYPE, EACH)                                                                      \
  void kernel_##NAME(uint64_t key, uint64_t stream, uint64_t first, long n, TYPE *output) {         \
    uint32_t planes[4][CHUNK];                                                                      \
    TYPE chunk[EACH * CHUNK];                                                                       \
    for (long done = 0; done < n; done += EACH * CHUNK, first += CHUNK) {                           \
      long left = n - done;                                                                         \
      int blocks = left >= EACH * CHUNK ? CHUNK : (int)((left + EACH - 1) / EACH);                  \
      philox_chunk(key, stream, first, blocks, planes);                                             \
      if (left >= EACH * CHUNK) {                                                                   \
        DRAW_CHUNK(NAME)(blocks, planes, output + done);                                            \
      } else {                                                                                      \
        DRAW_CHUNK(NAME)(blocks, planes, chunk);                                                    \
        memcpy(output + done, chunk, (size_t)left * sizeof(TYPE));                                  \
      }                                                                                             \
    }                                                                                               \
  }
#define DRAW_CHUNK(NAME) chunk_of_##NAME
#define chunk_of_uniform_f32 uniform_chunk_f32
#define chunk_of_uniform_f64 uniform_chunk_f64
#define chunk_of_normal_f32 normal_chunk_f32
#define chunk_of_normal_f64 normal_chunk_f64

DRAW(uniform_f32, float, 4)
DRAW(uniform_f64, double, 2)
DRAW(normal_f32, float, 4)
DRAW(normal_f64, double, 2)
