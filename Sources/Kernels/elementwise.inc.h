// Loops over T; included once for each scalar type. NAME(x) appends the type's suffix.

#define LOOP for (long i = 0; i < n; i++)

#define BINARY_LOOP(EXPRESSION)                                          \
  if (sa == 1 && sb == 1) LOOP { T x = a[i], y = b[i]; output[i] = EXPRESSION; }       \
  else if (sa == 1) { const T y = b[0]; LOOP { T x = a[i]; output[i] = EXPRESSION; } } \
  else if (sb == 1) { const T x = a[0]; LOOP { T y = b[i]; output[i] = EXPRESSION; } } \
  else { const T x = a[0], y = b[0]; LOOP output[i] = EXPRESSION; }

CLONES void NAME(kernel_binary)(int op, long n, const T *a, long sa, const T *b, long sb, T *output) {
  switch (op) {
    case KERNEL_ADD: BINARY_LOOP(x + y) break;
    case KERNEL_SUBTRACT: BINARY_LOOP(x - y) break;
    case KERNEL_MULTIPLY: BINARY_LOOP(x * y) break;
    case KERNEL_DIVIDE: BINARY_LOOP(x / y) break;
    // A NaN in either place wins.
    case KERNEL_MAXIMUM: BINARY_LOOP(x > y || x != x ? x : y) break;
    case KERNEL_MINIMUM: BINARY_LOOP(x < y || x != x ? x : y) break;
  }
}

void NAME(kernel_binary_rows)(
    int op, long rows, long columns, const T *a, long ra, long sa, const T *b, long rb, long sb, T *output) {
  for (long r = 0; r < rows; r++)
    NAME(kernel_binary)(op, columns, a + r * ra, sa, b + r * rb, sb, output + r * columns);
}

CLONES void NAME(kernel_unary)(int op, long n, const T *a, T *output) {
  T d;
  switch (op) {
    case KERNEL_NEGATE: LOOP output[i] = -a[i]; break;
    case KERNEL_ABSOLUTE: LOOP output[i] = __builtin_elementwise_abs(a[i]); break;
    case KERNEL_SQUARE: LOOP output[i] = a[i] * a[i]; break;
    case KERNEL_SQUARE_ROOT: LOOP output[i] = __builtin_elementwise_sqrt(a[i]); break;
    case KERNEL_RECIPROCAL: LOOP output[i] = 1 / a[i]; break;
    case KERNEL_EXPONENTIAL: LOOP output[i] = NAME(exp)(a[i]); break;
    case KERNEL_LOGARITHM: LOOP output[i] = (T)log(a[i]); break;
    case KERNEL_SINE: LOOP output[i] = (T)sin(a[i]); break;
    case KERNEL_COSINE: LOOP output[i] = (T)cos(a[i]); break;
    case KERNEL_SOFTPLUS: LOOP output[i] = a[i] > 0 ? a[i] + (T)log1p(exp(-a[i])) : (T)log1p(exp(a[i])); break;
    case KERNEL_SIGMOID: LOOP output[i] = 1 / (1 + NAME(exp)(-a[i])); break;
    case KERNEL_IDENTITY: if (output != a) memcpy(output, a, (size_t)n * sizeof(T)); break;
    case KERNEL_RELU: LOOP output[i] = NAME(relu)(a[i], &d); break;
    case KERNEL_SILU: LOOP output[i] = NAME(silu)(a[i], &d); break;
    case KERNEL_GELU: LOOP output[i] = NAME(gelu)(a[i], &d); break;
    case KERNEL_TANH: LOOP output[i] = NAME(tanh)(a[i]); break;
    case KERNEL_MISH: LOOP output[i] = NAME(mish)(a[i], &d); break;
  }
}

CLONES void NAME(kernel_affine)(long n, const T *a, T scale, T shift, T *output) {
  LOOP output[i] = scale * a[i] + shift;
}

CLONES void NAME(kernel_add_scaled)(long n, T scale, const T *x, T *y) { LOOP y[i] += scale * x[i]; }

CLONES void NAME(kernel_add_product)(long n, const T *a, const T *b, long sb, T *output) {
  if (sb == 1) LOOP output[i] += a[i] * b[i];
  else { const T y = b[0]; LOOP output[i] += a[i] * y; }
}

CLONES void NAME(kernel_fill)(long n, T value, T *output) { LOOP output[i] = value; }

CLONES void NAME(kernel_copy_strided)(long n, const T *a, long stride, T *output) {
  if (stride == 1) memcpy(output, a, (size_t)n * sizeof(T));
  else LOOP output[i] = a[i * stride];
}

