"""Records small Parquet files as pyarrow and polars write them, with their values, into parquet_files.json.

    python test/oracle/parquet_files.py

One table of every type that is read, in every compression and both versions of pages; `rows` are what
`data head --json` of ingot must show of it.
"""
import base64
import decimal
import io
import json
import pathlib
import platform

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

HERE = pathlib.Path(__file__).resolve().parent
D = decimal.Decimal

table = pa.table({
    "i8": pa.array([1, None, -3], pa.int8()),
    "u8": pa.array([1, None, 255], pa.uint8()),
    "i64": pa.array([1, None, -9007199254740993], pa.int64()),
    "u64": pa.array([1, None, 18446744073709551615], pa.uint64()),
    "u32": pa.array([1, None, 4294967295], pa.uint32()),
    "f32": pa.array([0.5, None, 2], pa.float32()),
    "f64": pa.array([0.1, None, -1e300]),
    "flag": pa.array([True, None, False]),
    "text": pa.array(["a", None, "ü"]),
    "category": pa.array(["a", None, "b"]).dictionary_encode(),
    "day": pa.array([0, None, 19782], pa.date32()),
    "ms": pa.array([0, None, 1500], pa.timestamp("ms", tz="Europe/Berlin")),
    "us": pa.array([0, None, 1_500_000], pa.timestamp("us", tz="UTC")),
    "ns": pa.array([0, None, 1_500_000_000], pa.timestamp("ns")),
    "small": pa.array([D("1.10"), None, D("-2.35")], pa.decimal128(9, 2)),
    "large": pa.array([D("0.1"), None, D("-12345678901234567890.1")], pa.decimal128(38, 1)),
    "list": pa.array([[1.0, 2.0], None, [3.0, 4.0]]),
    "nested": pa.array([[[1, 2], [3, 4]], [[0, 0], [0, 0]], [[5, 6], [7, 8]]], pa.list_(pa.list_(pa.int32()))),
    "fixed": pa.array([[1.0, 2.0], None, [3.0, 4.0]], pa.list_(pa.float32(), 2)),
    "labels": pa.array([["b", "a"], None, []], pa.list_(pa.string())),
    "bytes": pa.array([b"a", None, b"b"]),
    "struct": pa.array([{"x": 1}, None, {"x": 2}]),
})
half = pa.table({"f16": pa.array([0.5, None, -65504], pa.float16()), "none": pa.nulls(3)})

FIRST = {
    "i8": 1, "u8": 1, "i64": "1", "u64": "1", "u32": 1, "f32": 0.5, "f64": 0.1, "flag": True, "text": "a", "category": "a",
    "day": "1970-01-01", "ms": "1970-01-01", "us": "1970-01-01", "ns": "1970-01-01", "small": 1.1, "large": "0.1",
    "list": [1, 2], "nested": [[1, 2], [3, 4]], "fixed": [1, 2],
}
LAST = {
    "i8": -3, "u8": 255, "i64": "-9007199254740993", "u64": "18446744073709551615", "u32": 4294967295, "f32": 2,
    "f64": -1e300, "flag": False, "text": "ü", "category": "b", "day": "2024-02-29", "ms": "1970-01-01T00:00:01.500Z",
    "us": "1970-01-01T00:00:01.500Z", "ns": "1970-01-01T00:00:01.500Z", "small": -2.35, "large": "-12345678901234567890.1",
    "list": [3, 4], "nested": [[5, 6], [7, 8]], "fixed": [3, 4],
}
ROWS = [FIRST, {name: [[0, 0], [0, 0]] if name == "nested" else None for name in FIRST}, LAST]


def written(source, **options):
    out = io.BytesIO()
    pq.write_table(source, out, **options)
    return base64.b64encode(out.getvalue()).decode()


def by_polars(**options):
    out = io.BytesIO()
    pl.from_arrow(table).write_parquet(out, **options)
    return base64.b64encode(out.getvalue()).decode()


files = {
    **{f"pyarrow, {codec}": written(table, compression=codec) for codec in ("none", "snappy", "gzip", "brotli", "lz4", "zstd")},
    "pyarrow, pages 2.0": written(table, compression="zstd", data_page_version="2.0", use_dictionary=False),
    "pyarrow, INT96": written(table, use_deprecated_int96_timestamps=True),
    "pyarrow, groups of two rows": written(table, row_group_size=2, write_page_index=True),
    "pyarrow, without its own schema": written(table, store_schema=False),
    **{f"polars, {codec}": by_polars(compression=codec) for codec in ("zstd", "lz4", "uncompressed")},
}
recorded = {
    "versions": {"python": platform.python_version(), "pyarrow": pa.__version__, "polars": pl.__version__},
    "rows": ROWS,
    "files": files,
    "half": written(half, compression="lz4"),
}
(HERE / "parquet_files.json").write_text(json.dumps(recorded, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
