"""Squared MMD, the energy distance and CKA as one writes them in numpy, single precision, as many threads as BLAS takes."""

import resource
import time

import numpy


def samples(rows, columns):
    generator = numpy.random.default_rng(0)
    x = generator.standard_normal((rows, columns), dtype=numpy.float32)
    return x, generator.standard_normal((rows, columns), dtype=numpy.float32) + numpy.float32(0.1)


def squared_distances(x, y):
    """By one matrix product, in place."""
    square = x @ y.T
    square *= -2
    square += (x * x).sum(1)[:, None]
    square += (y * y).sum(1)
    return numpy.maximum(square, 0, out=square)


def kernel(x, y, width):
    square = squared_distances(x, y)
    square *= numpy.float32(-1 / (2 * width**2))
    return numpy.exp(square, out=square)


def mmd2(x, y, width):
    def within(rows):
        n = len(rows)
        return (kernel(rows, rows, width).sum() - n) / (n * (n - 1))

    return within(x) + within(y) - 2 * kernel(x, y, width).mean()


def mmd2_in_blocks(x, y, width, rows=2000):
    """The whole kernel matrix would not fit: sums over blocks, one triangle of those within a sample."""

    def total(a, b, symmetric):
        sums = 0.0
        for i in range(0, len(a), rows):
            for j in range(i if symmetric else 0, len(b), rows):
                weight = 2 if symmetric and j > i else 1
                sums += weight * float(kernel(a[i : i + rows], b[j : j + rows], width).sum(dtype=numpy.float64))
        return sums

    def within(a):
        return (total(a, a, True) - len(a)) / (len(a) * (len(a) - 1))

    return within(x) + within(y) - 2 * total(x, y, False) / (len(x) * len(y))


def median_distance(rows):
    square = squared_distances(rows, rows)
    return numpy.sqrt(numpy.median(square[numpy.triu_indices(len(rows), 1)]))


def energy(x, y):
    def mean(a, b):
        square = squared_distances(a, b)
        return numpy.sqrt(square, out=square).mean()

    return 2 * mean(x, y) - mean(x, x) - mean(y, y)


def linear_cka(x, y):
    x, y = x - x.mean(0), y - y.mean(0)
    norm = numpy.linalg.norm
    return norm(x.T @ y) ** 2 / (norm(x.T @ x) * norm(y.T @ y))


def gaussian_cka(x, y, width):
    def centred(gram):
        gram -= gram.mean(0)
        gram -= gram.mean(1)[:, None]
        return gram.ravel()

    k, l = (centred(kernel(rows, rows, width)) for rows in (x, y))
    return k @ l / numpy.sqrt((k @ k) * (l @ l))


def measured(function, rows, columns=64, calls=5):
    x, y = samples(rows, columns)
    if calls > 1:
        function(x, y)
    begin = time.perf_counter()
    for _ in range(calls):
        function(x, y)
    milliseconds = (time.perf_counter() - begin) / calls * 1e3
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"value": milliseconds, "details": {"peak memory, MiB": memory}}


MEASUREMENTS = {
    "mmd2-5000x64": (lambda: measured(lambda x, y: mmd2(x, y, 8), 5000), "ms"),
    "mmd2-median-5000x64": (
        lambda: measured(lambda x, y: mmd2(x, y, median_distance(numpy.concatenate([x, y]))), 5000, calls=2),
        "ms",
    ),
    "mmd2-50000x64": (lambda: measured(lambda x, y: mmd2_in_blocks(x, y, 8), 50_000, calls=1), "ms"),
    "energy-5000x64": (lambda: measured(energy, 5000), "ms"),
    "cka-5000x512": (lambda: measured(linear_cka, 5000, 512), "ms"),
    "cka-rbf-5000x64": (lambda: measured(lambda x, y: gaussian_cka(x, y, 8), 5000), "ms"),
}
