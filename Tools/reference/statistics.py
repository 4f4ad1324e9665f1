"""Reference values for the Statistics module.

numpy 2.3.5, scipy 1.17.1, pandas 3.1.1, statsmodels 0.15.0 (statistics.requirements.txt).

    python -m venv .venv && .venv/bin/pip install -r Tools/reference/statistics.requirements.txt
    .venv/bin/python -P Tools/reference/statistics.py > Tests/StatisticsTests/Reference/statistics.json

-P keeps this folder off the import path, where the file would hide the standard library's module of the same name.
Every case carries its inputs and what the peer answers; the tests state the tolerance.
"""

import itertools
import json
import sys
import warnings

import numpy as np
import pandas as pd
import scipy
import scipy.optimize
import statsmodels
import statsmodels.api as sm
from scipy import special, stats
from statsmodels.formula.api import ols
from statsmodels.stats.power import TTestIndPower
from statsmodels.stats.proportion import confint_proportions_2indep, power_proportions_2indep

random = np.random.default_rng(20260417)


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


def distributions():
    cases = []
    for df in [1, 2, 3, 4.5, 8, 19, 30, 31, 57.3, 100, 1000, 1e5]:
        for t in [-40, -3.1, -1, -1e-3, 0, 1e-6, 0.5, 2.7, 6, 37]:
            cases.append(dict(kind="student", parameters=[df], x=t, value=2 * stats.t.sf(abs(t), df)))
        for p in [1e-6, 0.025, 0.4, 0.5, 0.8, 0.975, 0.9995]:
            cases.append(dict(kind="studentQuantile", parameters=[df], x=p, value=stats.t.ppf(p, df)))
    for a, b in itertools.product([1, 4, 8, 64, 640], [4, 64, 1000]):
        for f in [1e-3, 0.3, 1, 2.5, 11, 200]:
            cases.append(dict(kind="fisher", parameters=[a, b], x=f, value=stats.f.sf(f, a, b)))
    for a, b in itertools.product([0.5, 1, 3, 20, 400, 9001], [0.5, 2, 17, 350, 6000]):
        for p in [1e-5, 0.025, 0.5, 0.975]:
            cases.append(dict(kind="betaQuantile", parameters=[a, b], x=p, value=special.betaincinv(a, b, p)))
    for df, delta, t in itertools.product([2, 8, 18, 100], [-2.5, 0, 0.7, 2.8, 6, 12], [-2.3, 0, 1, 2.306, 8]):
        cases.append(dict(kind="noncentral", parameters=[df, delta], x=t, value=stats.nct.cdf(t, df, delta)))
    # scipy has no answer for the noncentral t far in its lower tail.
    return [case for case in cases if np.isfinite(case["value"])]


