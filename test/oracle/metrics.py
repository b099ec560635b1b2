"""Records scikit-learn's metrics for test/eval/metrics.test.ts.

Usage: python test/oracle/metrics.py > test/oracle/metrics.json
Every case is drawn from its own seed. Probabilities are float32 values written as float64; the log loss is taken after
clipping to float32's epsilon, which is what scikit-learn does when it is given float32.
"""
import json
import sys
import warnings

import numpy as np
import scipy
import sklearn
from scipy.stats import binomtest
from sklearn import metrics as m

warnings.filterwarnings("ignore")  # undefined precision and rows that no longer sum to one after clipping
EPSILON = float(np.finfo(np.float32).eps)


def classification(name, labels, probabilities):
    probabilities = np.asarray(probabilities, np.float32).astype(np.float64)
    labels = np.asarray(labels)
    count = probabilities.shape[1]
    predicted = probabilities.argmax(axis=1)
    binary = count == 2
    average = "binary" if binary else "macro"
    present = np.unique(labels)
    if binary:
        auc = m.roc_auc_score(labels, probabilities[:, 1]) if len(present) == 2 else None
    elif len(present) == count:
        # one against the rest by hand: multi_class="ovr" wants rows that sum to one exactly
        auc = float(np.mean([m.roc_auc_score(labels == c, probabilities[:, c]) for c in range(count)]))
    else:
        auc = None
    clipped = np.clip(probabilities, EPSILON, 1 - EPSILON)
    expected = {
        "accuracy": m.accuracy_score(labels, predicted),
        "precision": m.precision_score(labels, predicted, average=average, zero_division=0),
        "recall": m.recall_score(labels, predicted, average=average, zero_division=0),
        "f1": m.f1_score(labels, predicted, average=average, zero_division=0),
        "roc_auc": auc,
        "log_loss": m.log_loss(labels, clipped, labels=list(range(count))),
    }
    confusion = m.confusion_matrix(labels, predicted, labels=list(range(count))).tolist()
    return {
        "name": name,
        "labels": labels.tolist(),
        "probabilities": probabilities.tolist(),
        "expected": expected,
        "confusion": confusion,
    }


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def drawn(name, seed, rows, classes, grid=None):
    r = np.random.default_rng(seed)
    labels = r.integers(0, classes, rows)
    z = r.normal(size=(rows, classes))
    z[np.arange(rows), labels] += 1.0
    p = softmax(z)
    if grid:
        p = np.round(p * grid) / grid
    return classification(name, labels, p)


def regression(name, targets, predictions):
    targets, predictions = np.asarray(targets, float), np.asarray(predictions, float)
    varied = len(targets) > 1 and np.ptp(targets) > 0
    return {
        "name": name,
        "targets": targets.tolist(),
        "predictions": predictions.tolist(),
        "expected": {
            "rmse": m.root_mean_squared_error(targets, predictions),
            "mae": m.mean_absolute_error(targets, predictions),
            "r2": m.r2_score(targets, predictions) if varied else None,
        },
    }


r = np.random.default_rng(7)
y = r.normal(200000, 60000, 80)
cases = {
    "versions": {"python": sys.version.split()[0], "numpy": np.__version__, "scikit-learn": sklearn.__version__, "scipy": scipy.__version__},
    "classification": [
        drawn("binary", 1, 120, 2),
        drawn("binary with many tied scores", 2, 100, 2, grid=8),
        drawn("five classes", 3, 150, 5),
        drawn("three classes with ties", 4, 90, 3, grid=4),
        classification("binary, all scores equal", [0, 1, 1, 0, 1], [[0.5, 0.5]] * 5),
        classification("binary, certain and wrong", [0, 1, 1], [[0.0, 1.0], [0.25, 0.75], [1.0, 0.0]]),
        classification("binary, nothing predicted positive", [0, 1, 0, 1], [[0.9, 0.1], [0.8, 0.2], [0.7, 0.3], [0.6, 0.4]]),
        classification("binary, one class among the rows", [0, 0, 0], [[0.9, 0.1], [0.4, 0.6], [0.7, 0.3]]),
        classification("three classes, one never seen nor predicted", [0, 1, 1, 0], [[0.6, 0.3, 0.1], [0.2, 0.7, 0.1], [0.5, 0.4, 0.1], [0.4, 0.5, 0.1]]),
        classification("one row", [1], [[0.25, 0.75]]),
    ],
    "regression": [
        regression("prices", y, y + r.normal(0, 20000, 80)),
        regression("worse than the mean", [1, 2, 3, 4], [4, 3, 2, 1]),
        regression("far from zero", 1.7e9 + np.arange(20.0), 1.7e9 + np.arange(20.0) + r.normal(size=20)),
        regression("the same target in every row", [5, 5, 5], [4, 5, 7]),
        regression("one row", [3], [1]),
    ],
    "wilson": [
        {"successes": s, "trials": n, "low": ci.low, "high": ci.high}
        for s, n in [(0, 1), (1, 1), (0, 40), (40, 40), (9, 10), (848, 1000), (13812, 16281)]
        for ci in [binomtest(s, n).proportion_ci(0.95, method="wilson")]
    ],
}
json.dump(cases, sys.stdout, indent=None, separators=(",", ":"))
print()