CLONES void NAME(kernel_to_double)(long n, const T *a, double *output) { LOOP output[i] = a[i]; }

CLONES void NAME(kernel_from_double)(long n, const double *a, T *output) { LOOP output[i] = (T)a[i]; }

CLONES void NAME(kernel_scatter_strided)(long n, const T *a, T *output, long stride) {
  LOOP output[i * stride] += a[i];
}

// MARK: Reductions

// Blocks of 4096 numbers are summed in vector lanes, the blocks' sums in Double.
CLONES T NAME(kernel_sum)(long n, const T *a) {
  double total = 0;
  for (long start = 0; start < n; start += 4096) {
    long end = start + 4096 < n ? start + 4096 : n;
    T sum = 0;
    for (long i = start; i < end; i++) sum += a[i];
    total += sum;
  }
  return (T)total;
}

CLONES T NAME(kernel_dot)(long n, const T *a, const T *b) {
  double total = 0;
  for (long start = 0; start < n; start += 4096) {
    long end = start + 4096 < n ? start + 4096 : n;
    T sum = 0;
    for (long i = start; i < end; i++) sum += a[i] * b[i];
    total += sum;
  }
  return (T)total;
}

// Sixteen running values, so that the comparison vectorises; an extreme is exact whatever its order. NaNs are passed
// over, unless the first number is one.
#define EXTREME(COMPARE)                                                                     \
  T lanes[16];                                                                               \
  for (int k = 0; k < 16; k++) lanes[k] = a[0];                                              \
  long i = 0;                                                                                \
  for (; i + 16 <= n; i += 16)                                                               \
    for (int k = 0; k < 16; k++) lanes[k] = a[i + k] COMPARE lanes[k] ? a[i + k] : lanes[k]; \
  T best = lanes[0];                                                                         \
  for (int k = 1; k < 16; k++) best = lanes[k] COMPARE best ? lanes[k] : best;               \
  for (; i < n; i++) best = a[i] COMPARE best ? a[i] : best;                                 \
  return best;

CLONES static T NAME(largest)(long n, const T *a) { EXTREME(>) }

CLONES static T NAME(smallest)(long n, const T *a) { EXTREME(<) }

CLONES static int NAME(has_nan)(long n, const T *a) {
  BITS found = 0;
  LOOP found |= a[i] != a[i];
  return found != 0;
}

T NAME(kernel_maximum)(long n, const T *a) { return NAME(has_nan)(n, a) ? NAN : NAME(largest)(n, a); }

T NAME(kernel_minimum)(long n, const T *a) { return NAME(has_nan)(n, a) ? NAN : NAME(smallest)(n, a); }

// A number is finite unless every bit of its exponent is set.
CLONES int NAME(kernel_all_finite)(long n, const T *a) {
  BITS bad = 0;
  LOOP {
    BITS bits;
    memcpy(&bits, a + i, sizeof bits);
    bad |= (bits & EXPONENT) == EXPONENT;
  }
  return bad == 0;
}

CLONES void NAME(kernel_row_sums)(long rows, long columns, const T *a, T *output) {
  for (long r = 0; r < rows; r++) output[r] = NAME(kernel_sum)(columns, a + r * columns);
}

// 256 rows at a time, the blocks' sums in Double.
CLONES void NAME(kernel_add_column_sums)(long rows, long columns, const T *a, T *output) {
  if (rows <= 256) {
    for (long r = 0; r < rows; r++)
      for (long c = 0; c < columns; c++) output[c] += a[r * columns + c];
    return;
  }
  for (long first = 0; first < columns; first += 64) {
    long width = first + 64 < columns ? 64 : columns - first;
    double totals[64] = {0};
    for (long start = 0; start < rows; start += 256) {
      long end = start + 256 < rows ? start + 256 : rows;
      T sums[64] = {0};
      for (long r = start; r < end; r++)
        for (long c = 0; c < width; c++) sums[c] += a[r * columns + first + c];
      for (long c = 0; c < width; c++) totals[c] += sums[c];
    }
    for (long c = 0; c < width; c++) output[first + c] = (T)(output[first + c] + totals[c]);
  }
}

// MARK: Softmax

