"""Opens what `ingot data import` and `data convert` write in pyarrow and polars, and what those write in ingot.

Values, nulls, types and metadata are compared with the source, read independently by Python's csv module.

Run after the build: python test/interop/arrow_interop.py [PART]   (needs numpy, pyarrow and polars; exit 1 at the first
difference). Parts: ours, kinds, tensors, parquet, theirs; all without one.
"""
import csv
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.ipc as ipc
import pyarrow.parquet as pq

ROOT = pathlib.Path(__file__).resolve().parents[2]
TITANIC = ROOT / "fixtures" / "titanic.csv"
NUMBERS = ["PassengerId", "Pclass", "Age", "SibSp", "Parch", "Fare"]
TEXTS = ["Survived", "Name", "Sex", "Ticket", "Cabin", "Embarked"]


def ingot(*words, stdin=None):
    done = subprocess.run(["node", str(ROOT / "bin" / "run.js"), *map(str, words)], input=stdin, capture_output=True)
    if done.returncode != 0:
        sys.exit(f"ingot {' '.join(map(str, words))} ended with {done.returncode}:\n{done.stderr.decode()}")
    return done.stdout


def check(condition, what):
    if not condition:
        sys.exit(f"FAILED: {what}")
    print(f"ok: {what}")


def expected():
    with open(TITANIC, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    columns = {name: [float(row[name]) if row[name] else None for row in rows] for name in NUMBERS}
    columns.update({name: [row[name] or None for row in rows] for name in TEXTS})
    return columns


def same(table, columns, what):
    check(all(table[name] == values for name, values in columns.items()), f"{what}: values and nulls")


def ours(folder):
    """What ingot writes, in pyarrow and polars."""
    columns = expected()
    path, stream = folder / "t.arrow", folder / "t.arrows"
    ingot("data", "import", TITANIC, "--target", "Survived", "-o", path)
    ingot("data", "convert", path, "-o", stream)

    table = ipc.open_file(str(path)).read_all()
    table.validate(full=True)
    same(table.to_pydict(), columns, "pyarrow, file")
    check(all(table.schema.field(name).type == pa.float64() for name in NUMBERS), "pyarrow: numbers are float64")
    check(all(table.schema.field(name).type == pa.string() for name in TEXTS), "pyarrow: text is utf8")
    metadata = json.loads(table.schema.metadata[b"ingot"])
    check(metadata["format"] == 1, "pyarrow: schema metadata")
    check(metadata["lineage"][0]["ledger"]["rowsKept"] == 891, "pyarrow: the ledger of the import is in the file")
    field = json.loads(table.schema.field("Survived").metadata[b"ingot"])
    check((field["role"], field["kind"]) == ("target", "category"), "pyarrow: field metadata")

    same(ipc.open_stream(str(stream)).read_all().to_pydict(), columns, "pyarrow, stream")
    with open(path, "rb") as file:
        file.seek(8)
        same(ipc.open_stream(file).read_all().to_pydict(), columns, "pyarrow, file read front to back")
    same(feather.read_table(str(path)).to_pydict(), columns, "pyarrow, feather")
    same(pl.read_ipc(path).to_dict(as_series=False), columns, "polars, file")
    same(pl.scan_ipc(path).collect().to_dict(as_series=False), columns, "polars, lazy")
    same(pl.read_ipc_stream(stream).to_dict(as_series=False), columns, "polars, stream")


def kinds(folder):
    """Booleans, moments, and columns without a value."""
    text = "b,d,n,c\nyes,2024-02-29T12:00:00.5Z,,ä\nno,1969-12-31,,\n,,,x\n"
    (folder / "k.csv").write_text(text, encoding="utf-8")
    path = folder / "k.arrow"
    ingot("data", "import", folder / "k.csv", "--kind", "n=numeric", "-o", path)
    for what, table in (("pyarrow", ipc.open_file(str(path)).read_all()), ("polars", pl.read_ipc(path).to_arrow())):
        check(table["b"].to_pylist() == [True, False, None], f"{what}: booleans")
        moments = [None if value is None else value.timestamp() for value in table["d"].to_pylist()]
        check(moments == [1709208000.5, -86400.0, None], f"{what}: moments, UTC")
        check(table["n"].to_pylist() == [None, None, None], f"{what}: a column without a value")
        check(table["c"].to_pylist() == ["ä", None, "x"], f"{what}: text")


def tensors(folder):
    """Tensor columns: pyarrow sees the shape, NumPy the numbers; polars sees arrays; and back again."""
    source = np.load(ROOT / "fixtures" / "digits.npz")
    path, stream = folder / "digits.arrow", folder / "digits.arrows"
    ingot("data", "import", ROOT / "fixtures" / "digits.npz", "--target", "label", "-o", path)
    ingot("data", "convert", path, "-o", stream)
    for what, table in (("file", ipc.open_file(str(path)).read_all()), ("stream", ipc.open_stream(str(stream)).read_all())):
        table.validate(full=True)
        check(table.schema.field("image").type == pa.fixed_shape_tensor(pa.uint8(), [8, 8]), f"pyarrow, {what}: a tensor type")
        chunk = table["image"].combine_chunks()
        found = (chunk.chunk(0) if isinstance(chunk, pa.ChunkedArray) else chunk).to_numpy_ndarray()
        check(np.array_equal(found, source["image"]), f"pyarrow, {what}: the numbers of tensors")
    check(np.array_equal(pl.read_ipc(path)["image"].to_numpy().reshape(-1, 8, 8), source["image"]), "polars: arrays")
    (folder / "f.jsonl").write_text('{"x": [[0.5, 1], [2, 3]]}\n{"x": null}\n')
    ingot("data", "import", folder / "f.jsonl", "-o", folder / "f.arrow")
    values = ipc.open_file(str(folder / "f.arrow")).read_all()["x"].to_pylist()
    check(values == [[0.5, 1, 2, 3], None], "pyarrow: a missing tensor is null")
    np.save(folder / "x.npy", np.asfortranarray(source["image"].astype(">f8")))
    ingot("data", "import", folder / "x.npy", "-o", folder / "x.arrow")
    back = ipc.open_file(str(folder / "x.arrow")).read_all()["x"].combine_chunks()
    back = (back.chunk(0) if isinstance(back, pa.ChunkedArray) else back).to_numpy_ndarray()
    check(np.array_equal(back, source["image"]), "NumPy: a big-endian array in Fortran order")
    pl.DataFrame({"x": pl.Series([[[1, 2], [3, 4]]], dtype=pl.Array(pl.Int32, (2, 2)))}).write_ipc(folder / "p.arrow")
    rows = json.loads(ingot("data", "head", folder / "p.arrow", "--json"))["rows"]
    check(rows == [{"x": [[1, 2], [3, 4]]}], "polars: its arrays are read by ingot")


def parquet(folder):
    """Our Parquet files in pyarrow and polars: values, types, the shapes of tensors, our metadata; and back again."""
    columns = expected()
    path = folder / "t.parquet"
    ingot("data", "import", TITANIC, "--target", "Survived", "-o", path)
    table = pq.read_table(path)
    table.validate(full=True)
    same(table.to_pydict(), columns, "pyarrow, Parquet")
    check(json.loads(table.schema.metadata[b"ingot"])["lineage"][0]["ledger"]["rowsKept"] == 891, "pyarrow, Parquet: the ledger")
    check(json.loads(table.schema.field("Survived").metadata[b"ingot"])["role"] == "target", "pyarrow, Parquet: roles")
    same(pl.read_parquet(path).to_dict(as_series=False), columns, "polars, Parquet")
    same(pl.scan_parquet(path).collect().to_dict(as_series=False), columns, "polars, Parquet, lazy")
    ingot("data", "import", ROOT / "fixtures" / "digits.npz", "--target", "label", "-o", folder / "digits.parquet")
    digits = pq.read_table(folder / "digits.parquet")
    check(digits.schema.field("image").type == pa.fixed_shape_tensor(pa.uint8(), [8, 8]), "pyarrow, Parquet: a tensor type")
    image = np.array(digits["image"].to_pylist()).reshape(-1, 8, 8)
    check(np.array_equal(image, np.load(ROOT / "fixtures" / "digits.npz")["image"]), "pyarrow, Parquet: the numbers of tensors")
    ingot("data", "convert", folder / "digits.parquet", "-o", folder / "back.arrow")
    ingot("data", "import", ROOT / "fixtures" / "digits.npz", "--target", "label", "-o", folder / "straight.arrow")
    # Once more, since a first pass knows its ledger only in the footer.
    ingot("data", "convert", folder / "straight.arrow", "-o", folder / "again.arrow")
    check((folder / "back.arrow").read_bytes() == (folder / "again.arrow").read_bytes(), "there and back: the same bytes")


def theirs(folder):
    """What pyarrow and polars write, in ingot."""
    rows = {
        "i8": pa.array([1, None, -3], pa.int8()),
        "u64": pa.array([1, None, 3], pa.uint64()),
        "f32": pa.array([0.5, None, 2], pa.float32()),
        "flag": pa.array([True, None, False]),
        "large": pa.array(["a", None, "ü"], pa.large_string()),
        "category": pa.array(["a", None, "a"]).dictionary_encode(),
        "day": pa.array([0, None, 19782], pa.date32()),
        "moment": pa.array([0, None, 1_500_000], pa.timestamp("us", tz="UTC")),
        "decimal": pa.array([1, None, 2], pa.int64()).cast(pa.decimal128(24, 2)),
    }
    want = [
        {"i8": 1, "u64": 1, "f32": 0.5, "flag": True, "large": "a", "category": "a", "day": "1970-01-01", "moment": "1970-01-01", "decimal": 1},
        dict.fromkeys(rows),
        {"i8": -3, "u64": 3, "f32": 2, "flag": False, "large": "ü", "category": "a", "day": "2024-02-29", "moment": "1970-01-01T00:00:01.500Z", "decimal": 2},
    ]
    table = pa.table(rows)
    files = {}
    for name, open_writer in (("file", ipc.new_file), ("stream", ipc.new_stream)):
        files[f"pyarrow, {name}"] = path = folder / f"foreign-{name}.arrow"
        with open_writer(str(path), table.schema) as writer:
            writer.write_table(table)
    for compression in ("uncompressed", "lz4"):
        files[f"pyarrow, feather, {compression}"] = path = folder / f"{compression}.feather"
        feather.write_feather(table, str(path), compression=compression)
    for compat in (True, False):
        files[f"polars, {'plain strings' if compat else 'string views'}"] = path = folder / f"polars-{compat}.arrow"
        pl.from_arrow(table).write_ipc(path, compat_level=pl.CompatLevel.oldest() if compat else None)
    for what, path in files.items():
        check(json.loads(ingot("data", "head", path, "--json"))["rows"] == want, f"{what}: read by ingot")
        with open(path, "rb") as file:
            check(json.loads(ingot("data", "head", "-", "--json", stdin=file.read()))["rows"] == want, f"{what}: through a pipe")


PARTS = {part.__name__: part for part in (ours, kinds, tensors, parquet, theirs)}

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        for part in sys.argv[1:] or PARTS:
            PARTS[part](pathlib.Path(name))
    print(f"pyarrow {pa.__version__}, polars {pl.__version__}: all agree")
