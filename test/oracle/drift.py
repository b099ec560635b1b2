"""Records how two samples differ, as SciPy and NumPy have it, into drift.json.

Run: python test/oracle/drift.py
"""
import json
import pathlib
import platform

import numpy as np
import scipy
import scipy.stats
from scipy.spatial.distance import jensenshannon

rng = np.random.default_rng(5)


def psi(p, q):
    p, q = np.maximum(p / p.sum(), 1e-4), np.maximum(q / q.sum(), 1e-4)
    return float(((q - p) * np.log(q / p)).sum())


def numbers(a, b):
    edges = np.unique(np.quantile(a, np.arange(1, 10) / 10))
    count = lambda v: np.bincount(np.searchsorted(edges, v, side="right"), minlength=len(edges) + 1).astype(float)
    ks = scipy.stats.ks_2samp(a, b).statistic
    scale = np.sqrt(len(a) * len(b) / (len(a) + len(b)))
    return {
        "reference": a.tolist(),
        "current": b.tolist(),
        "ks": float(ks),
        "ksP": float(scipy.stats.kstwobign.sf(scale * ks)),
        "wasserstein": float(scipy.stats.wasserstein_distance(a, b) / a.std()),
        "psi": psi(count(a), count(b)),
        "jensen-shannon": float(jensenshannon(count(a), count(b), base=2)),
    }


def categories(a, b):
    a, b = np.array(a, float), np.array(b, float)
    test = scipy.stats.chi2_contingency([a, b], correction=False)
    return {
        "reference": a.tolist(),
        "current": b.tolist(),
        "chi-square": float(np.sqrt(test.statistic / (a.sum() + b.sum()))),
        "chiP": float(test.pvalue),
        "psi": psi(a, b),
        "jensen-shannon": float(jensenshannon(a, b, base=2)),
    }


out = {
    "versions": {"python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__},
    "numbers": [
        numbers(np.round(rng.normal(0, 2, 150), 3), np.round(rng.normal(0.5, 3, 90), 3)),
        numbers(np.round(rng.normal(0, 2, 120), 1), np.round(rng.normal(0, 2, 80), 1)),  # ties
        numbers(rng.integers(0, 4, 70).astype(float), rng.integers(1, 6, 60).astype(float)),
    ],
    "categories": [
        categories([50, 30, 20], [40, 45, 35]),
        categories([300, 200, 100, 60], [310, 190, 105, 55]),
        categories([80, 40, 0], [30, 60, 25]),
    ],
}
path = pathlib.Path(__file__).with_name("drift.json")
path.write_text(json.dumps(out) + "\n")
