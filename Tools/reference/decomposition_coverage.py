"""How often the 95 % intervals of variance shares cover the shares of the population they are drawn from.

numpy 2.3.5 and scipy 1.17.1 (statistics.requirements.txt). A 9 x 9 table of two factors and their interaction, one row
a cell and seed, normal noise. Truth: each term's variance over that of all rows, the noise's included; of cell means, over
that of the means. Prints seeds, noise as a share of the variance, whether cells are averaged, the term, and coverage of three
intervals over seeds: percentiles of a bootstrap; the bootstrap's deviation, widened by sqrt(seeds / (seeds - 1)), times
Student's quantile; the delete-one-seed jackknife. 400 repetitions, standard error about .01.

    .venv/bin/python -P Tools/reference/decomposition_coverage.py
"""

import numpy as np
from scipy import stats

random = np.random.default_rng(1)
SIZE = 9


def planted(noise):
    """Cell means with shares .5, .3 and .2 of a variance of 1 - noise."""
    x, y = random.normal(size=SIZE), random.normal(size=SIZE)
    x, y = x - x.mean(), y - y.mean()
    both = random.normal(size=(SIZE, SIZE))
    both -= both.mean(0) + both.mean(1)[:, None] - both.mean()
    return sum(
        ((1 - noise) * share) ** 0.5 * part / part.std()
        for share, part in ((0.5, x[:, None]), (0.3, y[None]), (0.2, both))
    )


def shares(table, averaged):
    """Of tables [..., seeds, rows, columns]: the shares of both factors, their interaction and the residual."""
    cells = table.mean(-3)
    grand = cells.mean((-2, -1), keepdims=True)
    a, b = cells.mean(-1, keepdims=True) - grand, cells.mean(-2, keepdims=True) - grand
    parts = [(part**2).mean((-2, -1)) for part in (a, b, cells - a - b - grand)]
    if not averaged:
        parts.append(((table - cells[..., None, :, :]) ** 2).mean((-3, -2, -1)))
    return np.stack(parts, -1) / np.sum(parts, 0)[..., None]


def coverage(seeds, noise, averaged, repetitions=400, resamples=400):
    # Averaging leaves a seeds-th of the noise in the means, where it counts as interaction.
    left = noise / seeds if averaged else noise
    signal = (1 - noise) * np.array([0.5, 0.3, 0.2])
    truth = (signal + [0, 0, left]) if averaged else np.append(signal, noise)
    truth = truth / truth.sum()
    hits = np.zeros((3, len(truth)))
    quantile = stats.t.ppf(0.975, seeds - 1)
    for _ in range(repetitions):
        table = planted(noise) + noise**0.5 * random.normal(size=(seeds, SIZE, SIZE))
        drawn = shares(table[random.integers(0, seeds, (resamples, seeds))], averaged)
        low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
        value = shares(table, averaged)
        hits[0] += (low <= truth) & (truth <= high)
        hits[1] += abs(value - truth) <= quantile * drawn.std(0) * (seeds / (seeds - 1)) ** 0.5
        without = np.stack([shares(np.delete(table, seed, 0), averaged) for seed in range(seeds)])
        spread = ((seeds - 1) * without.var(0)) ** 0.5
        hits[2] += abs(value - truth) <= quantile * spread
    return hits / repetitions


for seeds in (5, 10, 20):
    for noise in (0.05, 0.3):
        for averaged in (False, True):
            found = coverage(seeds, noise, averaged)
            for name, *covered in zip(("a", "b", "interaction", "residual"), *found):
                print(
                    seeds, noise, "means" if averaged else "rows", name,
                    "percentile {:.2f}  deviation {:.2f}  jackknife {:.2f}".format(*covered),
                )
