"""Reference values for the discrepancies and similarities of Tests/AlignmentTests, by other software.

    pip install -r Tools/reference/similarity.requirements.txt
    python Tools/reference/similarity.py > Tests/AlignmentTests/Reference/similarity.json

Versions: numpy 2.3.5, scipy 1.17.1, scikit-learn 1.9.1, POT 0.9.7.post1, netrep at 3059f54. Where no package computes a
measure, its definition is written here in the most literal form: sums over pairs, matrices of n by n numbers.
"""

import json

import numpy as np
import ot
import scipy
import sklearn
from netrep.metrics import LinearMetric
from scipy.spatial import procrustes
from scipy.spatial.distance import cdist, pdist, squareform
from scipy.stats import energy_distance, pearsonr, spearmanr
from sklearn.metrics.pairwise import rbf_kernel

CASES = 32


def rounded(matrix, digits=3):
    return np.round(matrix, digits)


# Unpaired: rows of two samples that do not match.


def unpaired_samples(case):
    """Widths 1 to 5, sizes 6 to 20; every fourth case has a duplicated and a constant column, every sixth equal rows."""
    generator = np.random.default_rng(1000 + case)
    d, n, m = 1 + case % 5, int(generator.integers(6, 21)), int(generator.integers(6, 21))
    mixing = generator.standard_normal((d, d))
    x = generator.standard_normal((n, d)) @ mixing
    y = generator.standard_normal((m, d)) @ mixing * generator.uniform(0.5, 2) + generator.normal(0, 1, d)
    if case % 4 == 3:
        x, y = (np.column_stack([a, a[:, 0], np.full(len(a), 1.5)]) for a in (x, y))
    if case % 6 == 5:
        x[1], y[2], y[3] = x[0], x[0], y[0]
    return rounded(x), rounded(y)


def contrast(f_xx, f_yy, f_xy, biased):
    """Means over pairs; the unbiased form leaves the diagonals out."""

    def within(f):
        n = len(f)
        return f.mean() if biased else (f.sum() - np.trace(f)) / (n * (n - 1))

    return within(f_xx) + within(f_yy) - 2 * f_xy.mean()


def mmd2(x, y, widths, biased=False):
    values = []
    for width in widths:
        gamma = 1 / (2 * width**2)
        values.append(
            contrast(rbf_kernel(x, x, gamma), rbf_kernel(y, y, gamma), rbf_kernel(x, y, gamma), biased)
        )
    return np.mean(values)


def energy(x, y, biased=True):
    return -contrast(cdist(x, x), cdist(y, y), cdist(x, y), biased)


def covariance(x):
    return np.atleast_2d(np.cov(x, rowvar=False))


def frechet(x, y):
    """By the eigenvalues of C1 C2, which are those of the symmetric product under the root."""
    c1, c2 = covariance(x), covariance(y)
    eigenvalues = np.clip(np.linalg.eigvals(c1 @ c2).real, 0, None)
    difference = x.mean(0) - y.mean(0)
    return difference @ difference + np.trace(c1) + np.trace(c2) - 2 * np.sqrt(eigenvalues).sum()


def unpaired(case):
    x, y = unpaired_samples(case)
    c1, c2 = covariance(x), covariance(y)
    median = np.median(pdist(np.concatenate([x, y])))
    expected = {
        "median": median,
        "mmd2": mmd2(x, y, [median]),
        "mmd2-biased": mmd2(x, y, [median], biased=True),
        "mmd2-multi": mmd2(x, y, [median * times for times in (0.25, 0.5, 1, 2, 4)]),
        "energy": energy(x, y),
        "energy-unbiased": energy(x, y, biased=False),
        "coral": ((c1 - c2) ** 2).sum() / (4 * x.shape[1] ** 2),
        "frechet": frechet(x, y),
    }
    if x.shape[1] == 1:
        expected["energy-scipy"] = energy_distance(x[:, 0], y[:, 0]) ** 2
    if case % 4 != 3:
        # POT takes roots of matrices of full rank.
        expected["bures-wasserstein"] = ot.gaussian.bures_wasserstein_distance(x.mean(0), y.mean(0), c1, c2)
        matrix, shift = ot.gaussian.bures_wasserstein_mapping(x.mean(0), y.mean(0), c1, c2)
        expected["map"] = np.concatenate([matrix.ravel(), np.ravel(shift)])
    return {"x": x, "y": y, "expected": expected}


