// Inference held against what ONNX's own conformance tests recorded: a model, tensors fed to it, tensors it must give.
import {IngotError} from '../../src/core/index.js';
import {contentOfTensor, dtypeInfo} from '../../src/onnx/index.js';
import type {DType, Graph, Node, Shape, Tensor, Value} from '../../src/onnx/index.js';
import {evaluateDim, findOp, inferGraph, opKey} from '../../src/ops/index.js';

export interface InferenceCase {
  readonly name: string;
  readonly graph: Graph;
  /** One for each input of the graph; without data where only its type matters. Undefined for what is no tensor. */
  readonly inputs: readonly (RecordedTensor | undefined)[];
  readonly outputs: readonly (RecordedTensor | undefined)[];
}

export interface RecordedTensor {
  readonly dtype: DType;
  readonly dims: readonly number[];
  /** Elements, where there are few. */
  readonly data?: Tensor['data'] | undefined;
}

/** `exact`: all there is to know; `open`: true, but with sizes unknown; `wrong`; `refused`: inference threw. */
export type Verdict = 'exact' | 'open' | 'wrong' | 'refused';

export interface CaseResult {
  /** The op of the one node, or `(several)`. */
  readonly op: string;
  /** Why it was not compared. */
  readonly skipped?: string | undefined;
  readonly concrete?: Verdict | undefined;
  readonly symbolic?: Verdict | undefined;
  /** Elements of outputs worked out and compared with the recorded ones. */
  readonly elements: number;
  readonly problem?: string | undefined;
}

export function runCase(given: InferenceCase): CaseResult {
  const {graph, inputs, outputs} = given;
  const [only, ...others] = graph.nodes;
  const op = only && others.length === 0 ? opKey(only) : '(several)';
  const missing = missingOps(graph.nodes);
  if (missing.length > 0) return {op, elements: 0, skipped: `no rule for ${missing.join(', ')}`};
  if ([...inputs, ...outputs].includes(undefined)) return {op, elements: 0, skipped: 'values that are no tensors'};
  const concrete = judge(
    given,
    bind(given, () => false),
  );
  const symbolic = judge(given, bind(given, isLoose));
  const problem = concrete.problem ?? (symbolic.problem === undefined ? undefined : `symbolic: ${symbolic.problem}`);
  return {op, concrete: concrete.verdict, symbolic: symbolic.verdict, elements: concrete.elements, problem};
}

function missingOps(nodes: readonly Node[]): string[] {
  const missing = nodes.filter((node) => !findOp(node)).map((node) => opKey(node));
  return [...new Set(missing)];
}

/** Whether the input's first axis is made a symbol and its content unknown: data, not sizes or axes. */
function isLoose({dtype, dims}: RecordedTensor, index: number): boolean {
  return dims.length > 0 && (index === 0 || dtype.startsWith('float') || dtype === 'bfloat16');
}

/** The graph with recorded dims and, for inputs that are not loose, content. Equal first sizes share a symbol. */
function bind({graph, inputs}: InferenceCase, loose: (input: RecordedTensor, index: number) => boolean): Graph {
  const initializers = new Map(graph.initializers);
  const bound: Value[] = [];
  for (const [index, {name}] of graph.inputs.entries()) {
    const input = inputs[index];
    if (!input) continue;
    const {dtype, dims, data} = input;
    const isOpen = loose(input, index);
    if (!isOpen && data) initializers.set(name, {dtype, dims, data});
    else bound.push({name, dtype, shape: isOpen ? [`n${String(dims[0])}`, ...dims.slice(1)] : dims});
  }
  // What the file declares of inner values would be help: inference is to find it itself.
  return {...graph, inputs: bound, initializers, values: new Map(), outputs: graph.outputs.map(untyped)};
}

const untyped = (value: Value): Value => ({...value, kind: 'untyped'});

function judge(
  {graph, outputs}: InferenceCase,
  bound: Graph,
): {readonly verdict: Verdict; readonly elements: number; readonly problem?: string} {
  let elements = 0;
  let isOpen = false;
  try {
    const types = inferGraph(bound);
    for (const [index, {name}] of graph.outputs.entries()) {
      const expected = outputs[index];
      const value = types.find(name);
      if (!expected || !value) return {verdict: 'wrong', elements, problem: `nothing inferred for '${name}'`};
      if (value.dtype !== expected.dtype)
        return {verdict: 'wrong', elements, problem: `'${name}' is ${expected.dtype}, inferred ${value.dtype}`};
      const fit = compareShape(value.shape, expected.dims);
      if (fit === 'wrong')
        return {
          verdict: fit,
          elements,
          problem: `'${name}' is [${expected.dims.join()}], inferred [${value.shape?.join() ?? '…'}]`,
        };
      isOpen ||= fit === 'open';
      const content = types.contentOf(value);
      const recorded = expected.data && contentOfTensor({...expected, data: expected.data});
      for (const [at, element] of (content ?? []).entries()) {
        const known = evaluateDim(element, sizeOfSymbol);
        if (known === undefined || !recorded) continue;
        elements += 1;
        if (!isSame(known, Number(recorded[at]), expected.dtype))
          return {
            verdict: 'wrong',
            elements,
            problem: `'${name}'[${String(at)}] is ${String(recorded[at])}, inferred ${String(known)}`,
          };
      }
    }
  } catch (error) {
    if (!(error instanceof IngotError)) throw error;
    return {verdict: 'refused', elements, problem: error.message};
  }
  return {verdict: isOpen ? 'open' : 'exact', elements};
}

/** NumPy recorded these; a float may differ from it in the last place (powers, square roots). */
function isSame(a: number, b: number, dtype: DType): boolean {
  return a === b || (dtype.startsWith('float') && Math.abs(a - b) <= 1e-6 * Math.abs(b));
}

const sizeOfSymbol = (symbol: string): number | undefined =>
  /^n\d+$/.test(symbol) ? Number(symbol.slice(1)) : undefined;

function compareShape(shape: Shape | undefined, dims: readonly number[]): 'exact' | 'open' | 'wrong' {
  if (!shape) return 'open';
  if (shape.length !== dims.length) return 'wrong';
  const sizes = shape.map((dim) => evaluateDim(dim, sizeOfSymbol));
  if (sizes.some((size, axis) => size !== undefined && size !== dims[axis])) return 'wrong';
  return sizes.includes(undefined) ? 'open' : 'exact';
}

/** The part of a tensor that a fixture keeps. */
export function recordedTensor({dtype, dims, data}: Tensor, mostElements: number): RecordedTensor {
  const isKept = data.length <= mostElements && (dtype === 'string' || dtypeInfo(dtype).array !== undefined);
  return {dtype, dims, ...(isKept ? {data} : {})};
}
