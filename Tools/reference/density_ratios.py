"""Twenty random pairs of samples with the density ratios and weights that ADAPT finds for them.

ADAPT 0.4.5 in the environment of reweighting.py (reweighting.requirements.txt, and how to install it, there).

    .venv/bin/python -P Tools/reference/density_ratios.py > Tests/ReweightingTests/Reference/density_ratios.json

Sizes, widths, penalties, α, bounds and both distributions are drawn anew for each pair; samples are rounded to six
digits, so that the file holds exactly what ADAPT saw. In ADAPT's terms the source is the denominator and the target the
numerator of the ratio; gamma = 1/(2 width²). Where uLSIF has no negative coefficient to cut off, its ratios are a
linear system's; KLIEP is climbed by projected gradients and ends below its maximum, in two of the pairs far below;
`optimum` is the maximum of the same problem by cvxopt's interior-point method. KMM is cvxopt's quadratic programme.
"""

import json
import warnings

import cvxopt
import numpy as np
import sklearn
from adapt.instance_based import IWC, KLIEP, KMM, RULSIF, ULSIF
from sklearn.linear_model import LogisticRegression

warnings.filterwarnings("ignore")
random = np.random.default_rng(20261121)


def pair():
    width = int(random.integers(1, 4))
    n, m = (int(k) for k in random.integers(15, 41, size=2))
    draw = lambda count: random.normal(size=(count, width)) * random.uniform(0.5, 1.3, width)
    numerator, denominator = draw(n) + random.uniform(-0.7, 0.7, width), draw(m)
    return numerator.round(6), denominator.round(6)


def highest_likelihood(at_numerator, means):
    """The largest mean of ln Σ θ φ(x) with θ ≥ 0 and Σ θ mean φ(x′) = 1."""
    n, b = at_numerator.shape

    def objective(x=None, z=None):
        if x is None:
            return 0, cvxopt.matrix(1 / (b * means))
        ratio = at_numerator @ np.array(x).ravel()
        if ratio.min() <= 0:
            return None
        value = cvxopt.matrix(-np.log(ratio).mean())
        slope = cvxopt.matrix(-(at_numerator / ratio[:, None]).mean(0)[None])
        if z is None:
            return value, slope
        scaled = at_numerator / ratio[:, None]
        return value, slope, cvxopt.matrix(z[0] * scaled.T @ scaled / n)

    options = {"show_progress": False, "abstol": 1e-10, "reltol": 1e-10, "feastol": 1e-10}
    solution = cvxopt.solvers.cp(
        objective, cvxopt.matrix(-np.eye(b)), cvxopt.matrix(np.zeros(b)), A=cvxopt.matrix(means[None]),
        b=cvxopt.matrix(1.0), options=options,
    )
    assert solution["status"] == "optimal"
    return -float(solution["primal objective"])


def case():
    numerator, denominator = pair()
    width = round(random.uniform(0.5, 1.5), 3)
    penalty = round(float(10 ** random.uniform(-2, 0.5)), 5)
    alpha = round(random.uniform(0.05, 0.8), 3)
    bound, slack = round(random.uniform(1.5, 20), 3), round(random.uniform(0.01, 0.5), 3)
    gamma = 1 / (2 * width**2)
    everything = {"kernel": "rbf", "gamma": gamma, "max_centers": len(numerator), "verbose": 0, "random_state": 0}

    plain = ULSIF(lambdas=penalty, **everything).fit_weights(denominator, numerator)
    relative = RULSIF(alpha=alpha, lambdas=penalty, **everything).fit_weights(denominator, numerator)

    likely = KLIEP(algo="PG", lr=[0.001, 0.01], tol=1e-12, max_iter=20000, **everything)
    likelihood = likely.fit_weights(denominator, numerator)
    objective = np.mean(np.log(np.asarray(likely.predict_weights(numerator)).ravel()))

    square = lambda a, b: ((a[:, None] - b[None]) ** 2).sum(-1)
    optimum = highest_likelihood(
        np.exp(-gamma * square(numerator, numerator)), np.exp(-gamma * square(denominator, numerator)).mean(0)
    )

    matching = KMM(kernel="rbf", gamma=gamma, B=bound, eps=slack, tol=1e-12, max_iter=500, verbose=0, random_state=0)
    matched = matching.fit_weights(denominator, numerator)
    kernel = np.exp(-gamma * square(denominator, denominator))
    linear = len(denominator) / len(numerator) * np.exp(-gamma * square(denominator, numerator)).sum(1)

    pooled = np.concatenate([numerator, denominator])
    rule = LogisticRegression(C=1 / penalty, tol=1e-12, max_iter=10000)
    scaled = [(sample - pooled.mean(0)) / pooled.std(0) for sample in (denominator, numerator)]
    # ADAPT leaves out the ratio of the sample sizes.
    odds = IWC(classifier=rule, verbose=0, random_state=0).fit_weights(*scaled)

    digits = lambda values: [float(f"{v:.12g}") for v in np.asarray(values).ravel()]
    return {
        "numerator": numerator.tolist(),
        "denominator": denominator.tolist(),
        "width": width,
        "penalty": penalty,
        "alpha": alpha,
        "bound": bound,
        "slack": slack,
        "uLSIF": digits(plain),
        "RuLSIF": digits(relative),
        "KLIEP": {"weights": digits(likelihood), "objective": float(objective), "optimum": optimum},
        "KMM": {"weights": digits(matched), "objective": float(matched @ kernel @ matched / 2 - linear @ matched)},
        "odds": digits(odds),
    }


print(
    json.dumps(
        {
            "versions": {
                "adapt": "0.4.5",
                "numpy": np.__version__,
                "scikit-learn": sklearn.__version__,
                "cvxopt": cvxopt.__version__,
            },
            "cases": [case() for _ in range(20)],
        }
    )
)
