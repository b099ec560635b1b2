"""Arrow files and streams whose buffers are compressed by zstd, as pyarrow and polars write them.

The rows are x = 0 … 999 (x is null where x % 10 is 3) and k = 'k' + str(x % 7). Writes test/oracle/arrow_compressed.json:
base64 of each file.

Run: python test/oracle/arrow_compressed.py
"""
import base64
import io
import json
import pathlib

import polars
import pyarrow
import pyarrow.feather
import pyarrow.ipc

HERE = pathlib.Path(__file__).parent
columns = {"x": [None if x % 10 == 3 else float(x) for x in range(1000)], "k": [f"k{x % 7}" for x in range(1000)]}
table = pyarrow.table(columns)
categories = table.set_column(1, "k", table["k"].dictionary_encode())


def feather(of):
    out = io.BytesIO()
    pyarrow.feather.write_feather(of, out, compression="zstd")
    return out.getvalue()


def stream(of):
    out = io.BytesIO()
    with pyarrow.ipc.new_stream(out, of.schema, options=pyarrow.ipc.IpcWriteOptions(compression="zstd")) as writer:
        writer.write_table(of, max_chunksize=300)
    return out.getvalue()


def written_by_polars(**options):
    out = io.BytesIO()
    polars.DataFrame(columns).write_ipc(out, compression="zstd", **options)
    return out.getvalue()


files = {
    "pyarrow.feather": feather(table),
    "pyarrow-dictionary.feather": feather(categories),
    "pyarrow.arrows": stream(table),
    "pyarrow-dictionary.arrows": stream(categories),
    "polars.arrow": written_by_polars(compat_level=polars.CompatLevel.oldest()),
}
versions = {"pyarrow": pyarrow.__version__, "polars": polars.__version__}
out = {"versions": versions, "files": {name: base64.b64encode(content).decode() for name, content in files.items()}}
(HERE / "arrow_compressed.json").write_text(json.dumps(out, indent=1) + "\n")