// A row with +∞ or NaN, or of nothing but −∞, has no softmax: it is NaN throughout.
CLONES void NAME(kernel_softmax_rows)(long rows, long columns, const T *a, T *output) {
  if (columns == 0) return;
  for (long r = 0; r < rows; r++) {
    const T *x = a + r * columns;
    T *y = output + r * columns, top = NAME(largest)(columns, x), sum = 0;
    for (long c = 0; c < columns; c++) y[c] = NAME(exp)(x[c] - top);
    for (long c = 0; c < columns; c++) sum += y[c];
    T inverse = 1 / sum;
    for (long c = 0; c < columns; c++) y[c] *= inverse;
  }
}

CLONES void NAME(kernel_softmax_rows_backward)(long rows, long columns, const T *y, const T *gradient, T *output) {
  for (long r = 0; r < rows; r++) {
    const T *p = y + r * columns, *g = gradient + r * columns;
    T dot = 0;
    for (long c = 0; c < columns; c++) dot += p[c] * g[c];
    for (long c = 0; c < columns; c++) output[r * columns + c] += p[c] * (g[c] - dot);
  }
}

CLONES void NAME(kernel_log_sum_exp_rows)(long rows, long columns, const T *a, T *output) {
  for (long r = 0; r < rows; r++) {
    const T *x = a + r * columns;
    T top = columns > 0 ? NAME(largest)(columns, x) : -INFINITY, sum = 0;
    // An infinite maximum is the answer itself; subtracting it would give NaN.
    if (top == INFINITY || top == -INFINITY) { output[r] = NAME(has_nan)(columns, x) ? NAN : top; continue; }
    for (long c = 0; c < columns; c++) sum += NAME(exp)(x[c] - top);
    output[r] = top + (T)log(sum);
  }
}

CLONES void NAME(kernel_softmax_mean)(long n, long d, const T *restrict prior, const T *restrict shift,
    const T *restrict points, const T *restrict x, T *restrict scratch, T *restrict output) {
  LOOP scratch[i] = prior[i] + shift[i];
  for (long j = 0; j < d; j++) {
    const T *restrict p = points + j * n, s = x[j];
    LOOP scratch[i] += s * p[i];
  }
  T top = NAME(largest)(n, scratch), sum = 0;
  LOOP {
    T e = NAME(exp)(scratch[i] - top);
    scratch[i] = e;
    sum += e;
  }
  for (long j = 0; j < d; j++) {
    const T *restrict p = points + j * n;
    T total = 0;
    LOOP total += scratch[i] * p[i];
    output[j] = total / sum;
  }
}

// MARK: Rows by index

void NAME(kernel_gather_rows)(long count, long columns, const T *a, const long *index, T *output) {
  for (long i = 0; i < count; i++)
    memcpy(output + i * columns, a + index[i] * columns, (size_t)columns * sizeof(T));
}

CLONES void NAME(kernel_scatter_rows)(long count, long columns, const T *a, const long *index, T *output) {
  for (long i = 0; i < count; i++)
    for (long c = 0; c < columns; c++) output[index[i] * columns + c] += a[i * columns + c];
}

// MARK: Bias and activation, fused around the matrix product

#define ACTIVATE(F)                                                                          \
  for (long r = 0; r < rows; r++) {                                                          \
    T *p = pre + r * columns, *o = y + r * columns;                                          \
    for (long c = 0; c < columns; c++) { T d; o[c] = NAME(F)(p[c] + bias[c], &d); p[c] = d; } \
  }

CLONES void NAME(kernel_bias_activation)(
    int op, long rows, long columns, const T *restrict bias, T *restrict pre, T *restrict y) {
  switch (op) {
    case KERNEL_IDENTITY: ACTIVATE(identity) break;
    case KERNEL_RELU: ACTIVATE(relu) break;
    case KERNEL_SILU: ACTIVATE(silu) break;
    case KERNEL_GELU: ACTIVATE(gelu) break;
    case KERNEL_TANH: ACTIVATE(tanhact) break;
    case KERNEL_MISH: ACTIVATE(mish) break;
  }
}

#define ACTIVATE_ONLY(F)                                                                             \
  for (long r = 0; r < rows; r++) {                                                                  \
    T *o = y + r * columns;                                                                          \
    T d;                                                                                             \
    if (bias) for (long c = 0; c < columns; c++) o[c] = NAME(F)(o[c] + bias[c], &d);                 \
    else for (long c = 0; c < columns; c++) o[c] = NAME(F)(o[c], &d);                                \
  }

