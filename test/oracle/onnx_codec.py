"""Writes fixtures/onnx/{every-dtype,kitchen-sink,external}.onnx and test/oracle/onnx-codec.json.

Made with Python `onnx`, so that the codec is held against another reading of the format. Run from the repository root.
"""

import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, external_data_helper, helper, numpy_helper

out = Path("fixtures/onnx")

# Every element type twice: in the typed field the format assigns to it, and as raw bytes.
VALUES = {
    "FLOAT": [0.1, -2.5, 3e38],
    "UINT8": [0, 255, 7],
    "INT8": [-128, 127, -1],
    "UINT16": [0, 65535, 258],
    "INT16": [-32768, 32767, -2],
    "INT32": [-(2**31), 2**31 - 1, 5],
    "INT64": [-(2**63), 2**63 - 1, 2**53 + 1],
    "STRING": ["", "é", "a b"],
    "BOOL": [True, False, True],
    "FLOAT16": [0.5, -1.5, 65504.0],
    "DOUBLE": [0.1, -2.5, 1e300],
    "UINT32": [0, 2**32 - 1, 9],
    "UINT64": [0, 2**64 - 1, 2**53 + 1],
    "COMPLEX64": [1 + 2j, -0.5j, 3],
    "COMPLEX128": [1 + 2j, -0.5j, 3],
    "BFLOAT16": [0.5, -1.5, 1e30],
    "FLOAT8E4M3FN": [0.5, -1.5, 448.0],
    "FLOAT8E4M3FNUZ": [0.5, -1.5, 240.0],
    "FLOAT8E5M2": [0.5, -1.5, 57344.0],
    "FLOAT8E5M2FNUZ": [0.5, -1.5, 57344.0],
    "UINT4": [0, 15, 7],
    "INT4": [-8, 7, -1],
    "FLOAT4E2M1": [0.5, -1.5, 6.0],
    "FLOAT8E8M0": [0.5, 2.0, 16.0],
    "UINT2": [0, 3, 1],
    "INT2": [-2, 1, -1],
}
recorded = {"onnx": onnx.__version__, "numpy": np.__version__, "rawHex": {}}
tensors = []
for kind, values in VALUES.items():
    code = getattr(TensorProto, kind)
    typed = helper.make_tensor(f"{kind}_typed", code, [3], values)
    tensors.append(typed)
    if kind == "STRING":
        continue
    raw = numpy_helper.from_array(numpy_helper.to_array(typed), f"{kind}_raw")
    assert raw.HasField("raw_data") and raw.data_type == code, kind
    recorded["rawHex"][kind] = raw.raw_data.hex()
    tensors.append(raw)
x = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch"])
y = helper.make_tensor_value_info("y", TensorProto.FLOAT, ["batch"])
graph = helper.make_graph([helper.make_node("Identity", ["x"], ["y"])], "every_dtype", [x], [y], tensors)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=13)
(out / "every-dtype.onnx").write_bytes(model.SerializeToString(deterministic=True))

