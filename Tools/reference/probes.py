"""Reference values for the Probes module.

numpy 2.3.5, scipy 1.17.1, scikit-learn 1.9.1 (probes.requirements.txt).

    python -m venv .venv && .venv/bin/pip install -r Tools/reference/probes.requirements.txt
    .venv/bin/python -P Tools/reference/probes.py > Tests/ProbesTests/Reference/probes.json

-P keeps this folder off the import path. Rows are whole thousandths, stored as integers, and every peer sees them as
single-precision numbers, as the package does. DeLong's variance and the erasure are written here from their papers'
formulas: the pairs are counted one by one, and the erasure whitens by an eigendecomposition.
"""

import json

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import accuracy_score, balanced_accuracy_score, brier_score_loss, log_loss, roc_auc_score
from sklearn.model_selection import GroupKFold
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

random = np.random.default_rng(20260611)
CASES = 24


def thousandths(values):
    """Integers, and the single-precision numbers they stand for."""
    stored = np.round(np.asarray(values) * 1000).astype(int)
    return stored.tolist(), (stored.astype(np.float32) / np.float32(1000)).astype(np.float64)


def rounded(values, digits=12):
    return np.round(np.asarray(values, dtype=float), digits).tolist()


def two_domains(index):
    n, m = int(random.integers(6, 25)), int(random.integers(6, 25))
    d = int(random.integers(1, 7))
    mixing = random.normal(size=(d, d)) * (0.3 if index % 3 else 2)
    shift = random.normal(size=d) * random.choice([0, 0.5, 2, 6])
    rows = random.normal(size=(n + m, d)) @ (np.eye(d) + mixing)
    rows[n:] += shift
    return rows, np.r_[np.zeros(n, int), np.ones(m, int)]


def logistic(index):
    rows, y = two_domains(index)
    stored, x = thousandths(rows)
    c = float(random.choice([0.01, 0.3, 1, 30]))
    model = LogisticRegression(C=c, solver="newton-cholesky", tol=1e-13, max_iter=1000).fit(x, y)
    p = model.predict_proba(x)[:, 1]
    return dict(
        rows=stored, n_real=int((y == 0).sum()), C=c, weights=rounded(model.coef_[0]),
        intercept=float(model.intercept_[0]), auc=roc_auc_score(y, p), log_loss=log_loss(y, p),
        brier=brier_score_loss(y, p), accuracy=accuracy_score(y, p > 0.5),
        balanced_accuracy=balanced_accuracy_score(y, p > 0.5))


def neighbours(index):
    rows, y = two_domains(index)
    stored, x = thousandths(rows)
    queries, q = thousandths(random.normal(size=(5, x.shape[1])))
    k = int(random.choice([1, 3, 5]))
    model = KNeighborsClassifier(n_neighbors=k).fit(x, y)
    return dict(rows=stored, n_real=int((y == 0).sum()), queries=queries, k=k, shares=rounded(model.predict_proba(q)[:, 1]))


def roc(index):
    """Scores with ties, one row an episode: AUC, and DeLong's variance from the placements."""
    n, m = int(random.integers(4, 30)), int(random.integers(4, 30))
    scores = np.r_[random.integers(0, 8, n), random.integers(2, 11, m)]
    y = np.r_[np.zeros(n, int), np.ones(m, int)]
    wins = (scores[n:, None] > scores[None, :n]) + 0.5 * (scores[n:, None] == scores[None, :n])
    variance = wins.mean(1).var(ddof=1) / m + wins.mean(0).var(ddof=1) / n
    return dict(scores=scores.tolist(), n_real=n, auc=roc_auc_score(y, scores), variance=float(variance))


def ridge(index):
    n, d, a = int(random.integers(8, 30)), int(random.integers(1, 7)), int(random.integers(1, 4))
    rows, x = thousandths(random.normal(size=(n, d)) + 3)
    actions, y = thousandths(x @ random.normal(size=(d, a)) + random.normal(size=(n, a)))
    others, z = thousandths(random.normal(size=(4, d)) + 3)
    alpha = float(random.choice([0.1, 1, 20]))
    return dict(
        rows=rows, actions=actions, others=others, alpha=alpha,
        decoded=rounded(Ridge(alpha=alpha, solver="svd").fit(x, y).predict(z).reshape(4, a)))


