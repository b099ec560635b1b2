"""Records moments and quantiles of a fixed list of numbers, as NumPy has them, into column_statistics.json.

Run: python test/oracle/column_statistics.py
"""
import json
import pathlib
import platform

import numpy as np

values = [float(v) for v in np.round(np.random.default_rng(7).normal(1e6, 3.5, 101), 6)]
q = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1]
record = {
    "versions": {"python": platform.python_version(), "numpy": np.__version__},
    "values": values,
    "mean": float(np.mean(values)),
    "variance": float(np.var(values)),
    "quantiles": {str(p): float(np.quantile(values, p)) for p in q},
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(record, indent=1) + "\n")
