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
from scipy.stats import binomtest, norm, wilcoxon
from sklearn import metrics as m
from sklearn.calibration import calibration_curve

warnings.filterwarnings("ignore")  # undefined precision and rows that no longer sum to one after clipping
EPSILON = float(np.finfo(np.float32).eps)


def average(values, weights):
    return float(np.average(values, weights=weights))


def top_k(labels, probabilities, k, weights):
    """top_k_accuracy_score, rows that miss a class included."""
    return m.top_k_accuracy_score(labels, probabilities, k=k, labels=range(probabilities.shape[1]), sample_weight=weights)


def one_vs_rest(score, labels, probabilities, weights, need_negatives):
    """The mean over classes by hand: scikit-learn's own wants rows that sum to one exactly."""
    count = probabilities.shape[1]
    scores = []
    for c in range(count):
        is_positive = labels == c
        used = is_positive if weights is None else is_positive & (weights > 0)
        others = ~is_positive if weights is None else ~is_positive & (weights > 0)
        if not used.any() or (need_negatives and not others.any()):
            return None
        scores.append(score(is_positive, probabilities[:, c], sample_weight=weights))
    return float(np.mean(scores))


def calibration(labels, predicted, probabilities, positive, weights):
    """Bins of calibration_curve(strategy="uniform", n_bins=10), with their weights and with empty ones left out."""
    count = probabilities.shape[1]
    given = probabilities[:, positive] if count == 2 else probabilities.max(axis=1)
    hit = (labels == positive if count == 2 else labels == predicted).astype(float)
    bins = np.searchsorted(np.linspace(0, 1, 11)[1:-1], given)
    w = np.ones(len(labels)) if weights is None else weights
    rows = []
    for b in range(10):
        total = w[bins == b].sum()
        if total > 0:
            rows.append([b, total, (w * given)[bins == b].sum() / total, (w * hit)[bins == b].sum() / total])
    if weights is None and len(np.unique(hit)) == 2:
        share, confidence = calibration_curve(hit, given, n_bins=10)
        assert np.allclose([r[2] for r in rows], confidence) and np.allclose([r[3] for r in rows], share)
    return rows


def classification(name, labels, probabilities, weights=None, positive=1, threshold=None):
    probabilities = np.asarray(probabilities, np.float32).astype(np.float64)
    labels = np.asarray(labels)
    weights = None if weights is None else np.asarray(weights, float)
    w = {"sample_weight": weights}
    count = probabilities.shape[1]
    predicted = probabilities.argmax(axis=1)
    if threshold is not None:
        predicted = np.where(probabilities[:, positive] >= threshold, positive, 1 - positive)
    binary = count == 2
    # scikit-learn takes part in a macro average also what rows of weight 0 hold; classes without weight are left out here
    counted = np.ones(len(labels), bool) if weights is None else weights > 0
    seen = np.union1d(labels[counted], predicted[counted])
    how = {"average": "binary", "pos_label": positive} if binary else {"average": "macro", "labels": seen}
    scores = {"precision": m.precision_score, "recall": m.recall_score, "f1": m.f1_score}
    if binary:
        is_positive = labels == positive
        both = is_positive[counted].any() and (~is_positive[counted]).any()
        auc = m.roc_auc_score(is_positive, probabilities[:, positive], **w) if both else None
        ap = m.average_precision_score(is_positive, probabilities[:, positive], **w) if is_positive[counted].any() else None
    else:
        auc = one_vs_rest(m.roc_auc_score, labels, probabilities, weights, True)
        ap = one_vs_rest(m.average_precision_score, labels, probabilities, weights, False)
    clipped = np.clip(probabilities, EPSILON, 1 - EPSILON)
    one_hot = np.eye(count)[labels]
    curve = calibration(labels, predicted, probabilities, positive, weights)
    total = sum(row[1] for row in curve)
    expected = {
        "accuracy": m.accuracy_score(labels, predicted, **w),
        "balanced_accuracy": m.balanced_accuracy_score(labels[counted], predicted[counted], sample_weight=None if weights is None else weights[counted]),
        **{key: score(labels, predicted, zero_division=0, **how, **w) for key, score in scores.items()},
        "mcc": m.matthews_corrcoef(labels, predicted, **w),
        "roc_auc": auc,
        "pr_auc": ap,
        "log_loss": m.log_loss(labels, clipped, labels=list(range(count)), **w),
        # by hand for several classes: brier_score_loss wants rows that sum to one exactly
        "brier": m.brier_score_loss(labels == positive, probabilities[:, positive], pos_label=True, **w)
        if binary
        else average(((one_hot - probabilities) ** 2).sum(axis=1), weights),
        "ece": float(sum(row[1] * abs(row[2] - row[3]) for row in curve) / total),
        **({"top_3_accuracy": top_k(labels, probabilities, 3, weights)} if count > 3 else {}),
        **({"top_5_accuracy": top_k(labels, probabilities, 5, weights)} if count > 5 else {}),
        **{
            f"{key}_{kind}": score(labels, predicted, zero_division=0, average=kind, labels=seen, **w)
            for key, score in scores.items()
            for kind in ["macro", "micro", "weighted"]
        },
    }
    per_class = [
        [s[i] for s in m.precision_recall_fscore_support(labels, predicted, labels=range(count), zero_division=0, **w)[:3]]
        for i in range(count)
    ]
    confusion = m.confusion_matrix(labels, predicted, labels=list(range(count))).tolist()
    return {
        "name": name,
        "labels": labels.tolist(),
        "probabilities": probabilities.tolist(),
        **({} if weights is None else {"weights": weights.tolist()}),
        **({} if positive == 1 else {"positive": positive}),
        **({} if threshold is None else {"threshold": threshold}),
        "expected": expected,
        "per_class": per_class,
        "calibration": curve,
        "confusion": confusion,
    }


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def drawn(name, seed, rows, classes, grid=None, weights=None, **options):
    r = np.random.default_rng(seed)
    labels = r.integers(0, classes, rows)
    z = r.normal(size=(rows, classes))
    z[np.arange(rows), labels] += 1.0
    p = softmax(z)
    if grid:
        p = np.round(p * grid) / grid
    return classification(name, labels, p, weights=weights and weights(r, rows), **options)


