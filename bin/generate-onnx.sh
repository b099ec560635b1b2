#!/bin/sh
# Regenerates src/onnx/generated/onnx_pb.ts from the schema inside the `onnx` package on PyPI. Needed only to move to
# a newer ONNX; the result is committed. Wants python3 with venv, network access to PyPI, and `npm ci` done before.
set -eu
ONNX_VERSION=${ONNX_VERSION:-1.23.2}
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet grpcio-tools
"$work/venv/bin/pip" install --quiet --no-deps --target "$work/onnx" "onnx==$ONNX_VERSION"
mkdir "$work/schema"
cp "$work/onnx/onnx/onnx.proto" "$work/schema/onnx.proto"
"$work/venv/bin/python" -m grpc_tools.protoc \
  --proto_path="$work/schema" \
  --plugin=protoc-gen-es="$root/node_modules/.bin/protoc-gen-es" \
  --es_out="$root/src/onnx/generated" \
  --es_opt=target=ts,import_extension=js \
  "$work/schema/onnx.proto"
