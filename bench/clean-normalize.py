# What bench/clean-normalize.js compares with: polars making, cleaning and normalizing the same rows, file to file.
import sys

import polars as pl
import polars.selectors as cs

TARGET = "i2"


def make(path: str, rows: int) -> None:
    """A table of mixed columns as CSV, a piece of a million rows at a time."""
    import numpy as np

    with open(path, "wb") as file:
        for start in range(0, rows, 1_000_000):
            n = min(1_000_000, rows - start)
            rng = np.random.default_rng(start)
            pick = lambda words: np.array(words)[rng.integers(0, len(words), n)]
            table = pl.DataFrame(
                {
                    "id": np.arange(start, start + n),
                    "f1": rng.normal(size=n),
                    "f2": rng.normal(50, 10, n),
                    "f3": rng.exponential(3, n),
                    "f4": rng.normal(size=n) * 1e3,
                    "f5": rng.uniform(size=n),
                    "i1": rng.integers(0, 1000, n),
                    TARGET: rng.integers(0, 10**6, n),
                    "b": rng.integers(0, 2, n).astype(bool),
                    "cat1": pick(["red", "green", "blue", "black", "white"]),
                    "cat2": pick([f"city_{i}" for i in range(200)]),
                    "text": pick(["alpha", "beta, gamma", "delta", "plain text here", "some longer text value"]),
                }
            )
            gap = lambda name: pl.when(pl.Series(rng.uniform(size=n) < 0.01)).then(None).otherwise(pl.col(name)).alias(name)
            table.with_columns(gap("f1"), gap("f3"), gap("i1")).write_csv(file, include_header=start == 0)


def clean(source: str, target: str) -> None:
    numbers = cs.numeric() - cs.by_name("id", TARGET)
    table = pl.read_ipc(source).unique(maintain_order=True).drop_nulls(TARGET)
    table.with_columns(cs.string().str.strip_chars(), numbers.fill_null(numbers.median())).write_ipc(target)


def normalize(source: str, target: str) -> None:
    table = pl.read_ipc(source).drop_nulls(TARGET)
    numbers = [name for name in table.select(cs.numeric()).columns if name not in ("id", TARGET)]
    gaps = [name for name in numbers if table[name].null_count() > 0]
    filled = table.with_columns(
        *[pl.col(name).is_null().cast(pl.Float32).alias(f"{name}_was_missing") for name in gaps],
        *[pl.col(name).fill_null(pl.col(name).median()) for name in numbers],
    )
    scaled = lambda name: ((pl.col(name) - table[name].mean()) / table[name].std(ddof=0)).cast(pl.Float32)
    codes = lambda name: pl.col(name).cast(pl.Enum(sorted(table[name].unique()))).to_physical().cast(pl.Int32) + 2
    filled.with_columns(
        *[scaled(name) for name in [*numbers, TARGET]],
        *[codes(name) for name in table.select(cs.string()).columns],
        cs.boolean().cast(pl.Float32),
    ).write_ipc(target)


if __name__ == "__main__":
    step, *rest = sys.argv[1:]
    make(rest[0], int(rest[1])) if step == "make" else {"clean": clean, "normalize": normalize}[step](*rest)
