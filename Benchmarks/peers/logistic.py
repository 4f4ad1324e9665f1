"""scikit-learn's logistic regression by its two candidates, on two threads, to a gradient of Euclidean norm 1e-8.

Rows are in double precision: in single neither solver gets to 1e-8. A solver stops by the largest entry of the gradient,
so the loosest of a few tolerances is taken that leaves its Euclidean norm below 1e-8; finding it is not timed.
"""

import time
import warnings

import numpy
from scipy.special import expit

COUNT, COLUMNS = 20000, 512
LABELS = numpy.arange(COUNT) >= COUNT // 2


def moved(x):
    x[COUNT // 2 :] += 1 / COLUMNS**0.5
    return x.astype(numpy.float32).astype(numpy.float64)


def independent():
    return moved(numpy.random.default_rng(0).standard_normal((COUNT, COLUMNS)))


def correlated():
    random = numpy.random.default_rng(1)
    mixing = random.standard_normal((32, COLUMNS))
    factors = random.standard_normal((COUNT, 32))
    for row in range(COUNT):
        if row % 100:
            factors[row] = 0.9 * factors[row - 1] + 0.19**0.5 * factors[row]
    return moved(factors @ mixing / 32**0.5 + 0.1 * random.standard_normal((COUNT, COLUMNS)))


def norm_of_gradient(model, x):
    w, b = model.coef_[0], model.intercept_[0]
    residual = expit(x @ w + b) - LABELS
    return numpy.linalg.norm(numpy.r_[(residual @ x + w) / COUNT, residual.mean()])


def fit(solver, x):
    from sklearn.linear_model import LogisticRegression

    warnings.simplefilter("ignore")
    for tolerance in (1e-8, 3e-9, 1e-9, 3e-10, 1e-10):
        model = LogisticRegression(C=1, solver=solver, tol=tolerance, max_iter=10000).fit(x, LABELS)
        norm = norm_of_gradient(model, x)
        if norm <= 1e-8:
            break
    begin = time.perf_counter()
    for _ in range(3):
        model.fit(x, LABELS)
    value = (time.perf_counter() - begin) / 3 * 1e3
    return {"value": value, "details": {"iterations": int(model.n_iter_[0]), "norm of the gradient": norm}}


MEASUREMENTS = {
    f"{name}-{solver}": (lambda rows=rows, solver=solver: fit(solver, rows()), "ms")
    for name, rows in (("logistic-20000x512", independent), ("logistic-correlated-20000x512", correlated))
    for solver in ("newton-cholesky", "lbfgs")
}