def some_zero(r, rows):
    return r.choice([0, 0.25, 1, 1.75, 3], rows)


def uneven(r, rows):
    return r.gamma(2.0, 1.5, rows)


def regression(name, targets, predictions, weights=None):
    targets, predictions = np.asarray(targets, float), np.asarray(predictions, float)
    weights = None if weights is None else np.asarray(weights, float)
    w = {"sample_weight": weights}
    counted = np.ones(len(targets), bool) if weights is None else weights > 0
    varied = counted.sum() > 1 and np.ptp(targets[counted]) > 0
    return {
        "name": name,
        "targets": targets.tolist(),
        "predictions": predictions.tolist(),
        **({} if weights is None else {"weights": weights.tolist()}),
        "expected": {
            "rmse": m.root_mean_squared_error(targets, predictions, **w),
            "mae": m.mean_absolute_error(targets, predictions, **w),
            "median_absolute_error": m.median_absolute_error(targets, predictions, **w),
            "max_error": m.max_error(targets[counted], predictions[counted]),
            "mape": m.mean_absolute_percentage_error(targets, predictions, **w),
            "r2": m.r2_score(targets, predictions, **w) if varied else None,
            "explained_variance": m.explained_variance_score(targets, predictions, **w) if varied else None,
        },
    }


def multilabel(name, truths, probabilities, weights=None, threshold=0.5):
    """Rows with several labels; every label is in some row and not in all, else ROC AUC and precision have no value."""
    truths = np.asarray(truths, int)
    probabilities = np.asarray(probabilities, np.float32).astype(np.float64)
    given = (probabilities >= threshold).astype(int)
    weights = None if weights is None else np.asarray(weights, float)
    w = {"sample_weight": weights}
    f1 = lambda kind: m.f1_score(truths, given, average=kind, zero_division=0, **w)
    ranked = all(0 < column.sum() < len(column) for column in truths.T)
    columns = m.precision_recall_fscore_support(truths, given, average=None, zero_division=0, **w)
    return {
        "name": name,
        "truths": truths.tolist(),
        "probabilities": probabilities.tolist(),
        **({} if weights is None else {"weights": weights.tolist()}),
        **({} if threshold == 0.5 else {"threshold": threshold}),
        "expected": {
            "subset_accuracy": m.accuracy_score(truths, given, **w),
            "hamming_loss": m.hamming_loss(truths, given, **w),
            "labels_f1_micro": f1("micro"),
            "labels_f1_macro": f1("macro"),
            "labels_f1_samples": f1("samples"),
            "jaccard_samples": m.jaccard_score(truths, given, average="samples", zero_division=0, **w),
            "labels_ranking_precision": m.label_ranking_average_precision_score(truths, probabilities, **w),
            "labels_roc_auc": m.roc_auc_score(truths, probabilities, average="macro", **w) if ranked else None,
            "labels_pr_auc": m.average_precision_score(truths, probabilities, average="macro", **w) if ranked else None,
        },
        "per_label": [[float(c[i]) for c in columns[:3]] for i in range(truths.shape[1])],
        "support": [float(s) for s in columns[3]],
    }


def drawn_labels(name, seed, rows, labels, grid=None, weights=None, **options):
    r = np.random.default_rng(seed)
    truths = (r.uniform(size=(rows, labels)) < 0.35).astype(int)
    p = 1 / (1 + np.exp(-(r.normal(size=(rows, labels)) * 1.5 + 2 * truths - 1)))
    if grid:
        p = np.round(p * grid) / grid
    return multilabel(name, truths, p, weights=weights and weights(r, rows), **options)


