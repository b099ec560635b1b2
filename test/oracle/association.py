"""Records how columns relate, as SciPy, scikit-learn and NumPy have it, into association.json.

Run: python test/oracle/association.py
"""
import json
import pathlib
import platform

import numpy as np
import scipy
import scipy.stats
import sklearn
import sklearn.metrics

rng = np.random.default_rng(11)
n = 60
x = np.round(rng.normal(0, 2, n), 1)  # rounded: ties
y = np.round(0.6 * x + rng.normal(0, 1, n), 1)
groups = rng.integers(0, 4, n)
positive = (x + rng.normal(0, 2, n) > 0).astype(int)
other = (groups + (rng.random(n) < 0.4)) % 3


def eta_corrected(values, codes):
    """Kelley's epsilon: 1 - (1 - eta^2) (n - 1) / (n - k)."""
    total = ((values - values.mean()) ** 2).sum()
    within = sum(((values[codes == c] - values[codes == c].mean()) ** 2).sum() for c in np.unique(codes))
    k = len(np.unique(codes))
    return float(np.sqrt(max(0.0, 1 - within / (len(values) - k) / (total / (len(values) - 1)))))


def v_corrected(a, b):
    """Bergsma 2013, over SciPy's chi-square without continuity correction."""
    table = np.zeros((a.max() + 1, b.max() + 1))
    np.add.at(table, (a, b), 1)
    phi2 = scipy.stats.chi2_contingency(table, correction=False).statistic / len(a)
    r, k = table.shape
    m = len(a) - 1
    phi2 = max(0.0, phi2 - (r - 1) * (k - 1) / m)
    return float(np.sqrt(phi2 / min(r - (r - 1) ** 2 / m - 1, k - (k - 1) ** 2 / m - 1)))


record = {
    "versions": {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "sklearn": sklearn.__version__,
    },
    "x": x.tolist(),
    "y": y.tolist(),
    "groups": groups.tolist(),
    "other": other.tolist(),
    "positive": positive.tolist(),
    "ranks": scipy.stats.rankdata(x).tolist(),
    "pearson": float(scipy.stats.pearsonr(x, y).statistic),
    "spearman": float(scipy.stats.spearmanr(x, y).statistic),
    "auc": float(sklearn.metrics.roc_auc_score(positive, x)),
    "correlationRatio": eta_corrected(y, groups),
    "cramersV": v_corrected(groups, other),
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(record, indent=1) + "\n")
