"""Records what pandas, SciPy and scikit-learn say of a small table, for `data describe`, into describe.json.

Run: python test/oracle/describe.py
"""
import json
import pathlib
import platform

import numpy as np
import pandas as pd
import scipy
import scipy.fft
import sklearn
import sklearn.metrics

rng = np.random.default_rng(5)
n = 120
a = np.round(rng.normal(0, 2, n), 1)
b = np.round(np.exp(0.4 * a) + rng.normal(0, 0.2, n), 2)
a_missing = [None if rng.random() < 0.1 else float(v) for v in a]
b_missing = [None if rng.random() < 0.1 else float(v) for v in b]
frame = pd.DataFrame({"a": a_missing, "b": b_missing}, dtype=float)

texts = ["one", "two words", "  spaced   out text ", "", "naïve café", "日本語 テキスト", "smile 😀 now", "tab\tand\nline"]
column = pd.Series(texts)

bins = rng.integers(0, 6, n)
folds = rng.integers(0, 5, n)
value = np.round(bins * 1.5 + rng.normal(0, 1, n), 3)
positive = (bins + rng.normal(0, 2, n) > 3).astype(int)


def out_of_fold(target):
    """Mean of the bin over the other folds, with one row of their mean added."""
    data = pd.DataFrame({"bin": bins, "fold": folds, "y": target})
    out = np.zeros(n)
    for fold in range(5):
        rest = data[data.fold != fold]
        table = rest.groupby("bin")["y"].agg(["sum", "count"])
        prior = rest.y.mean()
        for row in data.index[data.fold == fold]:
            total, size = table.loc[data.bin[row]] if data.bin[row] in table.index else (0, 0)
            out[row] = (total + prior) / (size + 1)
    return out


def pieces(text):
    plain = " ".join("".join(c if c.isalnum() else " " for c in text.lower()).split())
    return {plain[i : i + 5] for i in range(max(1, len(plain) - 4))}


def jaccard(x, y):
    return len(pieces(x) & pieces(y)) / len(pieces(x) | pieces(y))


pairs = [
    ["The quick brown fox jumps over the lazy dog", "The quick brown fox jumped over the lazy dog!"],
    ["The quick brown fox", "Something else altogether"],
    ["Ring me at noon, please", "ring me at NOON please"],
]

picture = np.round(rng.normal(0, 1, (16, 16)), 3)
low = scipy.fft.dctn(picture, type=2)[:8, :8].ravel()
median = np.sort(low[1:])[31]
bits = [int(v > median) for v in low]
bits[0] = 0

record = {
    "versions": {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "pandas": pd.__version__,
        "sklearn": sklearn.__version__,
    },
    "a": a_missing,
    "b": b_missing,
    "pearson": float(frame.corr(method="pearson").loc["a", "b"]),
    "spearman": float(frame.corr(method="spearman").loc["a", "b"]),
    "pairRows": int(frame.dropna().shape[0]),
    "texts": texts,
    "characters": column.str.len().tolist(),
    "words": column.str.split().str.len().tolist(),
    "charactersMean": float(column.str.len().mean()),
    "charactersMedian": float(column.str.len().median()),
    "wordsP95": float(column.str.split().str.len().quantile(0.95)),
    "bins": bins.tolist(),
    "folds": folds.tolist(),
    "value": value.tolist(),
    "positive": positive.tolist(),
    "means": out_of_fold(value).tolist(),
    "r2": float(sklearn.metrics.r2_score(value, out_of_fold(value))),
    "auc": float(sklearn.metrics.roc_auc_score(positive, out_of_fold(positive))),
    "pairs": pairs,
    "jaccard": [jaccard(*pair) for pair in pairs],
    "picture": picture.ravel().tolist(),
    "bits": bits,
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n")
