"""Writes src/onnx/generated/op-schemas.ts: what every version of every operator takes, from Python `onnx`.

Run from the repository root. Source: onnx.defs (Apache-2.0); the newest domain versions are recorded with it.

Form: domain → operator → versions, newest first. A version is
[since, inputs, outputs, attributes, constraints, deprecated]:
- inputs, outputs: [name, type, kind], kind 0 needed, 1 optional, 2 variadic of one type, 3 variadic of any types;
  type is a letter of the constraints, or a type such as tensor(int64);
- attributes: name → type code of AttributeProto, negative where the attribute must be there;
- constraints: letter → index into `types`, the lists of types;
- minimum counts of the variadic ones stand as fourth element of the parameter.
"""

import json
from pathlib import Path

import onnx
from onnx import defs

KINDS = {"Single": 0, "Optional": 1, "Variadic": 2}
lists = []


def index_of(types):
    types = sorted(types)
    if types not in lists:
        lists.append(types)
    return lists.index(types)


def parameter(formal):
    kind = KINDS[formal.option.name]
    if kind == 2 and not formal.is_homogeneous:
        kind = 3
    return [formal.name, formal.type_str, kind] + ([formal.min_arity] if kind >= 2 else [])


domains = {}
for schema in sorted(defs.get_all_schemas_with_history(), key=lambda s: (s.domain, s.name, -s.since_version)):
    if schema.domain not in ("", "ai.onnx.ml"):
        continue
    attributes = {
        name: int(attribute.type.value) * (-1 if attribute.required else 1)
        for name, attribute in sorted(schema.attributes.items())
    }
    constraints = {c.type_param_str: index_of(c.allowed_type_strs) for c in schema.type_constraints}
    domains.setdefault(schema.domain, {}).setdefault(schema.name, []).append(
        [
            schema.since_version,
            [parameter(p) for p in schema.inputs],
            [parameter(p) for p in schema.outputs],
            attributes,
            constraints,
        ]
        + ([1] if schema.deprecated else [])
    )
newest = {domain: max(v[0] for versions in ops.values() for v in versions) for domain, ops in domains.items()}
newest[""] = defs.onnx_opset_version()
table = json.dumps({"domains": domains, "types": lists, "newest": newest}, separators=(",", ":"))
Path("src/onnx/generated/op-schemas.ts").write_text(
    f"// Written by test/oracle/onnx_schemas.py from onnx {onnx.__version__} (Apache-2.0). As text: parsed when first needed.\n"
    f"export const OP_SCHEMAS =\n  {json.dumps(table)};\n"
)