def wilcoxon_case(name, differences):
    d = np.asarray(differences, float)
    found = wilcoxon(d[d != 0])
    return {"name": name, "differences": d.tolist(), "pValue": float(found.pvalue), "statistic": float(found.statistic)}


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
        drawn("seven classes, top five", 5, 120, 7),
        drawn("seven classes with ties, top three and five", 6, 120, 7, grid=6),
        drawn("binary, weighted", 8, 100, 2, weights=uneven),
        drawn("binary with ties, weights with zeros", 9, 100, 2, grid=8, weights=some_zero),
        drawn("five classes, weighted", 10, 150, 5, weights=uneven),
        drawn("six classes, weights with zeros", 11, 90, 6, weights=some_zero),
        drawn("binary, the first class positive", 12, 100, 2, positive=0),
        drawn("binary, threshold 0.3", 13, 100, 2, threshold=0.3),
        drawn("binary, threshold 0.8 of the first class, weighted", 14, 100, 2, positive=0, threshold=0.8, weights=uneven),
        classification("binary, a score on the threshold", [0, 1, 1, 0], [[0.75, 0.25], [0.5, 0.5], [0.75, 0.25], [1.0, 0.0]], threshold=0.25),
        classification("binary, weight on one class only", [0, 1, 0], [[0.9, 0.1], [0.4, 0.6], [0.3, 0.7]], weights=[1, 0, 2]),
    ],
    "multilabel": [
        drawn_labels("five labels", 31, 80, 5),
        drawn_labels("four labels with many tied scores", 32, 60, 4, grid=4),
        drawn_labels("six labels, weighted", 33, 70, 6, weights=uneven),
        drawn_labels("three labels, weights with zeros", 34, 90, 3, weights=some_zero),
        drawn_labels("five labels, threshold 0.3", 35, 60, 5, threshold=0.3),
        multilabel("nothing true, nothing given", [[0, 0], [0, 0]], [[0.1, 0.2], [0.3, 0.4]]),
        multilabel("rows with no label, all labels, one on the threshold", [[0, 0, 0], [1, 1, 1], [0, 1, 0]], [[0.2, 0.7, 0.1], [0.9, 0.6, 0.4], [0.1, 0.5, 0.5]]),
    ],
    "regression": [
        regression("prices", y, y + r.normal(0, 20000, 80)),
        regression("worse than the mean", [1, 2, 3, 4], [4, 3, 2, 1]),
        regression("far from zero", 1.7e9 + np.arange(20.0), 1.7e9 + np.arange(20.0) + r.normal(size=20)),
        regression("the same target in every row", [5, 5, 5], [4, 5, 7]),
        regression("one row", [3], [1]),
        regression("an even number of rows", [1, 2, 3, 10], [2, 4, 6, 1]),
        regression("a target of zero", [0, 2, 4], [1, 2, 3]),
        regression("weighted", y, y + r.normal(0, 20000, 80), r.gamma(2.0, 1.5, 80)),
        regression("weights with zeros, half the weight reached exactly", [1, 2, 3, 4, 5, 6], [1.5, 3, 4.5, 6, 7.5, 9], [1, 0, 2, 0, 1, 2]),
        regression("weight on one row only", [1, 2, 3], [3, 2, 1], [0, 2, 0]),
        regression("the same weight in all rows", [1, 2, 4, 8], [2, 2, 2, 2], [0.1, 0.1, 0.1, 0.1]),
    ],
    "mcnemar": [
        # either model may be the better one
        {"onlyA": a, "onlyB": b, "pValue": float(binomtest(a, a + b, 0.5).pvalue)}
        for a, b in [(0, 1), (3, 3), (1, 9), (12, 25), (9, 40), (510, 431), (2600, 2500), (0, 60)]
    ],
    "wilcoxon": [
        wilcoxon_case("exact", [1.1, -0.4, 2.5, 0.3, 1.7, -0.9, 3.1]),
        wilcoxon_case("exact, all on one side", [1, 2, 3, 4, 5, 6]),
        wilcoxon_case("exact, forty rows", np.random.default_rng(15).normal(0.3, 1, 40)),
        wilcoxon_case("ties", [1, 1, -1, 2, 2, 3, -3, 4, 5, 5, 6]),
        wilcoxon_case("many ties", np.random.default_rng(18).integers(-4, 7, 120)),
        wilcoxon_case("zeros left out", [0, 0, 1.5, -0.5, 2.5, 3.5, -4.5]),
        wilcoxon_case("large", np.random.default_rng(16).normal(0.05, 1, 400)),
        wilcoxon_case("large, far apart", np.random.default_rng(17).normal(1, 1, 400)),
    ],
    "normal_tail": [[z, float(norm.sf(z))] for z in [0.0, 0.001, 0.5, 1.0, 1.96, 2.5, 3.0, 5.0, 8.0, 15.0, 30.0]],
    "wilson": [
        {"successes": s, "trials": n, "low": ci.low, "high": ci.high}
        for s, n in [(0, 1), (1, 1), (0, 40), (40, 40), (9, 10), (848, 1000), (13812, 16281)]
        for ci in [binomtest(s, n).proportion_ci(0.95, method="wilson")]
    ],
}
json.dump(cases, sys.stdout, indent=None, separators=(",", ":"))
print()
