"""scikit-learn's nearest neighbours by its fastest algorithm for such rows, and umap-learn after its compilation.

Of scikit-learn's algorithms brute force is the fastest here by a factor of ten: 64 columns are too many for its trees.
umap-learn runs without a seed, which is what lets it use both threads.
"""

import time
import warnings

import numpy


def rows(count, kind=numpy.float32):
    return numpy.random.default_rng(0).standard_normal((count, 64), dtype=numpy.float32).astype(kind)


def clusters(count):
    centers = 3 * numpy.random.default_rng(1).standard_normal((10, 64), dtype=numpy.float32)
    return centers[numpy.arange(count) % 10] + rows(count)


def milliseconds(function, calls):
    function()
    begin = time.perf_counter()
    for _ in range(calls):
        function()
    return (time.perf_counter() - begin) / calls * 1e3


def search(kind):
    from sklearn.neighbors import NearestNeighbors

    model = NearestNeighbors(n_neighbors=15, algorithm="brute", n_jobs=2).fit(rows(20000, kind))
    return milliseconds(model.kneighbors, 3)


def picture():
    import umap

    warnings.simplefilter("ignore")
    x = clusters(5000)
    return milliseconds(lambda: umap.UMAP(n_jobs=2).fit(x), 2)


MEASUREMENTS = {
    "neighbors-20000x64": (lambda: search(numpy.float32), "ms"),
    "neighbors-double-20000x64": (lambda: search(numpy.float64), "ms"),
    "umap-5000x64": (picture, "ms"),
}
