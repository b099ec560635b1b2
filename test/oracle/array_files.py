"""Records small files of arrays as NumPy writes them, with their values, into array_files.json; and fixtures/digits.npz.

    python test/oracle/array_files.py

- npy: every type that is read, both byte orders, C and Fortran order, header versions 1 to 3; text; what is refused
- npz: stored and compressed
- arrow: record batches as pyarrow writes them: fixed_shape_tensor, fixed-size lists, lists, nested lists, nulls
"""
import base64
import io
import json
import pathlib
import platform

import numpy as np
import pyarrow as pa
import sklearn
from sklearn.datasets import load_digits

HERE = pathlib.Path(__file__).resolve().parent


def text(data):
    return base64.b64encode(data).decode()


def npy(array, version=None):
    out = io.BytesIO()
    np.lib.format.write_array(out, array, version=version, allow_pickle=True)
    return text(out.getvalue())


def npz(save, **arrays):
    out = io.BytesIO()
    save(out, **arrays)
    return text(out.getvalue())


def case(array, version=None):
    return {"file": npy(array, version), "values": array.tolist()}


def numbers():
    cases = {}
    base = np.arange(12).reshape(2, 3, 2)
    for code in ["?", "u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "f2", "f4", "f8"]:
        for order in ["<", ">"] if code not in ["?", "u1", "i1"] else ["<"]:
            array = (base % 2 == 1 if code == "?" else base * (-1 if code[0] in "if" else 1)).astype(order + code)
            if code[0] == "f":
                array = array / np.array(4, array.dtype)
            cases[f"{order}{code}"] = case(array)
    cases["fortran"] = case(np.asfortranarray(base.astype("<f4")))
    cases["fortran, big-endian"] = case(np.asfortranarray(base.astype(">i4")))
    cases["version 2"] = case(base.astype("<f4"), (2, 0))
    cases["version 3"] = case(base.astype("<f4"), (3, 0))
    return cases


def columns():
    return {
        "f8": case(np.array([1.5, np.nan, -2.0])),
        "i8": case(np.array([3, 1, 2])),
        "bool": case(np.array([True, False, True])),
        "U": case(np.array(["red", "", "grün😀"])),
        ">U": case(np.array(["red", "blue"]).astype(">U5")),
        "S": {"file": npy(np.array([b"ab", b"c"])), "values": ["ab", "c"]},
    }


def refused():
    return {
        "object": npy(np.array([{}, []], dtype=object)),
        "records": npy(np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f4")])),
        "complex": npy(np.array([1 + 2j])),
        "no axis": npy(np.array(3.0)),
        "empty rows": npy(np.zeros((3, 0))),
        "beyond int32": npy(np.array([[1, 2], [3, 2**40]])),
        "not finite": npy(np.array([[1.0, 2.0], [np.inf, 1.0]])),
        "partly missing": npy(np.array([[1.0, 2.0], [np.nan, 1.0]])),
    }


def arrow_file(name, column, field=None):
    schema = pa.schema([field or pa.field(name, column.type)])
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, schema) as writer:
        writer.write_batch(pa.record_batch([column], schema=schema))
    return text(sink.getvalue().to_pybytes())


def arrow():
    block = np.arange(12, dtype=np.float32).reshape(2, 2, 3)
    tensor = pa.FixedShapeTensorArray.from_numpy_ndarray(block)
    permuted = pa.ExtensionArray.from_storage(
        pa.fixed_shape_tensor(pa.float32(), [2, 3], permutation=[1, 0]), tensor.storage
    )
    flat = pa.array([[1, 2], [3, 4]], pa.list_(pa.int32(), 2))
    return {
        "tensor": {"file": arrow_file("x", tensor), "shape": [2, 3], "values": block.tolist()},
        "fixed list": {"file": arrow_file("x", flat), "shape": [2], "values": [[1, 2], [3, 4]]},
        "nested fixed lists": {
            "file": arrow_file("x", pa.array(block.tolist(), pa.list_(pa.list_(pa.float32(), 3), 2))),
            "shape": [2, 3],
            "values": block.tolist(),
        },
        "lists": {
            "file": arrow_file("x", pa.array([[1.0, 2.5], [3.0, 4.0]])),
            "shape": [2],
            "values": [[1.0, 2.5], [3.0, 4.0]],
        },
        "nested lists": {"file": arrow_file("x", pa.array(block.tolist())), "shape": [2, 3], "values": block.tolist()},
        "a row that is null": {
            "file": arrow_file("x", pa.array([[1.0, 2.0], None], pa.list_(pa.float32(), 2))),
            "shape": [2],
            "values": [[1.0, 2.0], None],
        },
        "half floats": {
            "file": arrow_file("x", pa.array([[0.5, 2.0]], pa.list_(pa.float16(), 2))),
            "shape": [2],
            "values": [[0.5, 2.0]],
        },
        "ragged": {"file": arrow_file("x", pa.array([[1.0, 2.0], [3.0]])), "shape": [2], "values": None},
        "a null in whole numbers": {
            "file": arrow_file("x", pa.array([[1, 2], None], pa.list_(pa.int32(), 2))),
            "shape": [2],
            "values": None,
        },
        "permuted": {"file": arrow_file("x", permuted), "shape": None, "values": None},
    }


def digits():
    data = load_digits()
    rows = np.arange(0, len(data.target), 3)
    np.savez_compressed(
        HERE.parents[1] / "fixtures" / "digits.npz",
        image=data.images[rows].astype(np.uint8),
        label=data.target[rows].astype(np.uint8),
    )


pair = {"x": np.arange(6, dtype=np.uint8).reshape(3, 2), "y": np.array([0.5, 1.5, 2.5])}
record = {
    "versions": {"python": platform.python_version(), "numpy": np.__version__, "pyarrow": pa.__version__},
    "npy": numbers(),
    "columns": columns(),
    "refused": refused(),
    "npz": {
        "values": {name: array.tolist() for name, array in pair.items()},
        "stored": npz(np.savez, **pair),
        "compressed": npz(np.savez_compressed, **pair),
    },
    "arrow": arrow(),
}
# JSON has no NaN.
record["columns"]["f8"]["values"] = [1.5, None, -2.0]
(HERE / "array_files.json").write_text(json.dumps(record, indent=1) + "\n")
digits()
print("scikit-learn", sklearn.__version__)
