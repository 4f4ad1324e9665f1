"""Reference values for optimal transport in the Alignment module.

numpy 2.3.5, scipy 1.17.1, POT 0.9.7.post1 (transport.requirements.txt).

    python -m venv .venv && .venv/bin/pip install -r Tools/reference/transport.requirements.txt
    .venv/bin/python -P Tools/reference/transport.py > Tests/AlignmentTests/Reference/transport.json

Inputs are made from a seed by a linear congruential generator that the tests repeat, so that only seeds, sizes and
answers are stored:

    state ← 6364136223846793005 · state + 1442695040888963407 (mod 2⁶⁴),  number = ⌊state / 2³³⌋, 31 bits

`samples` takes number / 2³¹ − ½ times a scale plus a shift, row by row. A cost matrix is one of the kinds below.
"""

import json
import warnings

import numpy as np
import ot
import scipy
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist
from scipy.stats import wasserstein_distance

warnings.filterwarnings("ignore")
MASK = (1 << 64) - 1


def numbers(seed, count):
    state, found = seed, np.empty(count, dtype=np.int64)
    for k in range(count):
        state = (6364136223846793005 * state + 1442695040888963407) & MASK
        found[k] = state >> 33
    return found


def samples(seed, n, d, scale=1.0, shift=0.0):
    return ((numbers(seed, n * d) / 2.0**31 - 0.5) * scale + shift).reshape(n, d)


def masses(seed, n):
    """Shares of 0 … 4 parts; about a fifth of them are 0."""
    parts = numbers(seed, n) % 5
    parts[0] = 1
    return parts / parts.sum()


def costs(kind, seed, n):
    k = numbers(seed, n * n).reshape(n, n)
    i, j = np.indices((n, n))
    if kind == "uniform":
        return k / 2.0**31
    if kind == "ties":
        return (k % 10).astype(float)
    if kind == "duplicates":
        return k[i % 7 % n, j % 5 % n] / 2.0**31
    if kind == "negative":
        return (k - 2**30) / 2.0**20
    if kind == "huge":
        return k * 2.0**20 + (k % 3 == 0) * 2.0**60
    raise ValueError(kind)


def assignments():
    cases, kinds = [], ["uniform", "ties", "duplicates", "negative", "huge"]
    for k in range(200):
        n = 1 + (k * 37) % 120 if k < 180 else 500 - (k - 180) * 13
        if k < 10:
            n = 1 + k // 5
        kind = kinds[k % 5]
        matrix = costs(kind, 1000 + k, n)
        rows, columns = linear_sum_assignment(matrix)
        cases.append(dict(kind=kind, seed=1000 + k, n=n, cost=matrix[rows, columns].sum()))
    return cases


def pair(k, d=None, most=24):
    """Sizes, widths and seeds of the k-th pair of samples."""
    n, m, d = 3 + (5 * k) % most, 3 + (7 * k + 2) % most, d or 1 + k % 5
    case = dict(n=n, m=m, d=d, seed=5000 + 10 * k, scale=1 + k % 3, shift=0.25 * (k % 4))
    x, y = samples(case["seed"], n, d), samples(case["seed"] + 1, m, d, case["scale"], case["shift"])
    return case, x, y


def weights(case, k):
    """Unequal masses in every second case."""
    case["weighted"] = k % 2 == 1
    if k % 2 == 1:
        return masses(case["seed"] + 2, case["n"]), masses(case["seed"] + 3, case["m"])
    return np.full(case["n"], 1 / case["n"]), np.full(case["m"], 1 / case["m"])


def lines():
    cases = []
    for k in range(24):
        case, x, y = pair(k, d=1)
        a, b = weights(case, k)
        case["p"] = [1, 2, 3][k % 3]
        if case["p"] == 1:
            value = wasserstein_distance(x[:, 0], y[:, 0], a, b)
        else:
            value = ot.wasserstein_1d(x[:, 0], y[:, 0], a, b, p=case["p"]) ** (1 / case["p"])
        cases.append(case | dict(value=float(value)))
    return cases


def sliced():
    cases = []
    for k in range(24):
        case, x, y = pair(k, d=2 + k % 4)
        directions = samples(case["seed"] + 4, 7, case["d"])
        directions /= np.linalg.norm(directions, axis=1, keepdims=True)
        for p in (1, 2):
            case[f"w{p}"] = float(ot.sliced_wasserstein_distance(x, y, projections=directions.T, p=p))
            case[f"marginal{p}"] = float(np.mean(ot.wasserstein_1d(x, y, p=p) ** (1 / p)))
        angles = np.linspace(0, np.pi, 20001)
        if case["d"] == 2:
            grid = np.stack([np.cos(angles), np.sin(angles)])
            case["largest2"] = float(np.sqrt(np.max(ot.wasserstein_1d(x @ grid, y @ grid, p=2))))
        cases.append(case)
    return cases


