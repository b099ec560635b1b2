// Arbitrary models in the form the codec reads, for property tests.
import fc from 'fast-check';
import {
  dtypeInfo,
  entryCount,
  type Attribute,
  type DType,
  type Graph,
  type Model,
  type Node,
  type Tensor,
  type Value,
} from '../../src/onnx/index.js';

const DTYPES: readonly DType[] = [
  ...(['float32', 'float64', 'float16', 'bfloat16', 'int8', 'int16', 'int32', 'int64', 'uint8', 'uint16'] as const),
  ...(['uint32', 'uint64', 'bool', 'string', 'complex64', 'complex128', 'float8e4m3fn', 'int4', 'uint2'] as const),
];

const text = fc.string({unit: 'binary', maxLength: 6});
/** The ends of int64, and integers on both sides of what a double holds exactly. */
const integer = fc
  .oneof(fc.bigInt({min: -(2n ** 63n), max: 2n ** 63n - 1n}), fc.maxSafeInteger().map(BigInt))
  .map((value) => (Number.isSafeInteger(Number(value)) ? Number(value) : value));
const float = fc.float();

const tensor: fc.Arbitrary<Tensor> = fc
  .record({
    dtype: fc.constantFrom(...DTYPES),
    dims: fc.array(fc.nat(3), {maxLength: 3}),
    seed: fc.uint8Array({minLength: 1}),
  })
  .map(({dtype, dims, seed}) => {
    const {array} = dtypeInfo(dtype);
    const count = entryCount(dtype, dims);
    if (!array)
      return {dtype, dims, data: Array.from({length: count}, (_, index) => `é${String(seed[index % seed.length])}`)};
    const bytes = Uint8Array.from(
      {length: count * array.BYTES_PER_ELEMENT},
      (_, index) => seed[index % seed.length] ?? 0,
    );
    return {dtype, dims, data: new array(bytes.buffer)};
  });

const typeOfValue = fc.record({
  dtype: fc.constantFrom(...DTYPES),
  shape: fc.option(fc.array(fc.oneof(fc.nat(), fc.constantFrom('', 'batch', 'n')), {maxLength: 3}), {nil: undefined}),
});

function attribute(graph: fc.Arbitrary<Graph>): fc.Arbitrary<Attribute> {
  return fc.oneof(
    float.map((value): Attribute => ({type: 'float', value})),
    integer.map((value): Attribute => ({type: 'int', value})),
    text.map((value): Attribute => ({type: 'string', value})),
    tensor.map((value): Attribute => ({type: 'tensor', value})),
    fc.array(float).map((value): Attribute => ({type: 'floats', value})),
    fc.array(integer).map((value): Attribute => ({type: 'ints', value})),
    fc.array(text).map((value): Attribute => ({type: 'strings', value})),
    fc.array(tensor, {maxLength: 2}).map((value): Attribute => ({type: 'tensors', value})),
    graph.map((value): Attribute => ({type: 'graph', value})),
    fc.array(graph, {maxLength: 2}).map((value): Attribute => ({type: 'graphs', value})),
  );
}

function nodeOf(graph: fc.Arbitrary<Graph>): fc.Arbitrary<Node> {
  return fc.record({
    opType: text,
    domain: fc.constantFrom('', 'ai.onnx.ml', 'custom'),
    name: text,
    inputs: fc.array(text, {maxLength: 3}),
    outputs: fc.array(text, {maxLength: 3}),
    attributes: fc.dictionary(fc.string({minLength: 1, maxLength: 3}), attribute(graph), {
      maxKeys: 3,
      noNullPrototype: true,
    }),
  });
}

function graphOf(node: fc.Arbitrary<Node>): fc.Arbitrary<Graph> {
  const values = (prefix: string): fc.Arbitrary<Value[]> =>
    fc
      .array(typeOfValue, {maxLength: 2})
      .map((types) => types.map((type, index) => ({name: `${prefix}${String(index)}`, ...type})));
  return fc
    .record({
      name: text,
      inputs: values('in'),
      outputs: values('out'),
      inner: values('value'),
      nodes: fc.array(node, {maxLength: 3}),
      tensors: fc.array(tensor, {maxLength: 3}),
    })
    .map(({name, inputs, outputs, inner, nodes, tensors}) => {
      const initializers = new Map(tensors.map((each, index) => [`w${String(index)}`, each]));
      const ofInitializers = [...initializers].map(([key, {dtype, dims}]): Value => ({name: key, dtype, shape: dims}));
      const all = [...inputs, ...outputs, ...inner, ...ofInitializers];
      return {name, inputs, outputs, nodes, initializers, values: new Map(all.map((value) => [value.name, value]))};
    });
}

export function anyModel(): fc.Arbitrary<Model> {
  const empty: fc.Arbitrary<Graph> = graphOf(
    fc.constant<Node>({opType: 'If', domain: '', name: '', inputs: [], outputs: [], attributes: {}}),
  );
  return fc.record({
    irVersion: fc.integer({min: 3, max: 13}),
    opsets: fc.dictionary(fc.constantFrom('', 'ai.onnx.ml', 'custom'), fc.integer({min: 1, max: 30}), {
      noNullPrototype: true,
    }),
    producerName: text,
    producerVersion: text,
    metadata: fc.dictionary(text, text, {noNullPrototype: true}),
    graph: graphOf(nodeOf(empty)),
  });
}
