// What `model show` tells: read from the file alone, nothing is run.
import type {Json} from '../core/index.js';
import {extractSubgraph, type Graph, type Model, type Shape, type Tensor} from '../onnx/index.js';
import {hasSignature, readSignature, type ModelSignature} from '../prepare/index.js';

export interface ModelDescription {
  /** Undefined for an ONNX file that was not made by ingot. */
  readonly task?: string;
  readonly architecture?: {readonly name: string; readonly options: Json};
  readonly loss?: string;
  readonly lossOptions?: Readonly<Record<string, number>>;
  readonly target?: {readonly name: string; readonly kind: string; readonly classes?: readonly string[]};
  readonly inputs: readonly InputDescription[];
  readonly outputs: readonly {readonly name: string; readonly dtype: string; readonly shape: Shape | undefined}[];
  readonly parameters: {readonly count: number; readonly tensors: readonly ParameterDescription[]};
  readonly stages: readonly {
    readonly id: string;
    readonly transform: string;
    readonly columns: readonly string[];
    readonly tensor?: string;
  }[];
  readonly nodeCount: number;
  readonly opsets: Readonly<Record<string, number>>;
  readonly irVersion: number;
  readonly producer: string;
  readonly parents: Readonly<Record<string, string>>;
}

interface InputDescription {
  readonly name: string;
  readonly dtype: string;
  readonly shape: Shape | undefined;
  readonly kind?: string;
  readonly required?: boolean;
  readonly range?: readonly [number, number];
}

interface ParameterDescription {
  readonly name: string;
  readonly dtype: string;
  readonly dims: readonly number[];
}

/** @throws IngotError `MODEL_SIGNATURE` when there is a signature that cannot be read */
export function describeModel(model: Model): ModelDescription {
  const signature = hasSignature(model) ? readSignature(model) : undefined;
  const {graph} = model;
  const parameters = parametersOf(graph, signature);
  return {
    ...(signature ? describeSignature(signature) : {}),
    inputs: graph.inputs
      .filter(({name}) => !graph.initializers.has(name))
      .map(({name, dtype, shape}) => {
        const column = signature?.inputs.find((input) => input.name === name);
        const range = column?.range && {range: column.range};
        return {name, dtype, shape, ...(column ? {kind: column.parse.kind, required: column.required, ...range} : {})};
      }),
    outputs: graph.outputs.map(({name, dtype, shape}) => ({name, dtype, shape})),
    parameters: {
      count: parameters.reduce((sum, [, {dims}]) => sum + dims.reduce((product, size) => product * size, 1), 0),
      tensors: parameters.map(([name, {dtype, dims}]) => ({name, dtype, dims})),
    },
    stages: (signature?.stages ?? []).map(({id, transform, columns}) => {
      const tensor = signature?.tensors[id];
      return {id, transform, columns, ...(tensor === undefined ? {} : {tensor})};
    }),
    nodeCount: graph.nodes.length,
    opsets: Object.fromEntries(Object.entries(model.opsets).map(([domain, version]) => [domain || 'ai.onnx', version])),
    irVersion: model.irVersion,
    producer: `${model.producerName} ${model.producerVersion}`.trim(),
    parents: signature?.parents ?? {},
  };
}

function describeSignature({
  task,
  architecture,
  loss,
  lossOptions,
  target,
}: ModelSignature): Pick<ModelDescription, 'task' | 'architecture' | 'loss' | 'lossOptions' | 'target'> {
  const {name, parse, classes} = target;
  return {
    task,
    architecture,
    loss,
    ...(lossOptions ? {lossOptions} : {}),
    target: {name, kind: parse.kind, ...(classes ? {classes} : {})},
  };
}

/** Weights: float tensors of the trained part (of the whole graph where that part is not known), without constants. */
function parametersOf(graph: Graph, signature: ModelSignature | undefined): [string, Tensor][] {
  const trained = signature ? extractSubgraph(graph, signature.entry, [signature.logits]) : graph;
  return [...trained.initializers].filter(
    ([name, {dtype}]) =>
      ['float32', 'float64', 'float16', 'bfloat16'].includes(dtype) && !/(?:^|[^A-Za-z0-9])const_\d+$/.test(name),
  );
}