# One of each thing the graph types have no place for: all of it must survive being read and written.
weight = numpy_helper.from_array(np.array([[1, 2]], np.float32), "weight")
weight.doc_string = "a note on a tensor"
weight.metadata_props.add(key="k", value="v")
sparse = helper.make_sparse_tensor(
    numpy_helper.from_array(np.array([3.0], np.float32), "sparse_weight"),
    numpy_helper.from_array(np.array([1], np.int64), "indices"),
    [4],
)
body = helper.make_graph(
    [
        helper.make_node("Add", ["x", "previous"], ["next"], name="body_add"),
        helper.make_node("Identity", ["condition"], ["goes_on"], name="body_go_on"),
    ],
    "body",
    [
        helper.make_tensor_value_info("step", TensorProto.INT64, []),
        helper.make_tensor_value_info("condition", TensorProto.BOOL, []),
        onnx.ValueInfoProto(name="previous"),
    ],
    [helper.make_tensor_value_info("goes_on", TensorProto.BOOL, []), onnx.ValueInfoProto(name="next")],
)
loop = helper.make_node("Loop", ["count", "", "x"], ["looped"], name="loop", body=body)
loop.doc_string = "a note on a node"
loop.metadata_props.add(key="pass", value="1")
loop.attribute[0].doc_string = "a note on an attribute"
odd = helper.make_node("Odd", ["looped", "weight"], ["y"], name="odd", domain="custom", overload="second")
odd.attribute.extend(
    [
        helper.make_attribute("floats", [0.5, -1.0]),
        helper.make_attribute("ints", [2**60, -1]),
        helper.make_attribute("strings", ["a", "ü"]),
        helper.make_attribute("bytes", b"\xff\xfe"),
        helper.make_attribute("graphs", [helper.make_graph([], "empty", [], [])]),
        helper.make_attribute("tensors", [weight]),
        helper.make_attribute("sparse", sparse),
        helper.make_attribute("type", helper.make_sequence_type_proto(x.type)),
        helper.make_attribute("nothing", [], attr_type=onnx.AttributeProto.INTS),
    ]
)
image = helper.make_tensor_value_info("image", TensorProto.FLOAT, ["n", 3, None], shape_denotation=["BATCH", "CHANNEL", "W"])
image.type.denotation = "IMAGE"
image.doc_string = "a note on an input"
graph = helper.make_graph(
    [loop, odd],
    "kitchen_sink",
    [
        x,
        image,
        helper.make_tensor_value_info("count", TensorProto.INT64, []),
        helper.make_tensor_sequence_value_info("many", TensorProto.FLOAT, None),
        helper.make_tensor_value_info("rankless", TensorProto.FLOAT, None),
    ],
    [y],
    [weight],
    "a note on a graph",
    [helper.make_tensor_value_info("looped", TensorProto.FLOAT, ["batch"])],
    sparse_initializer=[sparse],
)
graph.quantization_annotation.add(tensor_name="x").quant_parameter_tensor_names.add(key="SCALE_TENSOR", value="weight")
graph.metadata_props.add(key="origin", value="test")
function_node = helper.make_node("Elu", ["a"], ["b"])
function_node.attribute.append(onnx.AttributeProto(name="alpha", ref_attr_name="slope", type=onnx.AttributeProto.FLOAT))
function = helper.make_function(
    "custom", "Odd", ["a", "w"], ["b"], [function_node], [helper.make_opsetid("", 18)], ["slope"], overload="second"
)
model = helper.make_model(
    graph,
    opset_imports=[helper.make_opsetid("", 18), helper.make_opsetid("custom", 1)],
    ir_version=13,
    producer_name="tester",
    functions=[function],
)
model.domain = "org.example"
model.model_version = 7
model.doc_string = "a note on a model"
model.metadata_props.add(key="a", value="1")
model.metadata_props.add(key="b", value="2")
model.training_info.add().algorithm.name = "training"
# A field of a later version of the format: number 999, a string.
later = model.SerializeToString(deterministic=True) + bytes([0xBA, 0x3E, 5]) + b"later"
(out / "kitchen-sink.onnx").write_bytes(later)

# Elements in a file beside the model.
weight = numpy_helper.from_array(np.arange(6, dtype=np.float32).reshape(2, 3), "weight")
graph = helper.make_graph(
    [helper.make_node("MatMul", ["x", "weight"], ["y"], name="product")],
    "external",
    [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch", 2])],
    [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["batch", 3])],
    [weight],
)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=8)
(out / "external.onnx.data").unlink(missing_ok=True)
external_data_helper.convert_model_to_external_data(model, location="external.onnx.data", size_threshold=0)
onnx.save(model, out / "external.onnx")

Path("test/oracle/onnx-codec.json").write_text(json.dumps(recorded, indent=2) + "\n")
