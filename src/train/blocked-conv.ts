// Convolutions in the runtime's blocked layout (channels in blocks of 8 or 16 beside each place). The runtime turns
// convolutions to it by itself where their weights are constants; in training they are not, so that the step's graph
// says so: weights and images are laid out anew on the way in, and the result on the way out. Measured a third faster
// and more (bench/cnn-training). Only ever in a training program: no exported file has these ops.
import {type Attribute, encodeModel, type Graph, makeModel, type Node, type Tensor, type Value} from '../onnx/index.js';
import {createSession} from '../runtime/index.js';

const DOMAIN = 'com.microsoft.nchwc';

/** The sizes the runtime knows, as its processors have them. */
const BLOCK_SIZES = [16, 8] as const;

/**
 * Replaces each convolution of images whose channels fill blocks, plain or depthwise, by its blocked form; a Relu that
 * alone reads the result becomes part of it.
 *
 * @param block - channels of a block, see {@link findConvBlock}
 */
export function blockConvolutions(graph: Graph, block: number): Graph {
  return new Blocker(graph, block).run();
}

interface Shapes {
  readonly channels: number;
  readonly filters: number;
  readonly group: number;
  readonly isDepthwise: boolean;
  /** Of the weights, where they are known: of a depthwise weight gradient only the width is. */
  readonly kernel: readonly [number | undefined, number];
}

class Blocker {
  private readonly nodes: Node[] = [];
  private readonly initializers: Map<string, Tensor>;
  private readonly values: Map<string, Value>;
  /** Names of images already laid out, by name. */
  private readonly blocked = new Map<string, string>();
  private readonly readers = new Map<string, Node[]>();
  private readonly dropped = new Set<Node>();

  constructor(
    private readonly graph: Graph,
    private readonly block: number,
  ) {
    this.initializers = new Map(graph.initializers);
    this.values = new Map(graph.values);
    for (const node of graph.nodes)
      for (const name of node.inputs) this.readers.set(name, [...(this.readers.get(name) ?? []), node]);
    // What leaves the graph is read by someone outside.
    for (const {name} of graph.outputs) this.readers.set(name, []);
  }

  run(): Graph {
    for (const node of this.graph.nodes) {
      if (this.dropped.has(node)) continue;
      const shapes = this.shapesOf(node);
      if (shapes) this.replace(node, shapes);
      else this.nodes.push(node);
    }
    return {...this.graph, nodes: this.nodes, initializers: this.initializers, values: this.values};
  }

  private shapesOf({opType, domain, inputs, attributes}: Node): Shapes | undefined {
    if (opType !== 'Conv' || domain !== '') return undefined;
    const [x, weight] = inputs.map((name) => this.graph.values.get(name));
    if (x?.dtype !== 'float32' || x.shape?.length !== 4 || weight?.shape?.length !== 4) return undefined;
    const [, channels] = x.shape;
    const [filters, inner, height, width] = weight.shape;
    const group = attributes['group']?.type === 'int' ? Number(attributes['group'].value) : 1;
    if (typeof channels !== 'number' || typeof filters !== 'number' || typeof width !== 'number') return undefined;
    const isDepthwise = group > 1 && group === channels && channels === filters && inner === 1;
    const isPlain = group === 1 && typeof height === 'number';
    const fits = channels % this.block === 0 && filters % this.block === 0;
    return fits && (isPlain || isDepthwise)
      ? {channels, filters, group, isDepthwise, kernel: [typeof height === 'number' ? height : undefined, width]}
      : undefined;
  }

  private replace(node: Node, shapes: Shapes): void {
    const [x = '', weight = '', ...bias] = node.inputs;
    const [y = ''] = node.outputs;
    const relu = this.onlyRelu(y);
    const convolved = this.add('Conv', [this.layOut(x), this.layOutWeight(weight, shapes), ...bias], {
      attributes: {...defaults(node, shapes), ...node.attributes, ...(relu ? {activation: text('Relu')} : {})},
      name: node.name,
    });
    const output = relu?.outputs[0] ?? y;
    if (relu) this.dropped.add(relu);
    this.add('ReorderOutput', [convolved], {attributes: {channels: int(shapes.filters)}, output});
  }

  /** The Relu that alone reads a value. */
  private onlyRelu(name: string): Node | undefined {
    const [only, ...others] = this.readers.get(name) ?? [];
    return only && others.length === 0 && only.opType === 'Relu' && only.domain === '' ? only : undefined;
  }

  private layOut(name: string): string {
    const known = this.blocked.get(name);
    if (known !== undefined) return known;
    const output = this.add('ReorderInput', [name]);
    this.blocked.set(name, output);
    return output;
  }

