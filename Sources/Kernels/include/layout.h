// Layouts of weighted graphs: UMAP's stochastic gradient descent, and the matrix product of its spectral start.
#pragma once
#include <stdint.h>

/// Draws the edges from `first` on that are due in an epoch, and returns where it stopped: at the end, or where fewer
/// random words were left than the next edge needs. A drawn edge pulls its two ends together by the gradient of
/// −ln φ, φ = 1/(1 + a |x − y|^(2b)), and pushes its head from random vertices by that of −γ ln(1 − φ), each component
/// clipped to ±4, times `rate`. The gradients of one draw are taken at one place. `positions` is
/// [vertices, dimensions], dimensions 2 or 3. An edge is drawn every `interval` epochs, next in epoch `next`, with a
/// negative sample for every `negativeInterval` epochs. Words before `used` have been spent.
long kernel_layout_epoch(long edges, const int32_t *heads, const int32_t *tails, const double *interval,
    const double *negativeInterval, double *next, double *nextNegative, long vertices, long dimensions,
    float *positions, long first, double epoch, float rate, float a, float b, float gamma, const uint32_t *words,
    long wordCount, long *used);

/// output[i] = scale[i] Σ_j weight[i,j] scale[j] x[j] over the entries starts[i] ..< starts[i + 1].
void kernel_scaled_graph_product(long n, const int32_t *starts, const int32_t *columns, const float *weights,
    const double *scale, const double *x, double *scratch, double *output);
