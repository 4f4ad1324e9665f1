"""How often the hierarchical bootstrap's nominal 95 % interval covers a difference of success rates.

numpy 2.3.5 (statistics.requirements.txt). Prints seeds, trials, deviation of the seeds' true rates, coverage of the
percentile interval and, beside it, of the paired t interval over seeds; 600 repetitions, standard error about .01.

    .venv/bin/python -P Tools/reference/bootstrap_coverage.py
"""

import numpy as np
from scipy import stats

random = np.random.default_rng(1)


def coverage(seeds, trials, deviation, repetitions=600, resamples=500):
    bootstrap = student = 0
    for _ in range(repetitions):
        rates = [np.clip(mean + deviation * random.normal(size=seeds), 0, 1) for mean in (0.6, 0.5)]
        difference = np.subtract(*[(random.random((seeds, trials)) < rate[:, None]).astype(float) for rate in rates])
        groups = random.integers(0, seeds, (resamples, seeds))
        members = random.integers(0, trials, (resamples, seeds, trials))
        low, high = np.quantile(difference[groups[:, :, None], members].mean((1, 2)), [0.025, 0.975])
        bootstrap += low <= 0.1 <= high
        means = difference.mean(1)
        half = stats.t.ppf(0.975, seeds - 1) * means.std(ddof=1) / np.sqrt(seeds)
        student += abs(means.mean() - 0.1) <= half
    return bootstrap / repetitions, student / repetitions


for seeds in (5, 10):
    for trials in (20, 100):
        for deviation in (0, 0.05, 0.15):
            print(seeds, trials, deviation, "bootstrap %.3f  t %.3f" % coverage(seeds, trials, deviation))
