"""Records test/oracle/windows.json: windows by NumPy, lags, differences and rolling statistics by pandas.

Run: python test/oracle/windows.py > test/oracle/windows.json
"""

import json
import sys

import numpy as np
import pandas as pd

random = np.random.default_rng(11)
ROWS = 30
frame = pd.DataFrame(
    {
        "shop": ["a", "b"] * (ROWS // 2),
        "day": np.repeat(np.arange(ROWS // 2), 2),
        "sales": np.round(random.normal(100, 20, ROWS), 3),
        "price": np.round(random.uniform(1, 3, ROWS), 3),
    }
)
STEPS, HORIZON = 4, 2

windows = {}
for shop, rows in frame.groupby("shop"):
    values = rows[["sales", "price"]].to_numpy()
    views = np.lib.stride_tricks.sliding_window_view(values, STEPS, axis=0).transpose(0, 2, 1)
    views = views[: len(values) - STEPS - HORIZON + 1]
    windows[shop] = {
        "window": views.tolist(),
        "day": rows["day"].to_numpy()[STEPS - 1 : len(values) - HORIZON].tolist(),
        "target": rows["sales"].shift(-HORIZON).to_numpy()[STEPS - 1 : len(values) - HORIZON].tolist(),
    }

made = frame.copy()
by = frame.groupby("shop")["sales"]
made["sales_lag_1"] = by.shift(1)
made["sales_lag_3"] = by.shift(3)
for name in ("mean", "std", "min", "max", "sum"):
    made[f"sales_{name}_4"] = by.transform(lambda x, name=name: getattr(x.rolling(4), name)())
made["sales_diff_2"] = by.diff(2)
made["sales_in_1"] = by.shift(-1)
made = made.dropna()

json.dump(
    {
        "versions": {"numpy": np.__version__, "pandas": pd.__version__},
        "steps": STEPS,
        "horizon": HORIZON,
        "rows": {name: frame[name].tolist() for name in frame},
        "windows": windows,
        "made": {name: made[name].tolist() for name in made},
    },
    sys.stdout,
    separators=(",", ":"),
)
sys.stdout.write("\n")
