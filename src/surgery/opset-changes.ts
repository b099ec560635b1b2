// How nodes of older opsets say what those of opset 18 say: mostly attributes that became inputs. Ops that are not listed
// mean the same since opset 7, or only take more.
import type {Attribute, Node, Tensor} from '../onnx/index.js';

/** What a change may ask for. */
export interface ChangeContext {
  /** Stores a tensor beside the node, and gives its name. */
  readonly store: (suffix: string, tensor: Tensor) => string;
}

interface Change {
  /** The opset in which the form after it came. */
  readonly since: number;
  readonly ops: readonly string[];
  readonly change: (node: Node, context: ChangeContext) => readonly Node[];
}

const ints = (values: readonly number[]): Tensor => ({
  dtype: 'int64',
  dims: [values.length],
  data: BigInt64Array.from(values, BigInt),
});
const scalar = (value: number): Tensor => ({dtype: 'float32', dims: [], data: Float32Array.of(value)});

function numbersOf(attribute: Attribute | undefined): number[] | undefined {
  return attribute?.type === 'ints' || attribute?.type === 'floats' ? attribute.value.map(Number) : undefined;
}

function numberOf(attribute: Attribute | undefined): number | undefined {
  return attribute?.type === 'int' || attribute?.type === 'float' ? Number(attribute.value) : undefined;
}

function without({attributes}: Node, ...names: readonly string[]): Node['attributes'] {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !names.includes(name)));
}

/** A list of whole numbers, stored, becomes the input at `place`. */
function listToInput(attribute: string, place: number): Change['change'] {
  return (node, {store}) => {
    const values = numbersOf(node.attributes[attribute]);
    if (!values) return [node];
    return [withInput({...node, attributes: without(node, attribute)}, place, store(attribute, ints(values)))];
  };
}

function withInput(node: Node, place: number, name: string): Node {
  const inputs = [...node.inputs];
  while (inputs.length < place) inputs.push('');
  inputs[place] = name;
  return {...node, inputs};
}

/** Numbers of float32, stored, become inputs; those absent stay so. */
function scalarsToInputs(attributes: readonly string[]): Change['change'] {
  return (node, {store}) => {
    const plain = {...node, attributes: without(node, ...attributes)};
    return [
      attributes.reduce((next, name, index) => {
        const value = numberOf(node.attributes[name]);
        return value === undefined ? next : withInput(next, index + 1, store(`${name}/const_0`, scalar(value)));
      }, plain),
    ];
  };
}

/** It was over all axes from `axis` (1) on, taken as one. */
const softmax: Change['change'] = (node) => {
  const axis = numberOf(node.attributes['axis']) ?? 1;
  const [x = ''] = node.inputs;
  const [y = ''] = node.outputs;
  const last = {type: 'int', value: -1} as const;
  if (axis === -1) return [{...node, attributes: {...node.attributes, axis: last}}];
  const step = (part: string, opType: string, inputs: readonly string[], attributes: Node['attributes']): Node => ({
    ...{opType, domain: '', name: `${node.name}/${part}`, inputs, attributes},
    outputs: [part === 'back' ? y : `${y}/${part}`],
  });
  return [
    step('sizes', 'Shape', [x], {}),
    step('flat', 'Flatten', [x], {axis: {type: 'int', value: axis}}),
    step('scores', node.opType, [`${y}/flat`], {axis: last}),
    step('back', 'Reshape', [`${y}/scores`, `${y}/sizes`], {}),
  ];
};

const slice: Change['change'] = (node, {store}) => {
  const [starts, ends, axes] = ['starts', 'ends', 'axes'].map((name) => numbersOf(node.attributes[name]));
  if (!starts || !ends) return [node];
  const inputs = [node.inputs[0] ?? '', store('starts', ints(starts)), store('ends', ints(ends))];
  const all = axes ? [...inputs, store('axes', ints(axes))] : inputs;
  return [{...node, inputs: all, attributes: without(node, 'starts', 'ends', 'axes')}];
};

const pad: Change['change'] = (node, {store}) => {
  const pads = numbersOf(node.attributes['pads']);
  if (!pads) return [node];
  const value = store('value/const_0', scalar(numberOf(node.attributes['value']) ?? 0));
  const inputs = [node.inputs[0] ?? '', store('pads', ints(pads)), value];
  return [{...node, inputs, attributes: without(node, 'pads', 'value')}];
};

const topK: Change['change'] = (node, {store}) => {
  const k = numberOf(node.attributes['k']);
  return k === undefined ? [node] : [withInput({...node, attributes: without(node, 'k')}, 1, store('k', ints([k])))];
};

const drop =
  (...names: readonly string[]): Change['change'] =>
  (node) => [{...node, attributes: without(node, ...names)}];

/** In the order of the opsets. */
export const opsetChanges: readonly Change[] = [
  {since: 9, ops: ['BatchNormalization'], change: drop('spatial')},
  {since: 10, ops: ['Slice'], change: slice},
  {since: 10, ops: ['TopK'], change: topK},
  {since: 11, ops: ['Clip'], change: scalarsToInputs(['min', 'max'])},
  {since: 11, ops: ['Pad'], change: pad},
  {since: 12, ops: ['Dropout'], change: scalarsToInputs(['ratio'])},
  {since: 13, ops: ['Squeeze', 'Unsqueeze', 'ReduceSum'], change: listToInput('axes', 1)},
  {since: 13, ops: ['Split'], change: listToInput('split', 1)},
  {since: 13, ops: ['Softmax', 'LogSoftmax', 'Hardmax'], change: softmax},
  {
    since: 18,
    ops: ['L1', 'L2', 'LogSum', 'LogSumExp', 'Max', 'Mean', 'Min', 'Prod', 'SumSquare'].map((name) => `Reduce${name}`),
    change: listToInput('axes', 1),
  },
  {
    since: 18,
    ops: ['Split'],
    change: (node) =>
      node.inputs.length > 1
        ? [node]
        : [{...node, attributes: {...node.attributes, num_outputs: {type: 'int', value: node.outputs.length}}}],
  },
];

/** Ops whose older forms need more than that. */
export const UNCHANGED_BELOW: Readonly<Record<string, number>> = {
  Upsample: 99,
  Resize: 11,
  Scan: 9,
  Loop: 11,
  Scatter: 99,
};
