// Stored tensors: as many elements as their dims say, and of the type that is declared for them.
import {dtypeInfo, entryCount} from '../dtypes.js';
import {mapModelTensors} from '../map-tensors.js';
import type {Graph, Model} from '../types.js';
import {formatDims} from '../value-type.js';
import {placeOf, problemsOf, type Found} from './problem.js';

export function checkTensors(model: Model, found: Found): void {
  const report = problemsOf(placeOf(model.graph), found);
  mapModelTensors(model, (tensor, name) => {
    const {dtype, dims, data, rest} = tensor;
    const title = `tensor '${name}'`;
    // Elements in another file are absent while that file has not been read.
    const isAbsent = rest !== undefined && data.length === 0;
    if (dims.some((size) => !Number.isSafeInteger(size) || size < 0))
      report(`${title} has dims ${formatDims(dims)}: sizes are whole numbers from 0`, {tensor: name});
    else if (data.length !== entryCount(dtype, dims) && !isAbsent)
      report(
        `${title}: expected ${String(entryCount(dtype, dims))} entries for ${dtype}${formatDims(dims)}, ` +
          `found ${String(data.length)}`,
        {tensor: name},
      );
    else if (dtypeInfo(dtype).array === undefined && !Array.isArray(data))
      report(`${title} is of text but holds numbers`, {tensor: name});
    return tensor;
  });
  checkDeclared(model.graph, found);
}

/** Old models declare each initializer as an input too: the two must agree. */
function checkDeclared(graph: Graph, found: Found): void {
  const report = problemsOf(placeOf(graph), found);
  for (const {name, dtype, shape, kind} of graph.inputs) {
    const tensor = graph.initializers.get(name);
    if (!tensor || kind === 'untyped') continue;
    const agrees =
      shape === undefined ||
      (shape.length === tensor.dims.length &&
        shape.every((size, axis) => typeof size === 'string' || size === tensor.dims[axis]));
    if (kind !== undefined || dtype !== tensor.dtype || !agrees)
      report(
        `input '${name}' is declared as ${kind ?? `${dtype}${formatDims(shape)}`}, but the initializer of that name is ` +
          `${tensor.dtype}${formatDims(tensor.dims)}`,
        {tensor: name},
      );
  }
}