  private layOutWeight(name: string, {channels, filters, isDepthwise, kernel: [height, width]}: Shapes): string {
    const {block} = this;
    const reshape = (value: string, dims: readonly number[]): string =>
      this.add('Reshape', [value, this.ints(dims)], {domain: ''});
    if (isDepthwise) {
      const asImage = reshape(name, [1, channels, height ?? -1, width]);
      return reshape(this.add('ReorderInput', [asImage]), [channels, 1, height ?? -1, width]);
    }
    const [rows, columns] = [height ?? -1, width];
    const parts = reshape(name, [filters / block, block, channels / block, block, rows, columns]);
    const perm: Attribute = {type: 'ints', value: [0, 2, 4, 5, 3, 1]};
    const ordered = this.add('Transpose', [parts], {domain: '', attributes: {perm}});
    return reshape(ordered, [filters, channels, rows, columns]);
  }

  private ints(values: readonly number[]): string {
    const name = `blocked/sizes_${values.join('_')}`;
    this.initializers.set(name, {
      dtype: 'int64',
      dims: [values.length],
      data: BigInt64Array.from(values, BigInt),
    });
    return name;
  }

  private add(
    opType: string,
    inputs: readonly string[],
    options: {
      readonly attributes?: Readonly<Record<string, Attribute>>;
      readonly domain?: string;
      readonly name?: string;
      readonly output?: string;
    } = {},
  ): string {
    const name = options.name ?? `blocked/${opType}_${String(this.nodes.length)}`;
    const output = options.output ?? `${name}/blocked`;
    const {domain = DOMAIN, attributes = {}} = options;
    this.nodes.push({opType, domain, name, inputs: [...inputs], outputs: [output], attributes});
    return output;
  }
}

const int = (value: number): Attribute => ({type: 'int', value});
const text = (value: string): Attribute => ({type: 'string', value});

/** What the standard operator leaves out is written down. */
function defaults({attributes}: Node, {group, kernel: [height, width]}: Shapes): Record<string, Attribute> {
  const automatic = attributes['auto_pad']?.type === 'string' && attributes['auto_pad'].value !== 'NOTSET';
  return {
    strides: {type: 'ints', value: [1, 1]},
    dilations: {type: 'ints', value: [1, 1]},
    ...(automatic ? {} : {pads: {type: 'ints', value: [0, 0, 0, 0]}}),
    ...(height === undefined ? {} : {kernel_shape: {type: 'ints', value: [height, width]}}),
    group: int(group),
  };
}

let found: Promise<number | undefined> | undefined;

/**
 * The block size of this machine's runtime: the one with which a small convolution, plain and depthwise, gives what the
 * standard operator gives; undefined where none does.
 */
export function findConvBlock(): Promise<number | undefined> {
  found ??= probe();
  return found;
}

async function probe(): Promise<number | undefined> {
  for (const block of BLOCK_SIZES) if ((await agrees(block, false)) && (await agrees(block, true))) return block;
  return undefined;
}

async function agrees(block: number, isDepthwise: boolean): Promise<boolean> {
  const channels = 2 * block;
  const [x, w] = [
    {name: 'x', dtype: 'float32', shape: [1, channels, 3, 3]},
    {name: 'w', dtype: 'float32', shape: [channels, isDepthwise ? 1 : channels, 2, 2]},
  ] as const;
  const y = {name: 'y', dtype: 'float32', shape: [1, channels, 2, 2]} as const;
  const attributes = {group: int(isDepthwise ? channels : 1)};
  const node = {opType: 'Conv', domain: '', name: 'conv', inputs: ['x', 'w'], outputs: ['y'], attributes};
  const values = new Map<string, Value>([x, w, y].map((value) => [value.name, value]));
  const plain = {name: 'probe', inputs: [x, w], outputs: [y], nodes: [node], initializers: new Map(), values};
  const feeds = {x: numbered(x.shape), w: numbered(w.shape)};
  try {
    const [expected, given] = [await run(plain, feeds), await run(blockConvolutions(plain, block), feeds)];
    // Whole numbers, which no order of summing rounds.
    return expected.length > 0 && expected.every((value, at) => value === given[at]);
  } catch {
    // The runtime has no such ops on this machine: the standard ones are used.
    return false;
  }
}

function numbered(dims: readonly number[]): Tensor {
  const length = dims.reduce((product, size) => product * size, 1);
  return {dtype: 'float32', dims, data: Float32Array.from({length}, (_, at) => ((at * 7) % 11) - 5)};
}

async function run(graph: Graph, feeds: Readonly<Record<string, Tensor>>): Promise<number[]> {
  const session = await createSession(encodeModel(makeModel({graph})), {threads: 1});
  try {
    return Array.from(((await session.run(feeds))['y']?.data ?? []) as Float32Array);
  } finally {
    await session.close();
  }
}
