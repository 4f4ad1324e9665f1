"""Reference values for Tests/TensorsTests, by numpy and scipy.

    pip install -r Tools/reference/tensors.requirements.txt
    python Tools/reference/tensors.py > Tests/TensorsTests/Reference/tensors.json

Versions: numpy 2.3.5, scipy 1.17.1. Operands follow a rule that the tests repeat, so only results are stored.
"""

import json

import numpy as np
import scipy
import scipy.linalg
import scipy.special

RULE = "wave(shape, a)[k] = sin(a + 0.7 k) + 0.25 cos(0.11 k k + a), k the row-major position from 0"


def wave(shape, a):
    k = np.arange(int(np.prod(shape)), dtype=np.float64)
    return (np.sin(a + 0.7 * k) + 0.25 * np.cos(0.11 * k * k + a)).reshape(shape)


def case(value):
    value = np.asarray(value, dtype=np.float64)
    return {"shape": list(value.shape), "values": value.ravel().tolist()}


def broadcasting():
    """Every pair of shapes; a pair that does not broadcast carries no result."""
    shapes = [(), (1,), (3,), (0,), (2, 1), (1, 3), (2, 3), (2, 0), (0, 3), (4, 1, 3), (4, 2, 1), (1, 1, 1), (4, 2, 3)]
    cases = []
    for left in shapes:
        for right in shapes:
            a, b = wave(left, 0.3), wave(right, 0.9)
            entry = {"a": list(left), "b": list(right)}
            try:
                entry["results"] = {
                    "subtract": case(a - b),
                    "divide": case(a / b),
                    "maximum": case(np.maximum(a, b)),
                }
            except ValueError:
                entry["results"] = {}
            cases.append(entry)
    return cases


def reductions():
    x = wave((2, 3, 4), 0.5)
    return {
        "sum": case(x.sum()),
        "mean": case(x.mean()),
        "maximum": case(x.max()),
        "minimum": case(x.min()),
        "sum0": case(x.sum(axis=0)),
        "sum1": case(x.sum(axis=1)),
        "sum2": case(x.sum(axis=2)),
        "mean0": case(x.mean(axis=0, keepdims=True)),
        "mean1": case(x.mean(axis=1, keepdims=True)),
        "mean2": case(x.mean(axis=2, keepdims=True)),
        "softmax": case(scipy.special.softmax(x, axis=-1)),
        "logSumExp": case(scipy.special.logsumexp(x, axis=-1)),
    }


def factorisations():
    a = wave((5, 3), 0.3)
    square = wave((4, 4), 1.1) + 2 * np.eye(4)
    definite = square.T @ square + np.eye(4)
    b = wave((5, 2), 0.7)
    deficient = np.concatenate([a, a[:, :1] - 2 * a[:, 1:2]], axis=1)
    solution, _, rank, _ = np.linalg.lstsq(a, b, rcond=None)
    # The fourth column is known to depend on the others only to rounding: say which singular values count.
    shortest, _, deficient_rank, _ = np.linalg.lstsq(deficient, b, rcond=1e-5)
    wide, _, wide_rank, _ = np.linalg.lstsq(a.T, wave((3, 2), 0.7), rcond=None)
    return {
        "cholesky": case(np.linalg.cholesky(definite)),
        "choleskySolve": case(np.linalg.solve(definite, wave((4, 2), 0.2))),
        "eigenvalues": case(np.linalg.eigvalsh(definite)),
        "absoluteR": case(np.abs(np.linalg.qr(a)[1])),
        "singularValues": case(np.linalg.svd(a, compute_uv=False)),
        "solve": case(np.linalg.solve(square, wave((4,), 0.2))),
        "leastSquares": case(solution),
        "leastSquaresRank": case(rank),
        "deficient": case(shortest),
        "deficientRank": case(deficient_rank),
        "wide": case(wide),
        "wideRank": case(wide_rank),
        # scipy.linalg.svdvals(scipy.linalg.hilbert(6)), to 1e-13 absolute.
        "hilbert6SingularValues": case(scipy.linalg.svdvals(scipy.linalg.hilbert(6))),
    }


if __name__ == "__main__":
    document = {
        "source": "Tools/reference/tensors.py",
        "versions": {"numpy": np.__version__, "scipy": scipy.__version__},
        "rule": RULE,
        "tolerance": "1e-12 in Double and 1e-5 in Float, relative to the largest number; hilbert6SingularValues 1e-13",
        "reductions": reductions(),
        "factorisations": factorisations(),
        "broadcasting": broadcasting(),
    }
    print(json.dumps(document, separators=(",", ":")).replace('{"a":', '\n{"a":'))
