"""Checks a model of ingot in Python: onnx.checker, and the same numbers in onnxruntime.

Usage: python test/interop/model_interop.py MODEL.onnx EXAMPLE.json

EXAMPLE.json is what `ingot export` and a run folder hold: raw rows with the outputs ingot computed for them. Exits 0 when
the model passes the full check and every output lies within the tolerance, else 1 with the differences.
"""
import json
import sys

import numpy as np
import onnx
import onnxruntime

TOLERANCE = 1e-5


def feeds_of(session, rows):
    """Raw rows as the model takes them: [rows, 1], missing is NaN or the empty text."""
    feeds = {}
    for item in session.get_inputs():
        cells = [row.get(item.name) for row in rows]
        if item.type == "tensor(string)":
            column = np.array(["" if cell is None else cell for cell in cells], dtype=object)
        else:
            assert item.type == "tensor(double)", f"{item.name}: unexpected type {item.type}"
            column = np.array([np.nan if cell is None else cell for cell in cells], dtype=np.float64)
        feeds[item.name] = column.reshape(-1, 1)
    return feeds


def differences_of(model, example, outputs):
    metadata = {entry.key: entry.value for entry in model.metadata_props}
    found = []
    expected = {name: rows for name, rows in example["outputs"].items()}
    scale = 1.0
    if metadata["ingot.task"] == "regression":
        scale = json.loads(metadata["ingot.target"]).get("deviation", 0.0)
    scored = "probabilities" if metadata["ingot.task"] == "classification" else "prediction"
    a = np.asarray(outputs[scored], np.float64)
    b = np.array(expected[scored], np.float64)
    if a.shape != b.shape:
        return [f"{scored}: expected shape {b.shape}, got {a.shape}"]
    for row, column in np.argwhere(~(np.abs(a - b) <= TOLERANCE * (scale + np.abs(b)))):
        found.append(f"{scored}[{row}, {column}]: expected {b[row, column]!r}, got {a[row, column]!r}")
    if "label" in expected:
        lead = np.sort(b, axis=1)
        margin = lead[:, -1] - lead[:, -2]
        for row, (want, got) in enumerate(zip(expected["label"], outputs["label"])):
            if str(want[0]) != str(got[0]) and margin[row] >= TOLERANCE:
                found.append(f"label[{row}]: expected {want[0]!r}, got {got[0]!r}")
    return found


def main(model_path, example_path):
    model = onnx.load(model_path)
    onnx.checker.check_model(model, full_check=True)
    with open(example_path, encoding="utf-8") as file:
        example = json.load(file)
    session = onnxruntime.InferenceSession(model_path, providers=["CPUExecutionProvider"])
    names = [item.name for item in session.get_outputs()]
    rows = example["rows"]
    outputs = dict(zip(names, session.run(names, feeds_of(session, rows))))
    differences = differences_of(model, example, outputs)
    # A model must not care how rows are batched, nor refuse one row or none.
    alone = dict(zip(names, session.run(names, feeds_of(session, rows[:1]))))
    differences += [f"alone: {d}" for d in differences_of(model, {"outputs": {k: v[:1] for k, v in example["outputs"].items()}}, alone)]
    empty = session.run(names, {name: column[:0] for name, column in feeds_of(session, rows).items()})
    if any(len(output) != 0 for output in empty):
        differences.append("no rows in, but rows out")
    print(f"{model_path}: {len(rows)} rows, {len(differences)} differences (onnx {onnx.__version__}, onnxruntime {onnxruntime.__version__})")
    for difference in differences[:20]:
        print(f"  {difference}")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
