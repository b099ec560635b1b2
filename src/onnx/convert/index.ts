// Models of older opsets in the words of a later one: training graphs are of opset 18, files are of any.
import {onnxError} from '../errors.js';
import {freshNames} from '../fresh-names.js';
import type {Attribute, Attributes, Graph, Model, ModelFunction, Node, Tensor, Value} from '../types.js';
import {reduce, reduceSum, squeeze} from './attribute-to-input.js';
import {batchNormalizationOutputs, batchNormalizationSpatial} from './batch-normalization.js';
import {clip} from './clip.js';
import {convertNodes, ruleKey, type Scope} from './convert-nodes.js';
import {plainNode, type Conversion} from './define.js';
import {dropoutMask, dropoutRatio} from './dropout.js';
import {pad} from './pad.js';
import {resize} from './resize.js';
import {roiAlign} from './roi-align.js';
import {scan} from './scan.js';
import {scatter} from './scatter.js';
import {slice} from './slice.js';
import {softmax} from './softmax.js';
import {splitCount, splitSizes} from './split.js';
import {topK} from './top-k.js';
import {upsample, upsampleScales} from './upsample.js';

/** All places where a definition between opset 7 and 18 changed what nodes must say. */
export const conversions: readonly Conversion[] = [
  batchNormalizationOutputs,
  batchNormalizationSpatial,
  clip,
  dropoutMask,
  dropoutRatio,
  pad,
  reduce,
  reduceSum,
  resize,
  roiAlign,
  scan,
  scatter,
  slice,
  softmax,
  splitCount,
  splitSizes,
  squeeze,
  topK,
  upsample,
  upsampleScales,
];

const OLDEST = 7;
const NEWEST = 18;
/** Opset 18 came with it; from 4 on initializers need not be inputs. */
const IR_VERSION = 8;

const rules = new Map(conversions.flatMap((rule) => rule.ops.map((op) => [ruleKey(op, rule.to), rule] as const)));

/**
 * The model in opset `to`, computing the same: nodes whose operator changed are rewritten, graphs inside nodes and
 * functions too. Names of values stay. A model that is there already is returned as it is.
 *
 * @param to - opset of the standard domain, at most 18
 * @throws IngotError `MODEL_UNSUPPORTED` for opsets before 7 or a later one than `to`, and naming a node that cannot be
 * expressed
 */
export function convertOpset(model: Model, to: number = NEWEST): Model {
  const from = model.opsets[''];
  if (from === undefined || from === to) return model;
  if (from < OLDEST || to > NEWEST || from > to)
    throw onnxError(
      'MODEL_UNSUPPORTED',
      `Expected a model of an opset from ${String(OLDEST)} to ${String(Math.min(to, NEWEST))}, to bring it to ${String(to)}, got ${String(from)}.`,
    );
  const fresh = freshNames(model.graph, ...(model.functions ?? []));
  const graph = convertGraph(constantsOnly(model), {from, to, rules, fresh, known: () => undefined, title: ''});
  const functions = model.functions?.map((each) => convertFunction(each, to, fresh));
  return {
    ...model,
    irVersion: Math.max(model.irVersion, IR_VERSION),
    opsets: {...model.opsets, '': to},
    graph,
    ...(functions && {functions}),
  };
}

/** Before IR version 4 every initializer was listed as an input too, without being one. */
function constantsOnly({irVersion, graph}: Model): Graph {
  if (irVersion >= 4) return graph;
  return {...graph, inputs: graph.inputs.filter(({name}) => !graph.initializers.has(name))};
}

function convertGraph(graph: Graph, outer: Scope): Graph {
  const own = new Map<string, Value | Tensor>([...graph.values, ...graph.initializers]);
  for (const value of [...graph.outputs, ...graph.inputs]) own.set(value.name, value);
  const known = (name: string): Value | Tensor | undefined => own.get(name) ?? outer.known(name);
  const scope = {...outer, title: `Graph '${graph.name}'`, known};
  const {nodes, constants} = convertNodes(withInner(graph.nodes, scope), scope);
  const added = [...constants].map(([name, {dtype, dims}]): [string, Value] => [name, {name, dtype, shape: dims}]);
  return {
    ...graph,
    nodes,
    initializers: new Map([...graph.initializers, ...constants]),
    values: new Map([...graph.values, ...added]),
  };
}

function withInner(nodes: readonly Node[], scope: Scope): Node[] {
  return nodes.map((node) => {
    const entries = Object.entries<Attribute>(node.attributes);
    if (!entries.some(([, {type}]) => type === 'graph' || type === 'graphs')) return node;
    const attributes: Attributes = Object.fromEntries(
      entries.map(([name, attribute]): [string, Attribute] => {
        if (attribute.type === 'graph') return [name, {...attribute, value: convertGraph(attribute.value, scope)}];
        if (attribute.type !== 'graphs') return [name, attribute];
        return [name, {...attribute, value: attribute.value.map((inner) => convertGraph(inner, scope))}];
      }),
    );
    return {...node, attributes};
  });
}

/** A function has no initializers: its constants are nodes. */
function convertFunction(each: ModelFunction, to: number, fresh: Scope['fresh']): ModelFunction {
  const from = each.opsets[''];
  if (from === undefined || from >= to) return each;
  const scope: Scope = {
    title: `Function '${each.name}'`,
    ...{from, to, rules, fresh},
    known: (name) => each.values.get(name),
  };
  const {nodes, constants} = convertNodes(withInner(each.nodes, scope), scope);
  const stored = [...constants].map(([name, value]) =>
    plainNode('Constant', [], [name], {value: {type: 'tensor', value}}),
  );
  return {...each, opsets: {...each.opsets, '': to}, nodes: [...stored, ...nodes]};
}
