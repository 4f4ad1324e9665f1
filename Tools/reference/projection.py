"""Reference values for nearest neighbours, principal components and UMAP.

numpy 2.3.5, scipy 1.17.1, scikit-learn 1.9.1, umap-learn 0.5.12 (projection.requirements.txt).

    python -m venv .venv && .venv/bin/pip install -r Tools/reference/projection.requirements.txt
    .venv/bin/python -P Tools/reference/projection.py > Tests/AlignmentTests/Reference/projection.json

The data are not stored: both sides make them from SplitMix64 by the rules of `normals` and `DATA`, whose arithmetic is
the same in every language (but for the last bit of a sine).
"""

import json
import math
import sys
import warnings
from itertools import combinations

import numba
import numpy as np
import scipy
import sklearn
import umap
from sklearn.decomposition import PCA
from sklearn.manifold import trustworthiness
from sklearn.neighbors import NearestNeighbors
from umap.umap_ import find_ab_params

MASK = (1 << 64) - 1


def uniforms(seed, count):
    """SplitMix64's numbers, their upper 53 bits on [0, 1)."""
    found, state = [], seed
    for _ in range(count):
        state = (state + 0x9E3779B97F4A7C15) & MASK
        z = state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        found.append(((z ^ (z >> 31)) >> 11) * 2.0**-53)
    return found


def normals(seed, rows, columns):
    """Nearly normal: each number is the sum of twelve uniforms, minus 6."""
    u = np.array(uniforms(seed, 12 * rows * columns)).reshape(rows * columns, 12)
    total = np.zeros(rows * columns)
    for term in range(12):
        total = total + u[:, term]
    return (total - 6).reshape(rows, columns)


def blobs():
    """Five clusters in ten dimensions."""
    return 4 * normals(2, 5, 10)[np.arange(600) % 5] + normals(1, 600, 10)


def roll():
    """A swiss roll."""
    u = np.array(uniforms(3, 1600)).reshape(800, 2)
    angle = 1.5 * math.pi * (1 + 2 * u[:, 0])
    return np.column_stack([angle * np.cos(angle), 21 * u[:, 1], angle * np.sin(angle)])


def cloud():
    """One cluster in eight dimensions."""
    return normals(4, 500, 8) * np.array([3, 2, 1, 1, 1, 0.5, 0.5, 0.1])


def islands():
    """Three clusters so far apart that the graph falls into parts."""
    return 100 * np.eye(3, 6)[np.arange(360) % 3] + normals(5, 360, 6)


DATA = {"blobs": blobs, "roll": roll, "cloud": cloud, "islands": islands}
NEIGHBORS, SEEDS = 15, 5


def kept(x, shown, k):
    """The mean share of the k nearest rows that stay among the k nearest."""
    near = [NearestNeighbors(n_neighbors=k).fit(v).kneighbors(return_distance=False) for v in (x, shown)]
    return np.mean([len(set(a) & set(b)) / k for a, b in zip(*near)])


def pictures():
    cases = []
    for name, make in DATA.items():
        for dimensions in (2, 3):
            x = make()
            trust, share = [], []
            for seed in range(SEEDS):
                shown = umap.UMAP(n_components=dimensions, random_state=seed).fit_transform(x)
                trust.append(trustworthiness(x, shown, n_neighbors=NEIGHBORS))
                share.append(kept(x, shown, NEIGHBORS))
                print(name, dimensions, seed, trust[-1], share[-1], file=sys.stderr)
            cases.append(dict(data=name, dimensions=dimensions, trustworthiness=trust, share=share))
    return cases


def neighbor_lists():
    """Twenty searches, each row itself left out."""
    cases = []
    for case in range(20):
        n, d, k = 12 + 3 * case, 1 + case % 7, 1 + case % 5
        x = normals(100 + case, n, d)
        found = NearestNeighbors(n_neighbors=k, algorithm="brute").fit(x).kneighbors()
        cases.append(dict(seed=100 + case, rows=n, columns=d, count=k, distances=found[0], indices=found[1]))
    return cases