CLONES void NAME(kernel_bias_activation_inference)(
    int op, long rows, long columns, const T *restrict bias, T *restrict y) {
  switch (op) {
    case KERNEL_IDENTITY: ACTIVATE_ONLY(identity) break;
    case KERNEL_RELU: ACTIVATE_ONLY(relu) break;
    case KERNEL_SILU: ACTIVATE_ONLY(silu) break;
    case KERNEL_GELU: ACTIVATE_ONLY(gelu) break;
    case KERNEL_TANH: ACTIVATE_ONLY(tanhact) break;
    case KERNEL_MISH: ACTIVATE_ONLY(mish) break;
  }
}

CLONES void NAME(kernel_bias_activation_backward)(
    long rows, long columns, const T *restrict derivative, T *restrict gradient, T *restrict biasGradient) {
  for (long r = 0; r < rows; r++) {
    T *g = gradient + r * columns;
    if (derivative) {
      const T *d = derivative + r * columns;
      for (long c = 0; c < columns; c++) g[c] *= d[c];
    }
    if (biasGradient) for (long c = 0; c < columns; c++) biasGradient[c] += g[c];
  }
}

// MARK: Normalisation

CLONES void NAME(kernel_normalize_rows)(long rows, long columns, const T *x, T epsilon, T *normalized, T *inverse) {
  for (long r = 0; r < rows; r++) {
    const T *row = x + r * columns;
    T mean = NAME(kernel_sum)(columns, row) / (T)columns, variance = 0;
    for (long c = 0; c < columns; c++) variance += (row[c] - mean) * (row[c] - mean);
    T rho = 1 / __builtin_elementwise_sqrt(variance / (T)columns + epsilon);
    for (long c = 0; c < columns; c++) normalized[r * columns + c] = (row[c] - mean) * rho;
    inverse[r] = rho;
  }
}

CLONES void NAME(kernel_normalize_rows_backward)(
    long rows, long columns, const T *normalized, const T *inverse, const T *gradient, T *output) {
  for (long r = 0; r < rows; r++) {
    const T *h = normalized + r * columns, *g = gradient + r * columns;
    T sum = 0, dot = 0;
    for (long c = 0; c < columns; c++) sum += g[c], dot += g[c] * h[c];
    sum /= (T)columns, dot /= (T)columns;
    for (long c = 0; c < columns; c++) output[r * columns + c] += inverse[r] * (g[c] - sum - h[c] * dot);
  }
}

CLONES void NAME(kernel_combine_rows)(
    long rows, long columns, const T *signal, const T *x, const T *noise, const T *e, T *output) {
  for (long r = 0; r < rows; r++)
    for (long c = 0; c < columns; c++)
      output[r * columns + c] = signal[r] * x[r * columns + c] + noise[r] * e[r * columns + c];
}

// MARK: Optimisers

CLONES void NAME(kernel_adamw)(long n, T *restrict w, const T *restrict gradient, T *restrict m, T *restrict v,
    T gradientScale, T rate, T beta1, T beta2, T epsilon, T decay, T c1, T c2) {
  T step = rate / c1, root = 1 / __builtin_elementwise_sqrt(c2), keep = 1 - rate * decay;
  LOOP {
    T g = gradient[i] * gradientScale;
    m[i] = beta1 * m[i] + (1 - beta1) * g;
    v[i] = beta2 * v[i] + (1 - beta2) * g * g;
    w[i] = keep * w[i] - step * m[i] / (__builtin_elementwise_sqrt(v[i]) * root + epsilon);
  }
}

CLONES void NAME(kernel_sgd)(long n, T *restrict w, const T *restrict gradient, T *restrict velocity,
    T gradientScale, T rate, T momentum, T dampening, int nesterov, T decay) {
  LOOP {
    T g = gradient[i] * gradientScale + decay * w[i];
    if (velocity) {
      velocity[i] = momentum * velocity[i] + (1 - dampening) * g;
      g = nesterov ? g + momentum * velocity[i] : velocity[i];
    }
    w[i] -= rate * g;
  }
}

CLONES void NAME(kernel_average)(long n, T share, const T *restrict w, T *restrict average) {
  LOOP average[i] += share * (w[i] - average[i]);
}

// MARK: Distances

CLONES void NAME(kernel_squared_distances)(long n, long m, long d, const T *x, const T *y, T *output) {
  for (long i = 0; i < n; i++)
    for (long j = 0; j < m; j++) {
      T sum = 0;
      for (long k = 0; k < d; k++) sum += (x[i * d + k] - y[j * d + k]) * (x[i * d + k] - y[j * d + k]);
      output[i * m + j] = sum;
    }
}

#undef LOOP
#undef BINARY_LOOP
#undef ACTIVATE
#undef ACTIVATE_ONLY
#undef EXTREME