def erasure(index):
    """r(x) = x - W+ P W (x - mean), W the symmetric whitening and P the projection on W Cov(x, z)."""
    rows, y = two_domains(index)
    rows = np.round(rows, 3)
    if index % 4 == 1:
        rows = np.c_[rows, rows[:, :1] * 2, np.ones(len(rows))]  # dependent and constant columns
    stored, x = thousandths(rows)
    centred = x - x.mean(0)
    values, vectors = np.linalg.eigh(centred.T @ centred / len(x))
    keep = values > 1e-9 * values.max()
    root = vectors[:, keep] * np.sqrt(values[keep])
    inverse = vectors[:, keep] / np.sqrt(values[keep])
    whiten, unwhiten = inverse @ vectors[:, keep].T, root @ vectors[:, keep].T
    cross = whiten @ (centred.T @ (y - y.mean()) / len(x))
    projection = np.outer(cross, cross) / (cross @ cross)
    erased = x - centred @ whiten @ projection @ unwhiten
    return dict(rows=stored, n_real=int((y == 0).sum()), erased=rounded(erased, 9))


def folds(index):
    """Episodes of unequal lengths by GroupKFold, each domain dealt on its own, and a pipeline cross-fitted by them.

    The area is the mean over folds, weighted by their pairs of a real and a sim row.
    """
    count = int(random.integers(2, 6))
    d = int(random.integers(1, 6))
    lengths = [random.integers(2, 12, int(random.integers(count + 1, count + 9))) for _ in range(2)]
    episode = np.repeat(np.arange(sum(map(len, lengths))), np.concatenate(lengths))
    y = np.repeat([0, 1], [part.sum() for part in lengths])
    places = random.normal(size=(episode.max() + 1, d))
    shift = random.choice([0, 1, 3]) * random.normal(size=d)
    stored, x = thousandths(random.normal(size=(len(y), d)) + places[episode] + np.outer(y, shift))
    fold = np.zeros(len(y), int)
    for side in (0, 1):
        rows = np.flatnonzero(y == side)
        for number, (_, held) in enumerate(GroupKFold(count).split(rows, groups=episode[rows])):
            fold[rows[held]] = number
    scores = np.zeros(len(y))
    pairs = np.zeros(count)
    areas = np.zeros(count)
    for number in range(count):
        held = fold == number
        model = make_pipeline(StandardScaler(), LogisticRegression(solver="newton-cholesky", tol=1e-13, max_iter=1000))
        scores[held] = model.fit(x[~held], y[~held]).decision_function(x[held])
        pairs[number] = (y[held] == 0).sum() * (y[held] == 1).sum()
        areas[number] = roc_auc_score(y[held], scores[held])
    p = 1 / (1 + np.exp(-scores))
    return dict(
        rows=stored, lengths_real=lengths[0].tolist(), lengths_sim=lengths[1].tolist(), count=count,
        fold=fold.tolist(), scores=rounded(scores), auc=float(pairs @ areas / pairs.sum()), log_loss=log_loss(y, p),
        brier=brier_score_loss(y, p), accuracy=accuracy_score(y, scores > 0))


def code(index):
    """The online code's length: a bit a row in the first block, then -log2 of what the probe gave the true label."""
    n = int(random.integers(3, 40))
    scores = np.round(random.normal(size=n) * random.choice([0.5, 3, 20]), 3)
    y = np.r_[0, 1, random.integers(0, 2, n - 2)]
    first = int(random.integers(1, n - 1))
    p = np.where(y == 1, 1 / (1 + np.exp(-scores)), 1 / (1 + np.exp(scores)))
    return dict(scores=scores.tolist(), labels=y.tolist(), first=first, bits=float(first - np.log2(p[first:]).sum()))


def main():
    make = dict(
        logistic=logistic, neighbours=neighbours, roc=roc, ridge=ridge, erasure=erasure, folds=folds, code=code)
    cases = {name: [function(index) for index in range(CASES)] for name, function in make.items()}
    versions = dict(numpy=np.__version__, sklearn=sklearn.__version__)
    print(json.dumps(dict(versions=versions, **cases), separators=(",", ":")))


main()