def mixings():
    """The definition of neighbor-mixing, with every subset of episodes written out."""

    def ratio(own, other):
        within = across = 0.0
        for g, group in enumerate(own):
            for r, row in enumerate(group):
                rest = own[:g] + own[g + 1:] or [np.delete(group, r, axis=0)]
                size = min(len(rest), len(other))
                nearest = lambda groups: np.mean([
                    NearestNeighbors(n_neighbors=1).fit(np.vstack(chosen)).kneighbors(row[None])[0][0, 0]
                    for chosen in combinations(groups, size)])
                within, across = within + nearest(rest), across + nearest(other)
        return across / within

    cases = []
    for case in range(20):
        lengths = [[1 + (case + i) % 3 for i in range(2 + case % 4)], [2 + (case + i) % 2 for i in range(2 + case % 3)]]
        columns, shift = 1 + case % 4, 0.25 * case
        sides = [normals(200 + 2 * case, sum(lengths[0]), columns),
                 normals(201 + 2 * case, sum(lengths[1]), columns) + shift]
        x, y = (np.split(rows, np.cumsum(counts)[:-1]) for rows, counts in zip(sides, lengths))
        cases.append(dict(seeds=[200 + 2 * case, 201 + 2 * case], counts=lengths, columns=columns, shift=shift,
                          value=math.sqrt(ratio(x, y) * ratio(y, x))))
    return cases


def components():
    cases = []
    for seed, n, d, k in ((300, 200, 6, 3), (301, 40, 12, 12), (302, 9, 30, 8), (303, 2, 5, 1)):
        x = normals(seed, n, d) * (1 + np.arange(d)) + 7
        fit = PCA(n_components=k, svd_solver="full").fit(x)
        cases.append(dict(seed=seed, rows=n, columns=d, count=k, directions=fit.components_,
                          variances=fit.explained_variance_, shares=fit.explained_variance_ratio_,
                          projection=fit.transform(x)[:5]))
    return cases


def trusts():
    """The first two columns as the picture."""
    return [dict(data=name, count=k, value=trustworthiness(DATA[name](), DATA[name]()[:, :2], n_neighbors=k))
            for name in DATA for k in (5, 15)]


def curves():
    return [dict(minimumDistance=m, spread=s, a=a, b=b)
            for m, s in ((0.0, 1.0), (0.001, 1.0), (0.1, 1.0), (0.25, 1.0), (0.5, 1.0), (0.99, 1.0), (0.1, 0.5),
                         (0.5, 2.0), (0.1, 3.0))
            for a, b in [find_ab_params(s, m)]]


def graphs():
    """The weights before small ones are dropped; the second has every row twice."""
    cases = []
    for name, x, k in (("cloud", cloud()[:80], 15), ("pairs", np.repeat(cloud()[:30], 2, axis=0), 8)):
        model = umap.UMAP(n_neighbors=k, n_epochs=1, random_state=0, transform_mode="graph").fit(x)
        graph = model.graph_.tocsr()
        graph.sort_indices()
        cases.append(dict(name=name, neighbors=k, starts=graph.indptr, columns=graph.indices, weights=graph.data))
    return cases


def plain(value):
    """numpy to JSON types."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, np.generic):
        return value.item()
    return value


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    json.dump(
        plain(dict(
            versions=dict(numpy=np.__version__, scipy=scipy.__version__, sklearn=sklearn.__version__,
                          umap=umap.__version__, numba=numba.__version__),
            command="python -P Tools/reference/projection.py", neighborLists=neighbor_lists(), mixings=mixings(),
            components=components(), trusts=trusts(), curves=curves(), graphs=graphs(), pictures=pictures())),
        sys.stdout, separators=(",", ":"), allow_nan=False)
    print()
