import type {Graph} from '../onnx/index.js';
import {defineOp} from './define.js';
import type {NodeSpec, ValueType} from './define.js';
import {opError} from './errors.js';
import {inferOutputs} from './infer-graph.js';
import {graphAttribute} from './support/attributes.js';
import {fixed} from './support/samples.js';
import {unifyTypes} from './support/unify-types.js';

/**
 * One of two subgraphs. What both branches agree on is known of the outputs; of a known condition, its branch alone.
 *
 * No gradient: a pass puts the branch in the place of an If whose condition is known (src/passes/fold-if.ts).
 * @see ONNX Operators, If-16
 */
export const ifOp = defineOp({
  name: 'If',
  infer: (context) => {
    const {node} = context;
    const condition = context.content(context.inputs[0])?.[0];
    const taken = branchOf(node, condition);
    const [first = [], second = first] = (taken ? [taken] : branchesOf(node)).map((branch) =>
      inferOutputs(branch, context),
    );
    return Array.from({length: node.outputCount}, (_, index) => {
      const [a, b] = [first[index], second[index]];
      if (!a || !b) throw opError('OP_INVALID', `A branch of If has no typed output ${String(index)}.`);
      return taken ? a : unifyTypes(a, b, 'If');
    });
  },
  samples: [
    {
      name: 'open condition',
      inputs: [{shape: [], dtype: 'bool'}],
      attributes: {then_branch: constantBranch([1, 2, 3]), else_branch: constantBranch([4, 5, 6])},
    },
    {
      name: 'known condition',
      inputs: [fixed([0], 'bool', [])],
      attributes: {then_branch: constantBranch([1, 2, 3]), else_branch: constantBranch([4, 5, 6])},
    },
  ],
});

/** The branch that is taken where the condition is known. */
export function branchOf(node: Pick<NodeSpec, 'attributes' | 'opType'>, condition: unknown): Graph | undefined {
  if (condition !== 0 && condition !== 1) return undefined;
  return branchesOf(node)[condition === 1 ? 0 : 1];
}

const branchesOf = (node: Pick<NodeSpec, 'attributes' | 'opType'>): readonly [Graph, Graph] => [
  graphAttribute(node, 'then_branch'),
  graphAttribute(node, 'else_branch'),
];

function constantBranch(values: readonly number[]) {
  const type: ValueType = {dtype: 'int64', shape: [values.length]};
  const name = `of_${values.join('_')}`;
  const graph: Graph = {
    name,
    inputs: [],
    outputs: [{name, ...type}],
    nodes: [
      {
        opType: 'Constant',
        domain: '',
        name: '',
        inputs: [],
        outputs: [name],
        attributes: {value_ints: {type: 'ints', value: values}},
      },
    ],
    initializers: new Map(),
    values: new Map(),
  };
  return {type: 'graph', value: graph} as const;
}
