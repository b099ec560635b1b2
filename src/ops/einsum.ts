import {defineOp} from './define.js';
import type {Dim, InferContext, Value, VjpContext} from './define.js';
import {opError} from './errors.js';
import {stringAttribute} from './support/attributes.js';
import {type EinsumTerms, readEinsum, writeEinsum} from './support/einsum.js';
import {elementsOf} from './support/flops.js';
import {requireInput, requireOneDtype} from './support/infer.js';
import {expandLike} from './support/like.js';
import {formatShape} from './support/shapes.js';
import {gradientOf} from './support/unary.js';

/**
 * Sums of products over labelled axes, for any number of operands.
 *
 * The gradient by an operand is the sum of products of dy and the other operands, kept along the operand's own labels; an
 * axis that stands nowhere else was summed, and gets the same number throughout. A label twice in one term (a diagonal) has
 * none.
 * @see ONNX Operators, Einsum-12; NumPy, numpy.einsum
 */
export const einsum = defineOp({
  name: 'Einsum',
  infer: (context) => {
    const values = context.inputs.map((_, index) => requireInput(context, index));
    requireOneDtype(context, values);
    const dtype = requireInput(context, 0).dtype;
    const terms = termsOf(context);
    if (!terms) return [{dtype, shape: undefined}];
    const size = (label: string): Dim =>
      terms.operands.reduce<Dim>((known, labels, operand) => {
        const dim = context.inputs[operand]?.shape?.[labels.indexOf(label)];
        return dim === undefined || (known !== '' && known !== 1) ? known : dim;
      }, '');
    return [{dtype, shape: terms.result.map(size)}];
  },
  vjp: (context) => {
    const {inputs, wants} = context;
    const terms = termsOf(context);
    if (!terms) throw context.refuse('the rank of an operand is unknown');
    if (terms.operands.some((labels) => new Set(labels).size < labels.length))
      throw context.refuse(`a label stands twice in one term of '${stringAttribute(context.node, 'equation', '')}'`);
    return inputs.map((input, index) => (input && wants(index) ? byOperand(context, {terms, index, input}) : null));
  },
  flops: ({inputs, output}) => 2 * Math.max(elementsOf(output), ...inputs.map((dims) => elementsOf(dims ?? []))),
  samples: [
    {name: 'product', inputs: [{shape: [2, 3]}, {shape: [3, 4]}], attributes: {equation: 'ij,jk->ik'}},
    {name: 'batched', inputs: [{shape: [2, 4, 3]}, {shape: [2, 5, 3]}], attributes: {equation: 'bij, bkj -> bik'}},
    {name: 'heads', inputs: [{shape: [2, 3, 2, 2]}, {shape: [2, 3, 2, 2]}], attributes: {equation: 'bqhd,bkhd->bhqk'}},
    {name: 'implied result', inputs: [{shape: [2, 3]}, {shape: [3, 4]}], attributes: {equation: 'ij,jk'}},
    {name: 'ellipsis', inputs: [{shape: [2, 2, 3]}, {shape: [3, 4]}], attributes: {equation: '...ij,jk->...ik'}},
    {name: 'outer', inputs: [{shape: [2]}, {shape: [3]}], attributes: {equation: 'i,j->ij'}},
    {name: 'summed alone', inputs: [{shape: [2, 3]}, {shape: [2]}], attributes: {equation: 'ij,i->i'}},
    {name: 'transposed', inputs: [{shape: [2, 3]}], attributes: {equation: 'ij->ji'}},
    {name: 'sum', inputs: [{shape: [2, 3]}], attributes: {equation: 'ij->'}},
    {
      name: 'three operands',
      inputs: [{shape: [2, 3]}, {shape: [3, 2]}, {shape: [2]}],
      attributes: {equation: 'ij,jk,k->i'},
    },
    {name: 'batch 1', inputs: [{shape: [1, 3]}, {shape: [3, 2]}], attributes: {equation: 'ij,jk->ik'}},
  ],
});

/** @throws IngotError `OP_INVALID` where the equation does not fit the operands; undefined where a rank is unknown */
function termsOf({node, inputs}: Pick<InferContext, 'node' | 'inputs'>): EinsumTerms | undefined {
  const ranks = inputs.map((value) => value?.shape?.length);
  const known = ranks.filter((rank) => rank !== undefined);
  if (known.length < ranks.length) return undefined;
  const equation = stringAttribute(node, 'equation', '');
  const terms = readEinsum(equation, known);
  if (terms) return terms;
  const shapes = inputs.map((value) => formatShape(value?.shape)).join(', ');
  throw opError('OP_INVALID', `Einsum's equation '${equation}' does not fit operands of shapes ${shapes}.`);
}

function byOperand(
  context: VjpContext,
  {terms, index, input}: {readonly terms: EinsumTerms; readonly index: number; readonly input: Value},
): Value {
  const {g, inputs} = context;
  const labels = terms.operands[index] ?? [];
  const others = [...inputs.keys()].filter((at) => at !== index);
  const operands = [terms.result, ...others.map((at) => terms.operands[at] ?? [])];
  const kept = labels.filter((label) => operands.some((term) => term.includes(label)));
  const product = g.op('Einsum', [gradientOf(context), ...others.map((at) => inputs[at])], {
    equation: writeEinsum(operands, kept),
  });
  if (kept.length === labels.length) return product;
  const summed = [...labels.keys()].filter((axis) => !kept.includes(labels[axis] ?? ''));
  return expandLike(g, g.unsqueeze(product, summed), input);
}