def exact():
    cases = []
    for k in range(30):
        case, x, y = pair(k)
        a, b = weights(case, k)
        if k >= 24:  # equal sizes and weights
            case["weighted"], case["m"] = False, case["n"]
            y = samples(case["seed"] + 1, case["n"], case["d"], case["scale"], case["shift"])
            a = b = np.full(case["n"], 1 / case["n"])
        case["w1"] = float(ot.emd2(a, b, cdist(x, y), numItermax=10**7))
        case["w2"] = float(np.sqrt(ot.emd2(a, b, cdist(x, y, "sqeuclidean"), numItermax=10**7)))
        cases.append(case)
    return cases


def cost_and_objective(plan, a, b, matrix, reg):
    """⟨P, C⟩ and ⟨P, C⟩ + ε KL(P | a bᵀ)."""
    cost = float((plan * matrix).sum())
    product = np.outer(a, b)
    kept = plan > 0
    return cost, cost + reg * float((plan[kept] * np.log(plan[kept] / product[kept])).sum())


def entropic_plan(a, b, matrix, reg):
    # POT divides by weights: rows without mass are left out and put back.
    rows, columns = a > 0, b > 0
    plan = np.zeros_like(matrix)
    plan[np.ix_(rows, columns)] = ot.sinkhorn(
        a[rows], b[columns], matrix[np.ix_(rows, columns)], reg, method="sinkhorn_log", stopThr=1e-12, numItermax=20000
    )
    return plan


def entropic():
    cases = []
    for k in range(24):
        case, x, y = pair(k)
        a, b = weights(case, k)
        matrix = cdist(x, y, "sqeuclidean")
        reg = [0.1, 0.3, 1.0][k % 3] * float(np.median(matrix))
        cost, objective = cost_and_objective(entropic_plan(a, b, matrix, reg), a, b, matrix, reg)
        case |= dict(regularization=reg, cost=cost, objective=objective)
        own = [
            cost_and_objective(entropic_plan(w, w, cdist(z, z, "sqeuclidean"), reg), w, w, cdist(z, z, "sqeuclidean"), reg)
            for z, w in ((x, a), (y, b))
        ]
        case["divergence"] = objective - (own[0][1] + own[1][1]) / 2
        if k % 2 == 0:
            found = ot.bregman.empirical_sinkhorn_divergence(x, y, reg, a=a, b=b, stopThr=1e-12, numIterMax=20000)
            case["costDivergence"] = float(found)
        cases.append(case)
    return cases


def unbalanced():
    cases = []
    for k in range(24):
        case, x, y = pair(k)
        a, b = weights(case, k)
        if k % 2 == 1:
            a, b = a + 0.01, 1.5 * b + 0.01
        matrix = cdist(x, y, "sqeuclidean")
        reg, marginal = [0.1, 0.5][k % 2] * float(np.median(matrix)), [0.5, 1.0, 4.0][k % 3]
        plan = ot.unbalanced.sinkhorn_unbalanced(a, b, matrix, reg, marginal, stopThr=1e-14, numItermax=20000)
        case |= dict(regularization=reg, marginalPenalty=marginal, cost=float((plan * matrix).sum()), mass=float(plan.sum()))
        plan = ot.unbalanced.mm_unbalanced(a, b, matrix, marginal, div="kl", stopThr=1e-15, numItermax=20000)
        case["unregularizedMass"] = float(plan.sum())
        cases.append(case)
    return cases


def partial():
    cases = []
    for k in range(24):
        case, x, y = pair(k)
        a, b = weights(case, k)
        matrix, fraction = cdist(x, y, "sqeuclidean"), [0.3, 0.5, 0.8, 0.95][k % 4]
        case |= dict(fraction=fraction, cost=float(ot.partial.partial_wasserstein2(a, b, matrix, m=fraction, nb_dummies=1)))
        cases.append(case)
    return cases


def gromov():
    cases = []
    for k in range(24):
        case, x, y = pair(k, d=2 + k % 3, most=14)
        case["otherWidth"] = 1 + k % 4
        y = samples(case["seed"] + 1, case["m"], case["otherWidth"], case["scale"], case["shift"])
        a, b = np.full(case["n"], 1 / case["n"]), np.full(case["m"], 1 / case["m"])
        loss = ot.gromov.gromov_wasserstein2(
            cdist(x, x), cdist(y, y), a, b, loss_fun="square_loss", max_iter=1000, tol_rel=1e-14, tol_abs=1e-14
        )
        cases.append(case | dict(loss=float(loss)))
    return cases


def main():
    document = dict(
        versions=dict(numpy=np.__version__, scipy=scipy.__version__, POT=ot.__version__),
        assignments=assignments(),
        lines=lines(),
        sliced=sliced(),
        exact=exact(),
        entropic=entropic(),
        unbalanced=unbalanced(),
        partial=partial(),
        gromov=gromov(),
    )
    parts = []
    for key, value in document.items():
        if isinstance(value, dict):
            parts.append(f"{json.dumps(key)}: {json.dumps(value)}")
        else:
            parts.append(f"{json.dumps(key)}: [\n" + ",\n".join(json.dumps(case) for case in value) + "\n]")
    print("{\n" + ",\n".join(parts) + "\n}")


if __name__ == "__main__":
    main()
