// The only C code of the package: loops that Swift does not vectorise.
//
// Every function has a Float (`_f32`) and a Double (`_f64`) form. Counts are elements, matrices are row-major, and
// nothing here allocates, checks or throws: callers have checked shapes. Pointers may be equal where a comment says
// "in place", and otherwise must not overlap.
#pragma once
#include <stdint.h>

// MARK: Random numbers (Philox 4x32-10; the same bits on every processor)

/// One block of Philox 4x32-10. Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC'11.
void kernel_philox_block(const uint32_t counter[4], const uint32_t key[2], uint32_t output[4]);

/// Blocks `first ..< first + blocks` of the stream (key, stream): 4 words each, in order.
void kernel_philox_fill(uint64_t key, uint64_t stream, uint64_t first, long blocks, uint32_t *output);

/// n uniforms on [0, 1): 24-bit (f32, 4 a block) or 53-bit (f64, 2 a block).
void kernel_uniform_f32(uint64_t key, uint64_t stream, uint64_t first, long n, float *output);
void kernel_uniform_f64(uint64_t key, uint64_t stream, uint64_t first, long n, double *output);

/// n standard normals by Box and Muller: 4 a block (f32) or 2 a block (f64).
void kernel_normal_f32(uint64_t key, uint64_t stream, uint64_t first, long n, float *output);
void kernel_normal_f64(uint64_t key, uint64_t stream, uint64_t first, long n, double *output);

// MARK: The processor

/// The x86-64 level whose clone of each kernel runs here: 4, 3, or 1 for the plain one.
int kernel_instruction_level(void);

// MARK: Storage accounting

/// Number of tensor storages this thread has allocated so far; tests use it to show that a step allocates none.
long kernel_storage_allocations(void);
void kernel_count_storage_allocation(void);

// MARK: Element-wise loops, reductions, normalisation, optimisers

/// Binary operations of `kernel_binary`.
enum {
  KERNEL_ADD, KERNEL_SUBTRACT, KERNEL_MULTIPLY, KERNEL_DIVIDE, KERNEL_MAXIMUM, KERNEL_MINIMUM
};

/// Unary operations of `kernel_unary`.
enum {
  KERNEL_NEGATE, KERNEL_ABSOLUTE, KERNEL_SQUARE, KERNEL_SQUARE_ROOT, KERNEL_RECIPROCAL, KERNEL_EXPONENTIAL,
  KERNEL_LOGARITHM, KERNEL_SINE, KERNEL_COSINE, KERNEL_SOFTPLUS, KERNEL_SIGMOID,
  // From here on in the order of the activations.
  KERNEL_IDENTITY, KERNEL_RELU, KERNEL_SILU, KERNEL_GELU, KERNEL_TANH, KERNEL_MISH
};

