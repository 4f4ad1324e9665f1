"""Reference values for the Reweighting module: density ratios by ADAPT, and the study's published tables.

ADAPT 0.4.5 with numpy, scikit-learn, cvxopt and TensorFlow as pinned in reweighting.requirements.txt. ADAPT asks for the
package `tensorflow`, which it imports and does not use here; `tensorflow-cpu` serves.

    python -m venv .venv && .venv/bin/pip install --no-deps -r Tools/reference/reweighting.requirements.txt
    .venv/bin/pip install tensorflow-cpu==2.21.0 scikit-learn==1.9.1
    .venv/bin/python -P Tools/reference/reweighting.py > Tests/ReweightingTests/Reference/reweighting.json

In ADAPT's terms the source is the denominator and the target the numerator of the ratio; gamma = 1/(2 width²).
"""

import csv
import json
import pathlib
import warnings

import adapt
import cvxopt
import numpy as np
import sklearn
from adapt.instance_based import IWC, KLIEP, KMM, RULSIF, ULSIF
from sklearn.linear_model import LogisticRegression

warnings.filterwarnings("ignore")
random = np.random.default_rng(20260418)
numerator = random.normal(size=(60, 2)) * [0.7, 1.1] + [0.5, -0.2]
denominator = random.normal(size=(80, 2))
points = random.normal(size=(7, 2))
width = 0.8
gamma = 1 / (2 * width**2)
everything = {"kernel": "rbf", "gamma": gamma, "max_centers": 60, "verbose": 0, "random_state": 0}


def least_squares(alpha, penalty):
    if alpha == 0:
        model = ULSIF(lambdas=penalty, **everything)
    else:
        model = RULSIF(alpha=alpha, lambdas=penalty, **everything)
    weights = model.fit_weights(denominator, numerator)
    return {
        "alpha": alpha,
        "penalty": penalty,
        "weights": weights.tolist(),
        "at_points": model.predict_weights(points).tolist(),
    }


def likelihood():
    model = KLIEP(algo="PG", lr=[0.001, 0.01], tol=1e-12, max_iter=20000, **everything)
    weights = model.fit_weights(denominator, numerator)
    return {
        "weights": weights.tolist(),
        "at_points": np.asarray(model.predict_weights(points)).ravel().tolist(),
        "objective": float(np.mean(np.log(np.asarray(model.predict_weights(numerator)).ravel()))),
    }


def mean_matching(bound, slack):
    model = KMM(kernel="rbf", gamma=gamma, B=bound, eps=slack, tol=1e-12, max_iter=500, verbose=0, random_state=0)
    weights = model.fit_weights(denominator, numerator)
    square = lambda a, b: ((a[:, None] - b[None]) ** 2).sum(-1)
    kernel = np.exp(-gamma * square(denominator, denominator))
    linear = len(denominator) / len(numerator) * np.exp(-gamma * square(denominator, numerator)).sum(1)
    return {
        "bound": bound,
        "slack": slack,
        "weights": weights.tolist(),
        "objective": float(weights @ kernel @ weights / 2 - linear @ weights),
    }


def classifier(penalty):
    pooled = np.concatenate([numerator, denominator])
    mean, spread = pooled.mean(0), pooled.std(0)
    rule = LogisticRegression(C=1 / penalty, tol=1e-12, max_iter=10000)
    model = IWC(classifier=rule, verbose=0, random_state=0)
    # ADAPT leaves out the ratio of the sample sizes.
    weights = model.fit_weights((denominator - mean) / spread, (numerator - mean) / spread)
    return {"penalty": penalty, "odds": np.asarray(weights).tolist()}


def published(name):
    folder = pathlib.Path(__file__).parent.parent.parent / "Sources/Experiments/Resources/published"
    with open(folder / f"{name}.csv", newline="") as file:
        return list(csv.DictReader(file))


losses = published("toy_l2_dz_by_w")
print(
    json.dumps(
        {
            "versions": {
                "adapt": "0.4.5",
                "numpy": np.__version__,
                "scikit-learn": sklearn.__version__,
                "cvxopt": cvxopt.__version__,
            },
            "numerator": numerator.tolist(),
            "denominator": denominator.tolist(),
            "points": points.tolist(),
            "width": width,
            "leastSquares": [least_squares(a, p) for a in (0, 0.1, 0.5) for p in (0.01, 0.3)],
            "likelihood": likelihood(),
            "meanMatching": [mean_matching(1000, None), mean_matching(2, 0.05)],
            "classifier": [classifier(p) for p in (0.1, 3.0)],
            "markers": [
                {"ratio": float(r["n_over_m"]), "kind": r["kind"], "w": float(r["w"]), "g": float(r["g_real"])}
                for r in published("scaling_factors_markers")
            ],
            "overlap": [
                {"squaredDistance": float(r["squared_distance"]), "share": float(r["noise_level_at_half"])}
                for r in published("overlap_coefficient_fits")
            ],
            "toyLosses": {
                "dz": [r["dz"] for r in losses],
                "w": [k for k in losses[0] if k != "dz"],
                "values": [[float(v) for k, v in r.items() if k != "dz"] for r in losses],
            },
        },
        indent=1,
    )
)
