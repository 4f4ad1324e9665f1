// The loops of entropic transport.
#pragma clang fp reassociate(on) contract(fast)
#include "clones.h"
#include "functions.h"
#include "transport.h"

CLONES void kernel_gibbs(long rows, long columns, const double *restrict costs, const double *restrict f,
    const double *restrict g, double rate, double *restrict kernel) {
  for (long i = 0; i < rows; i++) {
    const double *c = costs + i * columns, own = f[i];
    double *k = kernel + i * columns;
    for (long j = 0; j < columns; j++) k[j] = exp_f64((own + g[j] - c[j]) * rate);
  }
}

CLONES double kernel_sinkhorn_rows(long rows, long columns, const double *restrict kernel, const double *restrict a,
    const double *restrict v, double exponent, const double *restrict offset, double relaxation, double *restrict u,
    double *restrict sums, double *restrict change) {
  double widest = 0, moved = 0;
  for (long i = 0; i < rows; i++) {
    const double *k = kernel + i * columns;
    double s = 0;
    for (long j = 0; j < columns; j++) s += k[j] * v[j];
    if (!(s > 0)) return INFINITY;
    double target = offset[i] - exponent * log(s), power = log(u[i]);
    double step = target - power;
    power += relaxation * step;
    double size = fmax(fabs(power), fabs(target));
    if (!(size < 700)) return INFINITY;
    widest = size > widest ? size : widest;
    moved += a[i] * fabs(expm1(-step));
    u[i] = exp(power);
    if (!sums) continue;
    double share = a[i] * u[i];
    for (long j = 0; j < columns; j++) sums[j] += share * k[j];
  }
  *change = moved;
  return widest;
}

CLONES void kernel_soft_minimum_rows(
    long rows, long columns, const double *restrict costs, const double *restrict h, double rate,
    double *restrict output) {
  for (long i = 0; i < rows; i++) {
    const double *c = costs + i * columns;
    double top = -INFINITY, sum = 0;
    for (long j = 0; j < columns; j++) {
      double x = h[j] - c[j] * rate;
      top = x > top ? x : top;
    }
    for (long j = 0; j < columns; j++) sum += exp_f64(h[j] - c[j] * rate - top);
    output[i] = top + log(sum);
  }
}

CLONES void kernel_soft_minimum_columns(
    long rows, long columns, const double *restrict costs, const double *restrict h, double rate,
    double *restrict scratch, double *restrict output) {
  for (long j = 0; j < columns; j++) scratch[j] = -INFINITY, output[j] = 0;
  for (long i = 0; i < rows; i++) {
    const double *c = costs + i * columns, own = h[i];
    for (long j = 0; j < columns; j++) {
      double x = own - c[j] * rate;
      scratch[j] = x > scratch[j] ? x : scratch[j];
    }
  }
  for (long i = 0; i < rows; i++) {
    const double *c = costs + i * columns, own = h[i];
    for (long j = 0; j < columns; j++) output[j] += exp_f64(own - c[j] * rate - scratch[j]);
  }
  for (long j = 0; j < columns; j++) output[j] = scratch[j] + log(output[j]);
}

CLONES double kernel_scale_plan(long rows, long columns, const double *restrict u, const double *restrict v,
    const double *restrict costs, double *restrict plan, double *restrict total) {
  double cost = 0, mass = 0;
  for (long i = 0; i < rows; i++) {
    const double *c = costs + i * columns, own = u[i];
    double *p = plan + i * columns, paid = 0, moved = 0;
    for (long j = 0; j < columns; j++) {
      double share = own * p[j] * v[j];
      p[j] = share, paid += share * c[j], moved += share;
    }
    cost += paid, mass += moved;
  }
  *total += mass;
  return cost;
}
