"""How often nominal 95 % intervals cover the expectation of a distance between two samples of episodes.

numpy 2.3.5, scipy 1.17.1 (alignment_coverage.requirements.txt). Writes alignment_coverage.csv, one row a
setting, measure and construction:

    jackknife      theta -+ t sqrt(J), J the delete-one-episode jackknife variance of both samples
    halves         theta -+ t sqrt(S), S = mean of w w' (theta(h) - theta(h'))^2 over random halves h, h' of the episodes
    two-part       theta -+ t sqrt(max(S - A, S / 2)), A = variance of w theta(h) + w' theta(h')
    chosen         lower end as two-part, upper end as halves

A metric (sliced-w2, bures-wasserstein) is squared before and mapped back after, but for the rows called "unsquared";
neighbour mixing, a ratio, is used as it is. Rows of an episode share `common` of their variance. Episodes a side, rows
an episode, columns, shift of the first column and scale are those of the planted normal domains.

    .venv/bin/python -P Tools/reference/alignment_coverage.py Tools/reference/alignment_coverage.csv
"""

import argparse
import csv

import numpy as np
from scipy import stats

SPLITS = 60
GAPS = [(0, 1), (0.3, 1), (0.8, 1), (2, 1), (0, 1.3)]
SIZES = [(10, 4, 5, 0.3), (40, 1, 5, 0), (10, 4, 64, 0.3)]


def squares(a, b):
    return np.maximum((a * a).sum(1)[:, None] + (b * b).sum(1)[None] - 2 * a @ b.T, 0)


def mmd2(x, y):
    def off_diagonal(k):
        return (k.sum() - np.trace(k)) / (len(k) * (len(k) - 1))

    k = [np.exp(-squares(a, b) / (2 * x.shape[1])) for a, b in ((x, x), (y, y), (x, y))]
    return off_diagonal(k[0]) + off_diagonal(k[1]) - 2 * k[2].mean()


def energy(x, y):
    return 2 * np.sqrt(squares(x, y)).mean() - np.sqrt(squares(x, x)).mean() - np.sqrt(squares(y, y)).mean()


def sliced_w2(x, y):
    lines = np.random.default_rng(1).standard_normal((x.shape[1], 30))
    lines /= np.linalg.norm(lines, axis=0)
    x, y = np.sort(x @ lines, 0), np.sort(y @ lines, 0)
    if len(x) != len(y):
        grid = (np.arange(400) + 0.5) / 400
        x, y = x[(grid * len(x)).astype(int)], y[(grid * len(y)).astype(int)]
    return np.sqrt(((x - y) ** 2).mean())


def bures_wasserstein(x, y):
    a, b = np.cov(x.T), np.cov(y.T)
    values, vectors = np.linalg.eigh(a)
    root = (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T
    cross = np.sqrt(np.maximum(np.linalg.eigvalsh(root @ b @ root), 0)).sum()
    means = ((x.mean(0) - y.mean(0)) ** 2).sum()
    return np.sqrt(max(means + np.trace(a) + np.trace(b) - 2 * cross, 0))


def coral(x, y):
    return ((np.cov(x.T) - np.cov(y.T)) ** 2).sum() / (4 * x.shape[1] ** 2)


def neighbor_ratio(x, y):
    def nearest(a, b, own):
        d = squares(a, b)
        if own:
            np.fill_diagonal(d, np.inf)
        return np.sqrt(d.min(1)).mean()

    across = nearest(x, y, False) * nearest(y, x, False)
    return np.sqrt(across / (nearest(x, x, True) * nearest(y, y, True)))


MEASURES = {
    "mmd2": (mmd2, False),
    "energy": (energy, False),
    "sliced-w2": (sliced_w2, True),
    "sliced-w2 unsquared": (sliced_w2, False),
    "bures-wasserstein": (bures_wasserstein, True),
    "coral": (coral, False),
    "neighbor-ratio": (neighbor_ratio, False),
}


def domain(random, episodes, rows, width, common, shift, scale):
    shared = random.standard_normal((episodes, 1, width)) * np.sqrt(common)
    x = scale * (shared + random.standard_normal((episodes, rows, width)) * np.sqrt(1 - common))
    x[..., 0] += shift
    return x


def resampled(measure, x, y, random):
    """The value, its values on halves [splits, 2], and without each episode [2, episodes]."""

    def value(keep_x, keep_y):
        return measure(x[keep_x].reshape(-1, x.shape[2]), y[keep_y].reshape(-1, y.shape[2]))

    n = len(x)
    everything = np.arange(n)
    halves = []
    for _ in range(SPLITS):
        a, b = random.permutation(n), random.permutation(n)
        halves.append((value(a[: n // 2], b[: n // 2]), value(a[n // 2 :], b[n // 2 :])))
    without = [np.delete(everything, i) for i in everything]
    left_out = [[value(w, everything) for w in without], [value(everything, w) for w in without]]
    return value(everything, everything), np.array(halves), np.array(left_out)


def variances(theta, halves, left_out):
    n = left_out.shape[1]
    jackknife = (n - 1) / n * ((left_out - left_out.mean(1, keepdims=True)) ** 2).sum()
    s = ((halves[:, 0] - halves[:, 1]) ** 2).mean() / 4
    a = halves.mean(1).var()
    two_part = max(s - a, s / 2)
    return {"jackknife": (jackknife,) * 2, "halves": (s, s), "two-part": (two_part,) * 2, "chosen": (two_part, s)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--draws", type=int, default=200)
    parser.add_argument("output")
    options = parser.parse_args()
    with open(options.output, "w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(
            "measure,episodes,rows,width,common,shift,scale,draws,construction,expectation,deviation,coverage,"
            "target_below,target_above".split(",")
        )
        for episodes, rows, width, common in SIZES:
            for shift, scale in GAPS:
                for name, (measure, is_metric) in MEASURES.items():
                    random = np.random.default_rng([episodes, rows, width])
                    t = stats.t.ppf(0.975, 2 * episodes - 2)
                    draws = [
                        resampled(
                            measure,
                            domain(random, episodes, rows, width, common, 0, 1),
                            domain(random, episodes, rows, width, common, shift, scale),
                            random,
                        )
                        for _ in range(options.draws)
                    ]
                    power = 2 if is_metric else 1
                    values = np.array([draw[0] for draw in draws])
                    target = values.mean() ** power
                    missed = {}
                    for draw in draws:
                        theta, halves, left_out = (part**power for part in draw)
                        for construction, (lower, upper) in variances(theta, halves, left_out).items():
                            counts = missed.setdefault(construction, [0, 0])
                            counts[0] += target < theta - t * np.sqrt(lower)
                            counts[1] += target > theta + t * np.sqrt(upper)
                    for construction, (below, above) in missed.items():
                        shares = [1 - (below + above) / len(draws), below / len(draws), above / len(draws)]
                        table.writerow(
                            [name, episodes, rows, width, common, shift, scale, len(draws), construction]
                            + [f"{values.mean():.4g}", f"{values.std():.3g}"]
                            + [f"{share:.3f}" for share in shares]
                        )
                    file.flush()


if __name__ == "__main__":
    main()
