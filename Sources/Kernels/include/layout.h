// Layouts of weighted graphs: UMAP's stochastic gradient descent, and the matrix product of its spectral start.
#pragma once
#include <stdint.h>

/// One draw of an edge: its head, its tail (−1: negative samples only), and how many words of random numbers stand for
/// negative samples, at most seven, from which on.
typedef struct {
  int32_t head, tail, negatives, word;
} kernel_layout_draw;

/// Lists the draws of an epoch in the order of the edges, and moves the edges' next epochs on: an edge is drawn every
/// `interval` epochs, with a negative sample for every `negativeInterval`, seven to a draw. Returns how many draws there
/// are, and in `words` how many words they need. `scratch` is [edges + 1].
long kernel_layout_due(long edges, const int32_t *heads, const int32_t *tails, const double *interval,
    const double *negativeInterval, double *next, double *nextNegative, double epoch, int32_t *scratch,
    kernel_layout_draw *draws, long *words);

/// Makes draws: an edge's ends are pulled together by the gradient of −ln φ, φ = 1/(1 + a |x − y|^(2b)), and its head is
/// pushed from random vertices by that of −γ ln(1 − φ), each component clipped to ±4, times `rate`. `positions` is
/// [vertices, dimensions], dimensions 2 or 3. Four draws a quarter of the list apart are made at once: their gradients
/// are taken before any of them moves a vertex. Seven words beyond the last are read, and not used.
void kernel_layout_descend(long draws, const kernel_layout_draw *list, const uint32_t *words, long vertices,
    long dimensions, float *positions, float rate, float a, float b, float gamma);

/// output[i] = scale[i] Σ_j weight[i,j] scale[j] x[j] over the entries starts[i] ..< starts[i + 1].
void kernel_scaled_graph_product(long n, const int32_t *starts, const int32_t *columns, const float *weights,
    const double *scale, const double *x, double *scratch, double *output);