def proportions():
    cases = []
    for n in [1, 2, 7, 20, 30, 200, 600, 10000]:
        for k in sorted({0, 1, n // 3, n // 2, n - 1, n}):
            for level in [0.5, 0.95, 0.999]:
                test = stats.binomtest(k, n)
                wilson = test.proportion_ci(level, "wilson")
                exact = test.proportion_ci(level, "exact")
                cases.append(dict(
                    successes=k, trials=n, level=level,
                    wilson=[wilson.low, wilson.high], exact=[exact.low, exact.high]))
    return cases


def proportion_differences():
    cases = []
    for k1, n1, k2, n2 in [(56, 70, 48, 80), (9, 10, 3, 10), (10, 10, 0, 20), (5, 56, 0, 29), (100, 100, 100, 100)]:
        low, high = confint_proportions_2indep(k1, n1, k2, n2, method="newcomb", compare="diff")
        cases.append(dict(first=[k1, n1], second=[k2, n2], interval=[low, high]))
    return cases


def means():
    cases = []
    for n in [2, 3, 5, 40]:
        for level in [0.9, 0.95]:
            values = random.normal(3, 2, n)
            interval = stats.ttest_1samp(values, 0).confidence_interval(level)
            cases.append(dict(values=values, level=level, interval=[interval.low, interval.high]))
    return cases


def correlations():
    samples = []
    for n in [3, 4, 5, 8, 20, 33, 34, 60]:
        for slope in [0, 0.7, -2]:
            x = random.normal(size=n)
            samples.append((x, slope * x + random.normal(size=n)))
        samples.append((random.integers(0, 4, n).astype(float), random.integers(0, 3, n).astype(float)))
    samples.append((np.arange(9.0), np.arange(9.0)))
    samples.append((np.arange(40.0), -np.arange(40.0)))
    swapped = np.arange(40.0)
    swapped[[3, 4]] = swapped[[4, 3]]
    samples.append((np.arange(40.0), swapped))
    samples.append((1e9 + np.arange(12.0), 1e-9 * np.array([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8.0])))
    cases = []
    for x, y in samples:
        if np.ptp(x) == 0 or np.ptp(y) == 0:
            continue
        pearson = stats.pearsonr(x, y)
        interval = pearson.confidence_interval(0.95) if len(x) > 3 else None
        spearman, kendall = stats.spearmanr(x, y), stats.kendalltau(x, y)
        cases.append(dict(
            x=x, y=y,
            pearson=[pearson.statistic, pearson.pvalue],
            interval=None if interval is None else [interval.low, interval.high],
            spearman=[spearman.statistic, spearman.pvalue],
            kendall=[kendall.statistic, kendall.pvalue],
            ranks=stats.rankdata(x)))
    return cases


def anovas():
    cases = []
    shapes = [(2, 2, 1), (3, 4, 1), (9, 9, 1), (2, 2, 2), (3, 4, 3), (6, 9, 5)]
    for rows, columns, size in shapes:
        for effect in [0, 1]:
            values = random.normal(size=(rows, columns, size))
            values += effect * (np.arange(rows)[:, None, None] + 0.3 * np.arange(columns)[None, :, None])
            values += effect * 0.2 * np.outer(np.arange(rows), np.arange(columns))[:, :, None]
            frame = pd.DataFrame([
                dict(row=f"r{i}", column=f"c{j}", value=values[i, j, k])
                for i in range(rows) for j in range(columns) for k in range(size)])
            formula = "value ~ C(row) * C(column)" if size > 1 else "value ~ C(row) + C(column)"
            table = sm.stats.anova_lm(ols(formula, frame).fit(), typ=2)
            effects = ["C(row)", "C(column)"] + (["C(row):C(column)"] if size > 1 else [])
            cases.append(dict(
                values=values,
                effects=[dict(ss=table.loc[e, "sum_sq"], df=table.loc[e, "df"], f=table.loc[e, "F"],
                              p=table.loc[e, "PR(>F)"]) for e in effects],
                residual=dict(ss=table.loc["Residual", "sum_sq"], df=table.loc["Residual", "df"])))
    return cases


def t_tests():
    def answer(result, mean=0):
        interval = result.confidence_interval(0.95)
        return [result.statistic, result.df, result.pvalue, interval.low - mean, interval.high - mean]

    cases = []
    for n, m, scale in [(2, 2, 1), (5, 5, 1), (5, 9, 3), (40, 31, 0.1), (6, 6, 1e-6)]:
        x, y = random.normal(1, 1, n), random.normal(0.4, scale, m)
        cases.append(dict(
            x=x, y=y,
            oneSample=answer(stats.ttest_1samp(x, 0.5), 0.5),
            welch=answer(stats.ttest_ind(x, y, equal_var=False)),
            pooled=answer(stats.ttest_ind(x, y)),
            paired=answer(stats.ttest_rel(x[:min(n, m)], y[:min(n, m)]))))
    return cases


def permutations():
    """scipy counts |difference of means| with alternative "greater": the two-sided rule of the module."""
    def two_sample(x, y, axis=-1):
        return np.abs(np.mean(x, axis=axis) - np.mean(y, axis=axis))

    cases = []
    for n, m, shift, ties in [(3, 3, 0, False), (4, 6, 1, False), (7, 7, 1.5, False), (5, 4, 1, True), (2, 8, 2, False)]:
        x, y = random.normal(shift, 1, n), random.normal(0, 1, m)
        if ties:
            x, y = np.round(x), np.round(y)
        independent = stats.permutation_test(
            (x, y), two_sample, vectorized=True, n_resamples=np.inf, alternative="greater")
        z = random.normal(0.5, 1, n + 2)
        if ties:
            z = np.round(2 * z) / 2
        paired = stats.permutation_test(
            (z,), lambda z, axis=-1: np.abs(np.mean(z, axis=axis)), vectorized=True, permutation_type="samples",
            n_resamples=np.inf, alternative="greater")
        cases.append(dict(x=x, y=y, twoSample=independent.pvalue, differences=z, paired=paired.pvalue))
    return cases


def fisher_tables():
    tables = [(3, 1, 1, 3), (0, 5, 5, 0), (10, 0, 10, 0), (0, 0, 3, 4), (1, 0, 0, 1), (6, 4, 4, 6), (150, 50, 120, 80),
              (600, 400, 560, 440), (2, 3, 6, 4)]
    tables += [tuple(int(v) for v in random.integers(0, 30, 4)) for _ in range(25)]
    return [dict(table=t, p=stats.fisher_exact([[t[0], t[1]], [t[2], t[3]]]).pvalue) for t in tables]


def kolmogorov_smirnov():
    samples = [([1.0], [2.0]), ([1.0, 2, 3], [1.0, 2, 3]), (np.arange(5.0), np.arange(5.0) + 100)]
    for n, m, shift in [(4, 7, 0), (12, 12, 1), (30, 20, 0.4), (60, 90, 0.3), (15, 15, 5), (40, 100, 3)]:
        samples.append((random.normal(size=n), random.normal(shift, 1, m)))
    samples.append((random.integers(0, 6, 20).astype(float), random.integers(1, 8, 25).astype(float)))
    cases = []
    for x, y in samples:
        result = stats.ks_2samp(x, y, method="exact")
        cases.append(dict(x=x, y=y, statistic=result.statistic, p=result.pvalue))
    return cases


def bootstraps():
    """The resampled statistics are given, so that only the reading of the interval is compared."""
    class Drawn:
        def __init__(self, distribution):
            self.bootstrap_distribution = distribution

    cases = []
    for n, statistic in [(6, np.mean), (15, np.std), (25, np.median), (40, stats.skew)]:
        data = random.exponential(size=n)
        distribution = np.array([statistic(data[random.integers(0, n, n)]) for _ in range(400)])
        intervals = {}
        for name, method in [("percentile", "percentile"), ("bca", "BCa")]:
            result = stats.bootstrap(
                (data,), statistic, n_resamples=0, bootstrap_result=Drawn(distribution), method=method,
                vectorized=False, confidence_level=0.9)
            intervals[name] = [result.confidence_interval.low, result.confidence_interval.high]
        cases.append(dict(
            value=statistic(data), distribution=distribution, level=0.9,
            jackknife=[statistic(np.delete(data, i)) for i in range(n)], **intervals))
    return cases


def powers():
    cases = []
    for baseline, effect, trials in itertools.product([0.1, 0.5233, 0.8], [0.027, -0.05, 0.15], [30, 600, 5400]):
        if not 0 < baseline + effect < 1:
            continue
        result = power_proportions_2indep(effect, baseline, trials)
        cases.append(dict(kind="proportions", baseline=baseline, effect=effect, trials=trials, power=result.power))
    for ratio, seeds in itertools.product([0.3, 1, 2.2], [2, 5, 8, 20]):
        cases.append(dict(kind="student", ratio=ratio, seeds=seeds, power=TTestIndPower().power(ratio, seeds, 0.05)))
    return cases


def power_laws():
    cases = []
    for noise, predictors in itertools.product([0.01, 0.1, 0.3], [1, 2]):
        x = random.choice([10, 20, 50, 100, 150, 500, 2000.0], (predictors, 15))
        exponents = np.array([-0.33, -0.4])[:predictors]
        y = 0.9 * np.prod(x ** exponents[:, None], axis=0) * np.exp(noise * random.normal(size=15))

        def law(x, c, *a):
            return c * np.prod(x ** np.array(a)[:, None], axis=0)

        design = np.column_stack([np.ones(15)] + [np.log(row) for row in x])
        logs = sm.OLS(np.log(y), design).fit()
        start = np.concatenate([[np.exp(logs.params[0])], logs.params[1:]])
        best, covariance = scipy.optimize.curve_fit(
            law, x, y, p0=start, jac=lambda x, c, *a: np.column_stack(
                [law(x, 1, *a)] + [law(x, c, *a) * np.log(row) for row in x]), ftol=1e-15, xtol=1e-15, gtol=1e-15)

        def share(y, fitted):
            return 1 - np.sum((y - fitted) ** 2) / np.sum((y - y.mean()) ** 2)

        cases.append(dict(
            predictors=x, values=y,
            linear=dict(parameters=best, covariance=covariance, rSquared=share(y, law(x, *best)),
                        rSquaredOfLogs=share(np.log(y), np.log(law(x, *best)))),
            logLog=dict(parameters=start, logCovariance=logs.cov_params(), rSquaredOfLogs=logs.rsquared,
                        rSquared=share(y, law(x, *start)))))
    return cases


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    json.dump(
        plain(dict(
            versions=dict(numpy=np.__version__, scipy=scipy.__version__, pandas=pd.__version__,
                          statsmodels=statsmodels.__version__),
            command="python -P Tools/reference/statistics.py",
            distributions=distributions(), proportions=proportions(), proportionDifferences=proportion_differences(),
            means=means(), correlations=correlations(), anovas=anovas(), tTests=t_tests(), permutations=permutations(),
            fisher=fisher_tables(), kolmogorovSmirnov=kolmogorov_smirnov(), bootstraps=bootstraps(), powers=powers(),
            powerLaws=power_laws())),
        sys.stdout, indent=None, separators=(",", ":"), allow_nan=False)
    print()
