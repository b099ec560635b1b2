"""Compares models that ingot read and wrote with their originals, in Python.

Usage: python bench/onnx-conformance.py FOLDER WRITTEN

FOLDER holds one folder a test, WRITTEN what `node bench/onnx-conformance.js FOLDER --out WRITTEN` left. A pair passes when
both say the same (the order of attributes, opsets and metadata, empty names and the way numbers are stored aside), when
onnx.checker judges them alike, and when Python's onnxruntime gives the same bits, or refuses both with the same words.
This covers what JavaScript cannot exchange with the runtime: sequences, optionals, 4-bit and 8-bit types. Exit 1 when a
pair fails.
"""

import sys
from collections import Counter
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
from onnx import numpy_helper

ort.set_default_logger_severity(4)


def normal(message):
    """The message as nested plain data, in which two encodings of one model are equal."""
    if isinstance(message, onnx.TensorProto):
        fields = {"name": message.name, "doc": message.doc_string, "type": message.data_type, "dims": tuple(message.dims)}
        if message.data_type == onnx.TensorProto.STRING:
            return {**fields, "data": tuple(message.string_data)}
        return {**fields, "data": numpy_helper.from_array(numpy_helper.to_array(message)).raw_data}
    result = {}
    for field, value in message.ListFields():
        name = field.name
        if field.is_repeated:
            items = [normal(item) if field.type == field.TYPE_MESSAGE else item for item in value]
            if name in ("attribute", "opset_import", "metadata_props") and field.type == field.TYPE_MESSAGE:
                items.sort(key=str)
            if items:
                result[name] = items
        elif field.type == field.TYPE_MESSAGE:
            result[name] = normal(value)
        elif value != "" and not (name == "domain" and value == "ai.onnx"):
            result[name] = value
    if isinstance(message, onnx.GraphProto):
        # Types that the graph says elsewhere need not be said again.
        known = {value.name for value in [*message.input, *message.output]}
        result["value_info"] = [v for v in result.get("value_info", []) if v["name"] not in known]
    return result


def values_of(folder, count):
    """The recorded inputs, in order; None for one that is absent."""
    for index in range(count):
        path = folder / "test_data_set_0" / f"input_{index}.pb"
        yield path.read_bytes() if path.exists() else None


def to_python(data, type_proto):
    kind = type_proto.WhichOneof("value")
    if kind == "sequence_type":
        return numpy_helper.to_list(onnx.SequenceProto.FromString(data))
    if kind == "optional_type":
        return numpy_helper.to_optional(onnx.OptionalProto.FromString(data))
    tensor = onnx.TensorProto.FromString(data)
    if tensor.data_type in (onnx.TensorProto.FLOAT, onnx.TensorProto.DOUBLE) or tensor.data_type < onnx.TensorProto.BFLOAT16:
        return numpy_helper.to_array(tensor)
    array = numpy_helper.to_array(tensor)
    return ort.OrtValue.ortvalue_from_numpy_with_onnx_type(np.ascontiguousarray(array), tensor.data_type)


def plain(value):
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, np.ndarray):
        content = value.tolist() if value.dtype == object else value.tobytes()
        return (str(value.dtype), value.shape, content)
    return value


def outcome(data, folder, model):
    try:
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        session = ort.InferenceSession(data, options, providers=["CPUExecutionProvider"])
        feeds = {}
        for value, content in zip(model.graph.input, values_of(folder, len(model.graph.input))):
            if content is not None:
                feeds[value.name] = to_python(content, value.type)
        return "same bits in onnxruntime", plain(session.run(None, feeds))
    except Exception as error:  # noqa: BLE001 - whatever it says must be said of both
        return "same structure; refused by onnxruntime", str(error)


def verdict(data):
    try:
        onnx.checker.check_model(data)
        return "accepted"
    except Exception as error:  # noqa: BLE001
        return str(error)


def main(root, written):
    counts, failures = Counter(), []
    for folder in sorted(path for path in Path(root).iterdir() if (path / "model.onnx").exists()):
        before = (folder / "model.onnx").read_bytes()
        after = (Path(written) / f"{folder.name}.onnx").read_bytes()
        model, again = onnx.load_from_string(before), onnx.load_from_string(after)
        if normal(model) != normal(again):
            failures.append((folder.name, "the messages differ"))
        elif verdict(before) != verdict(after):
            failures.append((folder.name, f"the checker says: {verdict(after)}"))
        else:
            (kind, result), (_, other) = outcome(before, folder, model), outcome(after, folder, again)
            if result == other:
                counts[kind] += 1
            else:
                failures.append((folder.name, f"{result!r:.80} and {other!r:.80}"))
    for kind, count in counts.items():
        print(f"{count:5} {kind}")
    print(f"{len(failures):5} failed (onnx {onnx.__version__}, onnxruntime {ort.__version__})")
    for name, why in failures[:40]:
        print(f"  {name}: {why}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
