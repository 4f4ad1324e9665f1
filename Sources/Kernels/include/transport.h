// Inner loops of optimal transport. Double only: costs, potentials and plans are kept in Double whatever the data's type.
//
// The rules of kernels.h hold: matrices are row-major, nothing here allocates, checks or throws.
#pragma once
#include <stdint.h>

// MARK: Assignment (assignment.c)

/// What one row's list of promising columns can hold.
enum { KERNEL_CANDIDATES = 48 };

/// minima[j] = min_i costs[i,j].
void kernel_column_minima(long rows, long columns, const double *costs, double *minima);

/// max_j a[j] − min_j a[j].
double kernel_range(long n, const double *a);

/// Lists columns of small reduced cost c[j] − v[j], the two smallest among them, with their costs. Every column left out
/// has a reduced cost of at least `bound`, now and later if potentials only fall. Returns how many are listed;
/// `marks` is scratch of n + 8 bytes.
long kernel_list_candidates(
    long n, const double *costs, const double *potentials, int32_t *columns, double *listed, double *bound,
    uint8_t *marks);

/// The two smallest reduced costs among listed columns and where they stand; the second is +∞ and −1 in a list of one.
void kernel_two_smallest(
    long count, const int32_t *columns, const double *costs, const double *potentials, double smallest[2],
    int32_t places[2]);

/// One step of Dijkstra's search over columns: distance[j] = min(distance[j], costs[j] − potentials[j] + shift), with
/// `row` as predecessor where it fell. Returns the column of the least distance, one without an owner (owner[j] < 0) if
/// there is such among equals.
long kernel_relax(
    long n, const double *costs, const double *potentials, double shift, int32_t row, double *distance,
    int32_t *predecessor, const int32_t *owner);

/// min_j costs[j] − potentials[j], and the first j where it stands. n > 0.
double kernel_least_reduced_cost(long n, const double *costs, const double *potentials, long *place);

// MARK: Sorted samples (sorting.c)

/// sorted[k] = values[order[k]], ascending, equal values in the order of their index. `keys` is scratch of 2n words,
/// `indices` of n.
void kernel_sort_with_order(
    long n, const double *values, double *sorted, int32_t *order, uint64_t *keys, int32_t *indices);

/// The sorted values of the rows on side 1 and of those on side 2, both still sorted; side[order[k]] is the side of
/// place k, and 0 leaves a row out. The outputs have room for one number more than they receive.
void kernel_split_sorted(
    long n, const double *sorted, const int32_t *order, const uint8_t *side, double *first, double *second);

/// ∫₀¹ |F⁻¹(q) − G⁻¹(q)|ᵖ dq for the empirical quantile functions of two sorted samples.
double kernel_quantile_cost(long n, const double *x, long m, const double *y, double power);

// MARK: Entropic transport (sinkhorn.c)

/// kernel[i,j] = exp((f[i] + g[j] − costs[i,j])·rate).
void kernel_gibbs(long rows, long columns, const double *costs, const double *f, const double *g, double rate,
    double *kernel);

/// One half of Sinkhorn's iteration over some rows, and what the other half needs. With s[i] = Σ_j kernel[i,j]·v[j] and
/// w[i] = offset[i] − exponent·ln s[i]:
///
///     ln u[i] += relaxation·(w[i] − ln u[i]),   sums[j] += Σ_i kernel[i,j]·a[i]·u[i]   (null: not wanted)
///
/// `change` receives Σ_i a[i]·|u before ÷ exp w − 1|. Returns the largest |ln u|, or infinity where it leaves the range.
double kernel_sinkhorn_rows(long rows, long columns, const double *kernel, const double *a, const double *v,
    double exponent, const double *offset, double relaxation, double *u, double *sums, double *change);

/// output[i] = ln Σ_j exp(h[j] − costs[i,j]·rate).
void kernel_soft_minimum_rows(
    long rows, long columns, const double *costs, const double *h, double rate, double *output);

/// output[j] = ln Σ_i exp(h[i] − costs[i,j]·rate); scratch [columns].
void kernel_soft_minimum_columns(
    long rows, long columns, const double *costs, const double *h, double rate, double *scratch, double *output);

/// plan[i,j] *= u[i]·v[j] in place. Returns Σ plan·costs and adds up the plan.
double kernel_scale_plan(long rows, long columns, const double *u, const double *v, const double *costs, double *plan,
    double *total);
