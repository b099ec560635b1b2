// What `model show` tells: read from the file alone, nothing is run.
import {IngotError, type Json} from '../core/index.js';
import {
  allNodes,
  extractSubgraph,
  formatType,
  typeOf,
  type Graph,
  type Model,
  type Shape,
  type Tensor,
  type Value,
} from '../onnx/index.js';
import {openGraph, stateInitializers} from '../ops/index.js';
import {hasSignature, readSignature, type ModelSignature} from '../prepare/index.js';
import {describeLayers, describeMemory, type LayerDescription, type MemoryDescription} from './describe-layers.js';

export interface ModelDescription {
  /** Undefined for an ONNX file that was not made by ingot. */
  readonly task?: string;
  readonly architecture?: {readonly name: string; readonly options: Json};
  readonly loss?: string;
  readonly lossOptions?: Readonly<Record<string, number>>;
  readonly target?: {readonly name: string; readonly kind: string; readonly classes?: readonly string[]};
  readonly inputs: readonly InputDescription[];
  readonly outputs: readonly ValueDescription[];
  /** What trains. */
  readonly parameters: {readonly count: number; readonly tensors: readonly ParameterDescription[]};
  /** Running statistics of batch normalization: training moves them, but no gradient does. */
  readonly statistics: {readonly count: number; readonly tensors: readonly ParameterDescription[]};
  /** From the prepared row to the logits; of a foreign file the whole graph. */
  readonly layers: readonly LayerDescription[];
  /** For one row; null where a layer's are unknown. */
  readonly flops: number | null;
  readonly memory: MemoryDescription;
  readonly stages: readonly {
    readonly id: string;
    readonly transform: string;
    readonly columns: readonly string[];
    readonly tensor?: string;
  }[];
  readonly nodeCount: number;
  /** How many nodes there are of each operator, those inside other nodes and functions too; most frequent first. */
  readonly operators: Readonly<Record<string, number>>;
  /** Node types that the model itself defines. */
  readonly functions: readonly FunctionDescription[];
  readonly opsets: Readonly<Record<string, number>>;
  readonly irVersion: number;
  readonly producer: string;
  readonly parents: Readonly<Record<string, string>>;
}

interface ValueDescription {
  readonly name: string;
  readonly dtype: string;
  readonly shape: Shape | undefined;
  /** Of a value that is no plain tensor: `sequence(float32[...])`. Its `dtype` and `shape` then say nothing. */
  readonly type?: string;
}

interface FunctionDescription {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly nodeCount: number;
}

interface InputDescription extends ValueDescription {
  readonly kind?: string;
  readonly required?: boolean;
  readonly range?: readonly [number, number];
}

interface ParameterDescription {
  readonly name: string;
  readonly dtype: string;
  readonly dims: readonly number[];
}

export interface DescribeOptions {
  /** Of the memory that training takes. */
  readonly batchSize?: number | undefined;
  readonly optimizer?: string | undefined;
}

/** @throws IngotError `MODEL_SIGNATURE` when there is a signature that cannot be read, `REGISTRY_UNKNOWN` */
export function describeModel(
  model: Model,
  {batchSize = 32, optimizer = 'adam'}: DescribeOptions = {},
): ModelDescription {
  const signature = hasSignature(model) ? readSignature(model) : undefined;
  const {graph} = model;
  const network = signature ? extractSubgraph(graph, signature.entry, [signature.logits]) : withShapes(graph);
  const names = stateInitializers(network);
  const weights = weightsOf(network);
  const parameters = weights.filter(([name]) => !names.includes(name));
  const statistics = weights.filter(([name]) => names.includes(name));
  const trainable = parameters.map(([name]) => name);
  const layers = describeLayers(network, {isOurs: signature !== undefined, parameters: trainable});
  const counts = layers.map(({flops}) => flops);
  return {
    ...(signature ? describeSignature(signature) : {}),
    inputs: describeInputs(graph, signature),
    outputs: graph.outputs.map(describeValue),
    parameters: describeTensors(parameters),
    statistics: describeTensors(statistics),
    layers,
    flops: counts.every((count) => count !== null) ? counts.reduce((sum, count) => sum + count, 0) : null,
    memory: describeMemory(network, {parameters: trainable, statistics: names, batchSize, optimizer}),
    stages: (signature?.stages ?? []).map(({id, transform, columns}) => {
      const tensor = signature?.tensors[id];
      return {id, transform, columns, ...(tensor === undefined ? {} : {tensor})};
    }),
    nodeCount: graph.nodes.length,
    operators: countOperators(model),
    functions: (model.functions ?? []).map(({domain, name, inputs, outputs, nodes}) => ({
      name: domain === '' ? name : `${domain}.${name}`,
      inputs,
      outputs,
      nodeCount: nodes.length,
    })),
    opsets: Object.fromEntries(Object.entries(model.opsets).map(([domain, version]) => [domain || 'ai.onnx', version])),
    irVersion: model.irVersion,
    producer: `${model.producerName} ${model.producerVersion}`.trim(),
    parents: signature?.parents ?? {},
  };
}

/** Another's graph with the shapes its file may leave out; as it is where an operator is unknown to ingot. */
function withShapes(graph: Graph): Graph {
  try {
    const {values} = openGraph(graph).build();
    return {...graph, values: new Map([...values, ...graph.values])};
  } catch (error) {
    if (error instanceof IngotError) return graph;
    throw error;
  }
}

function describeInputs(graph: Graph, signature: ModelSignature | undefined): InputDescription[] {
  return graph.inputs
    .filter(({name}) => !graph.initializers.has(name))
    .map((value) => {
      const column = signature?.inputs.find((input) => input.name === value.name);
      const range = column?.range && {range: column.range};
      return {
        ...describeValue(value),
        ...(column ? {kind: column.parse.kind, required: column.required, ...range} : {}),
      };
    });
}

function describeValue(value: Value): ValueDescription {
  const {name, dtype, shape, kind} = value;
  return {name, dtype, shape, ...(kind === undefined ? {} : {type: formatType(typeOf(value))})};
}

function countOperators(model: Model): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  const all = [model.graph, ...(model.functions ?? [])].flatMap(({nodes}) => allNodes(nodes));
  for (const {domain, opType} of all) {
    const name = domain === '' ? opType : `${domain}.${opType}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)));
}

function describeTensors(tensors: readonly [string, Tensor][]): ModelDescription['parameters'] {
  return {
    count: tensors.reduce((sum, [, {dims}]) => sum + dims.reduce((product, size) => product * size, 1), 0),
    tensors: tensors.map(([name, {dtype, dims}]) => ({name, dtype, dims})),
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

/** Float tensors of the trained part (of the whole graph where that part is not known), without constants. */
function weightsOf(network: Graph): [string, Tensor][] {
  return [...network.initializers].filter(
    ([name, {dtype}]) =>
      ['float32', 'float64', 'float16', 'bfloat16'].includes(dtype) && !/(?:^|[^A-Za-z0-9])const_\d+$/.test(name),
  );
}