#define KERNELS(T, S)                                                                                              \
  /** output[i] = a[i·sa] op b[i·sb]; strides are 0 or 1. In place where a stride is 1. */                         \
  void kernel_binary_##S(int op, long n, const T *a, long sa, const T *b, long sb, T *output);                     \
  /** Row by row: output[r,c] = a[r·ra + c·sa] op b[r·rb + c·sb]; sa and sb are 0 or 1. */                         \
  void kernel_binary_rows_##S(                                                                                     \
      int op, long rows, long columns, const T *a, long ra, long sa, const T *b, long rb, long sb, T *output);     \
  /** output[i] = op(a[i]). In place. */                                                                           \
  void kernel_unary_##S(int op, long n, const T *a, T *output);                                                    \
  /** output[i] = scale·a[i] + shift. In place. */                                                                 \
  void kernel_affine_##S(long n, const T *a, T scale, T shift, T *output);                                         \
  /** y[i] += scale·x[i]. */                                                                                       \
  void kernel_add_scaled_##S(long n, T scale, const T *x, T *y);                                                   \
  /** output[i] += a[i]·b[i·sb]; sb is 0 or 1. */                                                                  \
  void kernel_add_product_##S(long n, const T *a, const T *b, long sb, T *output);                                 \
  void kernel_fill_##S(long n, T value, T *output);                                                                \
  /** output[i] = a[i·stride]. */                                                                                  \
  void kernel_copy_strided_##S(long n, const T *a, long stride, T *output);                                        \
  /** The same numbers in Double, and back. */                                                                     \
  void kernel_to_double_##S(long n, const T *a, double *output);                                                   \
  void kernel_from_double_##S(long n, const double *a, T *output);                                                 \
  /** output[i·stride] += a[i]. */                                                                                 \
  void kernel_scatter_strided_##S(long n, const T *a, T *output, long stride);                                     \
  T kernel_sum_##S(long n, const T *a);                                                                            \
  T kernel_dot_##S(long n, const T *a, const T *b);                                                                \
  /** The largest and the smallest of n > 0 numbers; NaN when one is NaN. */                                       \
  T kernel_maximum_##S(long n, const T *a);                                                                        \
  T kernel_minimum_##S(long n, const T *a);                                                                        \
  /** 1 when every number is finite. */                                                                            \
  int kernel_all_finite_##S(long n, const T *a);                                                                   \
  /** output[r] = Σ_c a[r,c]. */                                                                                   \
  void kernel_row_sums_##S(long rows, long columns, const T *a, T *output);                                        \
  /** output[c] += Σ_r a[r,c]. */                                                                                  \
  void kernel_add_column_sums_##S(long rows, long columns, const T *a, T *output);                                 \
  /** Row-wise softmax, and its backward pass: output += y ⊙ (g − Σ g ⊙ y). */                                     \
  void kernel_softmax_rows_##S(long rows, long columns, const T *a, T *output);                                    \
  void kernel_softmax_rows_backward_##S(long rows, long columns, const T *y, const T *gradient, T *output);        \
  /** output[r] = ln Σ_c exp a[r,c]. */                                                                            \
  void kernel_log_sum_exp_rows_##S(long rows, long columns, const T *a, T *output);                                \
  /** output[j] = Σ_k p_k points[j,k] with p = softmax_k(prior[k] + shift[k] + Σ_j x[j]·points[j,k]); scratch [n]. */  \
  void kernel_softmax_mean_##S(long n, long d, const T *prior, const T *shift, const T *points, const T *x,        \
      T *scratch, T *output);                                                                                      \
  /** output[i,:] = a[index[i],:], and output[index[i],:] += a[i,:]. */                                            \
  void kernel_gather_rows_##S(long count, long columns, const T *a, const long *index, T *output);                 \
  void kernel_scatter_rows_##S(long count, long columns, const T *a, const long *index, T *output);                \
  /** Adds the bias, then the activation f: y = f(pre + bias); `pre` is overwritten by f'(pre + bias). */          \
  void kernel_bias_activation_##S(int op, long rows, long columns, const T *bias, T *pre, T *y);                   \
  /** y = f(y + bias) without the derivative; bias may be null. */                                                 \
  void kernel_bias_activation_inference_##S(int op, long rows, long columns, const T *bias, T *y);                 \
  /** gradient ⊙= derivative in place (null: left alone), biasGradient[c] += Σ_r gradient[r,c] (null: not wanted).*/ \
  void kernel_bias_activation_backward_##S(                                                                        \
      long rows, long columns, const T *derivative, T *gradient, T *biasGradient);                                 \
  /** Rows to mean 0 and variance 1: x̂ = (x − μ)·ρ, ρ = 1/√(var + ε); its backward pass adds to `output`. */       \
  void kernel_normalize_rows_##S(long rows, long columns, const T *x, T epsilon, T *normalized, T *inverse);       \
  void kernel_normalize_rows_backward_##S(                                                                         \
      long rows, long columns, const T *normalized, const T *inverse, const T *gradient, T *output);               \
  /** output[r,:] = signal[r]·x[r,:] + noise[r]·e[r,:]. */                                                         \
  void kernel_combine_rows_##S(                                                                                    \
      long rows, long columns, const T *signal, const T *x, const T *noise, const T *e, T *output);                \
  /** AdamW on gradients times `gradientScale`; c1 and c2 are 1 − β₁ᵗ and 1 − β₂ᵗ. */                              \
  void kernel_adamw_##S(long n, T *w, const T *gradient, T *m, T *v, T gradientScale, T rate, T beta1, T beta2,    \
      T epsilon, T decay, T c1, T c2);                                                                             \
  /** Momentum SGD on gradients times `gradientScale`; velocity may be null when momentum is 0. */                 \
  void kernel_sgd_##S(long n, T *w, const T *gradient, T *velocity, T gradientScale, T rate, T momentum,           \
      T dampening, int nesterov, T decay);                                                                         \
  /** average += share·(w − average). */                                                                           \
  void kernel_average_##S(long n, T share, const T *w, T *average);                                                \
  /** output[i,j] = |x_i − y_j|² from coordinates, without cancellation. */                                        \
  void kernel_squared_distances_##S(long n, long m, long d, const T *x, const T *y, T *output);                      \
  /** With products = −2 x·y of a tile: exp(−gamma |x − y|²) in place, and its sums down the columns added to output. */ \
  void kernel_gaussian_tile_##S(                                                                                   \
      long rows, long columns, const T *rowNorms, const T *columnNorms, T gamma, T *products);                     \
  void kernel_gaussian_column_sums_##S(long rows, long columns, const T *rowNorms, const T *columnNorms, T gamma,  \
      const T *products, T *output);                                                                               \
  /** output[c] += Σ_r |x_r − y_c|, from such a tile and, where that cancels, from coordinates; overwrites the tile. */ \
  void kernel_distance_column_sums_##S(long rows, long columns, long d, const T *x, const T *y, const T *rowNorms, \
      const T *columnNorms, T *products, T *output);

KERNELS(float, f32)
KERNELS(double, f64)
