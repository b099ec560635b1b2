// A model without training: preprocessing as always, and logits that are the sum of all prepared numbers and codes.
import type {DatasetSchema} from '../../src/data/index.js';
import {decodeModel, encodeModel, makeModel, type Model} from '../../src/onnx/index.js';
import {neededOpset, OpGraph} from '../../src/ops/index.js';
import {buildPreprocessing, describeFeatures, writeSignature, type ModelSignature} from '../../src/prepare/index.js';

/** @param schema - of a normalized dataset */
export function preparedModel(schema: DatasetSchema): {model: Model; signature: ModelSignature} {
  const face = describeFeatures(schema);
  const g = new OpGraph({name: 'test'});
  const {tensors, entry, blocks} = buildPreprocessing(g, face.inputs, face.stages);
  const sums = blocks.map(({value}) => g.reduceSum(g.cast(value, 'float32'), [1], true));
  const total = sums.reduce((sum, value) => g.add(sum, value));
  g.output(g.identity(total, 'logits'), 'logits', ['batch', 1]);
  const signature: ModelSignature = {
    format: 1,
    task: face.task,
    architecture: {name: 'sum', options: {}},
    inputs: face.inputs,
    target: face.target,
    stages: [...face.stages, ...face.targetStages],
    tensors,
    entry,
    logits: 'logits',
    loss: face.task === 'regression' ? 'mse' : 'cross-entropy',
    parents: {},
  };
  // Through bytes and back, as a model on disk would come.
  const graph = g.build();
  const made = makeModel({graph, opsets: neededOpset(graph)});
  const model = decodeModel(encodeModel(writeSignature(made, signature)));
  return {model, signature};
}
