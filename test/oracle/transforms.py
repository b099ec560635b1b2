"""Records what scikit-learn and the standard library make of fixed values, into transforms.json.

    python test/oracle/transforms.py

- quantile: QuantileTransformer(output_distribution='normal') for columns without and with ties, at fitted and other values
- robust: RobustScaler
- log1p: numpy.log1p and numpy.expm1, small arguments included
- dates: datetime of the standard library (proleptic Gregorian calendar, UTC), years 1 to 9999
- normal: scipy.special.ndtri
"""
import datetime
import json
import math
import pathlib
import platform

import numpy as np
import scipy
import sklearn
from scipy.special import ndtri
from sklearn.preprocessing import QuantileTransformer, RobustScaler

rng = np.random.default_rng(11)


def quantile(values, levels, at):
    model = QuantileTransformer(n_quantiles=levels, output_distribution="normal", subsample=None)
    model.fit(np.array(values)[:, None])
    return {
        "values": values,
        "levels": levels,
        "at": at,
        "scores": model.transform(np.array(at)[:, None])[:, 0].tolist(),
        "knots": model.quantiles_[:, 0].tolist(),
        "knotScores": model.transform(model.quantiles_)[:, 0].tolist(),
    }


def rounded(values, digits=4):
    return [float(v) for v in np.round(values, digits)]


skewed = rounded(np.exp(rng.normal(2, 1.2, 400)))
counts = [float(v) for v in rng.poisson(1.5, 300)]
normal = rounded(rng.normal(50, 9, 300))
epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


def date(year, month, day, hour=0, minute=0, second=0):
    moment = datetime.datetime(year, month, day, hour, minute, second, tzinfo=datetime.timezone.utc)
    turn = 2 * math.pi * (hour * 3600 + minute * 60 + second) / 86400
    return {
        "seconds": (moment - epoch).total_seconds(),
        "parts": [moment.year, moment.month, moment.weekday(), math.sin(turn), math.cos(turn)],
    }


def any_date():
    year, month, hour, minute, second = (int(rng.integers(a, b)) for a, b in ((1, 10000), (1, 13), (0, 24), (0, 60), (0, 60)))
    return date(year, month, int(rng.integers(1, 29)), hour, minute, second)


small = [-0.999, -0.5, -1e-9, -1e-16, 0.0, 1e-300, 1e-16, 1e-9, 1e-4, 0.3, 1.0, 41.5, 1e6, 1e15]
record = {
    "versions": {"python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__, "sklearn": sklearn.__version__},
    "quantile": [
        quantile(skewed, 100, rounded(np.exp(rng.normal(2, 1.2, 120))) + [-1.0, 1e9]),
        quantile(counts, 50, [float(v) for v in range(-1, 9)]),
        quantile(normal, 300, rounded(rng.normal(50, 9, 120))),
    ],
    "robust": {"values": skewed, "scaled": RobustScaler().fit_transform(np.array(skewed)[:, None])[:, 0].tolist()},
    "log1p": {"x": small, "log1p": np.log1p(small).tolist(), "y": [*small[:-2], 20.0, 34.5], "expm1": np.expm1([*small[:-2], 20.0, 34.5]).tolist()},
    "dates": [
        date(1970, 1, 1), date(1969, 12, 31, 23, 59, 59), date(1900, 3, 1), date(1900, 2, 28), date(2000, 2, 29, 12),
        date(2024, 2, 29, 6), date(2100, 2, 28, 18), date(1600, 12, 31, 0, 0, 1), date(1, 1, 1), date(9999, 12, 31, 23, 59, 59),
        *(any_date() for _ in range(60)),
    ],
    "normal": [[p, float(ndtri(p))] for p in (1e-300, 1e-15, 1e-7, 1e-4, 0.01, 0.074, 0.076, 0.3, 0.5, 0.7, 0.926, 0.99, 0.9999999)],
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(record) + "\n")
