// Types of every value of a whole graph: for the bodies of If, Loop and Scan, and for passes over graphs that may hold
// ops nobody here knows.
import {IngotError} from '../core/index.js';
import type {Graph, InferredType, KnownValues, Node, Value} from '../onnx/index.js';
import {contentOfTensor, tensorOfContent} from '../onnx/index.js';
import {constantTensor} from './constant.js';
import type {Content, InferContext, Tensor} from './define.js';
import {findOp, inferNode} from './infer.js';

export interface InferGraphOptions {
  /** Types of the graph's inputs where they are known better than the graph says, by name. */
  readonly inputs?: ReadonlyMap<string, InferredType>;
  /** What the graphs around it know. */
  readonly around?: KnownValues;
  /** Initializers whose numbers may change: their content is not taken for known. */
  readonly variables?: ReadonlySet<string>;
  /** Values of ops that cannot be typed are left out instead of being an error. */
  readonly isTolerant?: boolean;
}

/**
 * Infers a graph node by node. For an op without a rule what the graph itself declares is taken.
 *
 * @throws IngotError what inference throws, unless `isTolerant`
 */
export function inferGraph(graph: Graph, options: InferGraphOptions = {}): KnownValues {
  const types = new GraphTypes(graph, options);
  for (const node of graph.nodes) types.add(node);
  return types;
}

class GraphTypes implements KnownValues {
  private readonly values = new Map<string, Value>();
  private readonly contents = new Map<string, Content>();
  private readonly tensors = new Map<string, Tensor>();

  constructor(
    private readonly graph: Graph,
    private readonly options: InferGraphOptions,
  ) {
    for (const input of graph.inputs) {
      const given = options.inputs?.get(input.name);
      // Of sequences and other values that are no tensors nothing is known.
      if (given ?? input.kind === undefined) this.set(input.name, given ?? this.named(input));
    }
    for (const [name, tensor] of graph.initializers) {
      this.values.set(name, {name, dtype: tensor.dtype, shape: tensor.dims});
      if (options.variables?.has(name) !== true) this.tensors.set(name, tensor);
    }
  }

  readonly find = (name: string): Value | undefined => this.values.get(name) ?? this.options.around?.find(name);

  readonly constantOf = (value: Value): Tensor | undefined => {
    if (!this.values.has(value.name)) return this.options.around?.constantOf(value);
    const content = this.contents.get(value.name);
    return this.tensors.get(value.name) ?? (content && tensorOfContent(value, content));
  };

  readonly contentOf = (value: Value): Content | undefined => {
    if (!this.values.has(value.name)) return this.options.around?.contentOf(value);
    const tensor = this.tensors.get(value.name);
    return tensor ? contentOfTensor(tensor) : this.contents.get(value.name);
  };

  add(node: Node): void {
    const {isTolerant = false} = this.options;
    try {
      for (const [index, type] of this.infer(node).entries()) {
        const name = node.outputs[index] ?? '';
        if (name !== '') this.set(name, type);
      }
    } catch (error) {
      if (!isTolerant || !(error instanceof IngotError)) throw error;
      for (const name of node.outputs) this.setDeclared(name);
    }
  }

  private infer(node: Node): readonly InferredType[] {
    if (node.domain === '' && node.opType === 'Constant') {
      const [name = ''] = node.outputs;
      const tensor = constantTensor(node);
      this.tensors.set(name, tensor);
      return [{dtype: tensor.dtype, shape: tensor.dims}];
    }
    const declared = node.outputs.map((name) => this.declared(name));
    if (!findOp(node) && declared.every((value) => value !== undefined)) return declared;
    const spec = {...node, outputCount: node.outputs.length};
    const inputs = node.inputs.map((name) => (name === '' ? undefined : this.find(name)));
    return inferNode(spec, inputs, this);
  }

  private set(name: string, {dtype, shape, content}: InferredType): void {
    this.values.set(name, {name, dtype, shape});
    if (content) this.contents.set(name, content);
  }

  /** An input's open sizes get symbols of their own, so that what is copied from them is known to be equal. */
  private named({name, dtype, shape}: Value): InferredType {
    if (this.options.around) return {dtype, shape}; // a body's input may differ each time
    return {dtype, shape: shape?.map((dim, axis) => (dim === '' ? `${name}.${String(axis)}` : dim))};
  }

  private setDeclared(name: string): void {
    const value = this.declared(name);
    if (value) this.values.set(name, value);
  }

  private declared(name: string): Value | undefined {
    const {graph} = this;
    const value = graph.values.get(name) ?? graph.outputs.find((output) => output.name === name);
    return value?.kind === undefined ? value : undefined;
  }
}

/** A subgraph's outputs, given what is known around the node that holds it. */
export function inferOutputs(
  graph: Graph,
  {find, constant, content}: InferContext,
  inputs: readonly InferredType[] = [],
): (InferredType | undefined)[] {
  const given = graph.inputs.flatMap(({name}, index): [string, InferredType][] => {
    const type = inputs[index];
    return type ? [[name, type]] : [];
  });
  const around = {find, constantOf: constant, contentOf: content};
  const types = inferGraph(graph, {inputs: new Map(given), around});
  return graph.outputs.map(({name}) => {
    const value = types.find(name);
    return value && {dtype: value.dtype, shape: value.shape, content: types.contentOf(value)};
  });
}