# Paired: row i of both is the same observation.


def paired_samples(case):
    """Widths 2 to 6, 12 to 30 observations; every fourth case has a duplicated and a constant column, every sixth more
    units than observations."""
    generator = np.random.default_rng(2000 + case)
    d, e, n = 2 + case % 5, 2 + (case // 2) % 4, int(generator.integers(14, 31))
    if case % 6 == 5:
        d, e, n = 14, 12, 9
    shared = generator.standard_normal((n, 3))
    x = shared @ generator.standard_normal((3, d)) + generator.uniform(0.1, 1.5) * generator.standard_normal((n, d))
    y = shared @ generator.standard_normal((3, e)) + generator.uniform(0.1, 1.5) * generator.standard_normal((n, e))
    x = x * generator.uniform(0.3, 3, d) + generator.normal(0, 2, d)
    if case % 4 == 3:
        x = np.column_stack([x, x[:, 0], np.full(n, 1.5)])
    return rounded(x), rounded(y)


def hsic_biased(k, l):
    n = len(k)
    h = np.eye(n) - 1 / n
    return np.trace(k @ h @ l @ h)


def hsic_debiased(k, l):
    """Song et al., JMLR 13 (2012), eq. 5, times n(n - 3)."""
    n = len(k)
    k, l = k - np.diag(np.diag(k)), l - np.diag(np.diag(l))
    one = np.ones(n)
    return np.trace(k @ l) + (one @ k @ one) * (one @ l @ one) / ((n - 1) * (n - 2)) - 2 / (n - 2) * (one @ k @ l @ one)


def alignment(k, l, hsic):
    return hsic(k, l) / np.sqrt(hsic(k, k) * hsic(l, l))


def gaussian_gram(x, share):
    return np.exp(-(cdist(x, x) ** 2) / (2 * (share * np.median(pdist(x))) ** 2))


def centred(x):
    return x - x.mean(0)


def orthonormal(x, rank=None):
    u, s, _ = np.linalg.svd(centred(x), full_matrices=False)
    rank = int((s > 1e-10 * s[0]).sum()) if rank is None else rank
    return u[:, :rank], s


def canonical(qx, qy):
    return np.linalg.svd(qx.T @ qy, compute_uv=False)


def kept(s, share=0.99):
    """The fewest leading directions that hold this share of the variance."""
    return int(np.searchsorted(np.cumsum(s**2) / (s**2).sum(), share - 1e-12) + 1)


def svcca(x, y):
    (ux, sx), (uy, sy) = orthonormal(x), orthonormal(y)
    return canonical(ux[:, : kept(sx)], uy[:, : kept(sy)]).mean()


def pwcca(x, y):
    """Morcos et al., NeurIPS 2018, section 2: canonical variables h of the narrower side, weights sum over units of
    |<h, x_j>|."""
    qx, qy = orthonormal(x)[0], orthonormal(y)[0]
    if qx.shape[1] > qy.shape[1]:
        x, y, qx, qy = y, x, qy, qx
    u, rho, _ = np.linalg.svd(qx.T @ qy, full_matrices=False)
    weights = np.abs((qx @ u).T @ centred(x)).sum(axis=1)
    return (weights * rho).sum() / weights.sum()


def padded(x, y):
    width = max(x.shape[1], y.shape[1])
    return tuple(np.pad(a, ((0, 0), (0, width - a.shape[1]))) for a in (x, y))


def nearest(x, k):
    distances = cdist(x, x)
    np.fill_diagonal(distances, np.inf)
    return np.argsort(distances, axis=1, kind="stable")[:, :k]


def mutual_neighbours(x, y, k):
    return np.mean([len(set(a) & set(b)) / k for a, b in zip(nearest(x, k), nearest(y, k))])


def unit_rows(x):
    x = centred(x)
    return x / np.linalg.norm(x, axis=1, keepdims=True)


def largest(gram, k):
    """1 where j is among the k rows of largest kernel value for i, itself left out."""
    mask = np.zeros_like(gram)
    off = gram - np.diag(np.full(len(gram), np.inf))
    np.put_along_axis(mask, np.argsort(-off, axis=1, kind="stable")[:, :k], 1, axis=1)
    return mask


def cknna(x, y, k):
    """Huh et al., ICML 2024, appendix A: kernel values less their row's mean, over pairs that are neighbours in both."""
    grams = [unit_rows(a) @ unit_rows(a).T for a in (x, y)]
    masks = [largest(gram, k) for gram in grams]
    grams = [gram - gram.mean(axis=1, keepdims=True) for gram in grams]

    def similarity(i, j):
        return (masks[i] * masks[j] * grams[i] * grams[j]).sum()

    return similarity(0, 1) / np.sqrt(similarity(0, 0) * similarity(1, 1))


def cknna_of_the_authors_code(x, y, k):
    """The same as platonic-rep/metrics.py computes it: the debiased HSIC of the masked kernels, which are not symmetric."""
    grams = [unit_rows(a) @ unit_rows(a).T for a in (x, y)]
    masks = [largest(gram, k) for gram in grams]

    def similarity(i, j):
        return hsic_debiased(masks[i] * masks[j] * grams[i], masks[i] * masks[j] * grams[j])

    return similarity(0, 1) / np.sqrt(similarity(0, 0) * similarity(1, 1))


def paired(case):
    x, y = paired_samples(case)
    linear = [centred(a) @ centred(a).T for a in (x, y)]
    gaussian = [gaussian_gram(a, 0.5) for a in (x, y)]
    expected = {
        "cka": alignment(*linear, hsic_debiased),
        "cka-biased": alignment(*linear, hsic_biased),
        "cka-rbf": alignment(*gaussian, hsic_debiased),
        "cka-rbf-biased": alignment(*gaussian, hsic_biased),
        "procrustes": procrustes(*padded(x, y))[2],
        "procrustes-angle": LinearMetric(alpha=1).fit_score(*padded(x, y)),
        "procrustes-euclidean": LinearMetric(alpha=1, score_method="euclidean").fit_score(*padded(x, y)),
        "rsa": spearmanr(pdist(x), pdist(y)).statistic,
        "rsa-pearson": pearsonr(pdist(x), pdist(y)).statistic,
        "mutual-knn": mutual_neighbours(x, y, 5),
        "cknna": cknna(x, y, 5),
        "cknna-code": cknna_of_the_authors_code(x, y, 5),
    }
    if x.shape[1] > 2 and y.shape[1] > 2:
        expected["rsa-correlation"] = spearmanr(pdist(x, "correlation"), pdist(y, "correlation")).statistic
    if case % 6 != 5:
        rho = canonical(orthonormal(x)[0], orthonormal(y)[0])
        expected |= {"cca": rho.mean(), "cca-r2": (rho**2).mean(), "svcca": svcca(x, y), "pwcca": pwcca(x, y)}
        if case % 4 != 3:
            # Representations of one width: without it netrep whitens the columns of zeros that it appends.
            width = min(x.shape[1], y.shape[1])
            for alpha in (0.0, 0.5):
                expected[f"netrep-{alpha}"] = LinearMetric(alpha=alpha).fit_score(x[:, :width], y[:, :width])
    return {"x": x, "y": y, "expected": expected}


def demo():
    """The data of google-research representation_similarity/Demo.ipynb, whose printed values the tests quote. Its median
    is that of the whole matrix of squared distances, zeros on the diagonal included."""
    np.random.seed(1337)
    x = np.random.randn(100, 10)
    y = np.random.randn(100, 10) + x
    return {
        "x": rounded(x, 9),
        "y": rounded(y, 9),
        "medians": [np.sqrt(np.median(cdist(a, a) ** 2)) for a in (x, y)],
    }


def plain(value):
    if isinstance(value, np.ndarray):
        return value.tolist()
    return float(value)


def main():
    document = {
        "versions": {
            "numpy": np.__version__,
            "scipy": scipy.__version__,
            "scikit-learn": sklearn.__version__,
            "POT": ot.__version__,
            "netrep": "3059f54",
        },
        "unpaired": [unpaired(case) for case in range(CASES)],
        "paired": [paired(case) for case in range(CASES)],
        "demo": demo(),
    }
    print(json.dumps(document, default=plain, separators=(",", ":")))


if __name__ == "__main__":
    main()
