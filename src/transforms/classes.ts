import {compareText} from '../core/index.js';
import type {Stage} from '../data/index.js';
import type {Value} from '../onnx/index.js';
import type {OpGraph} from '../ops/index.js';
import {defineTransform} from './define.js';
import {transformError} from './errors.js';

/** Index given to a label that is missing or was not seen when fitted. */
export const UNKNOWN_CLASS = -1;

export interface ClassesState {
  /** The labels' texts, in order; a class index is a position in this list. */
  readonly classes: readonly string[];
  /** Every class is the text of an integer: they are in numeric order, and a model's label output is int64. */
  readonly integers: boolean;
}

const INTEGER = /^(0|-?[1-9]\d{0,14})$/;

/**
 * A target's labels as class indices: string or float64 `[N, 1]` → int32 `[N, 1]`; −1 for a label that is missing or
 * unknown. Classes are sorted: by number where all are integers, else by code unit.
 */
export const classes = defineTransform<ClassesState>({
  name: 'classes',
  version: 1,
  summary: 'Labels as class indices (for targets).',
  takes: ['utf8', 'float64'],
  gives: 'int32',
  fillsMissing: true,
  options: {},
  fit: ([column]) => {
    const labels = [...(column?.statistics.frequencies.keys() ?? [])].map(String).filter((label) => label !== '');
    if (labels.length === 0)
      throw transformError(
        'TRANSFORM_NO_VALUES',
        `Target '${column?.name ?? ''}' has no labels to learn classes from.`,
      );
    const integers = labels.every((label) => INTEGER.test(label));
    return {
      classes: labels.sort((a, b) => (integers ? Number(a) - Number(b) : compareText(a, b))),
      integers,
    };
  },
  outputs: (columns) => columns,
  build: (g, x, state) => g.cast(x.dtype === 'string' ? encodeTexts(g, x, state) : encodeNumbers(g, x, state), 'int32'),
});

/** What a classes stage learned; undefined for any other stage. */
export function classesOf(stage: Stage): ClassesState | undefined {
  return stage.transform === classes.name ? (stage.state as unknown as ClassesState) : undefined;
}

function encodeTexts(g: OpGraph, x: Value, {classes: labels}: ClassesState): Value {
  return g.op(
    'LabelEncoder',
    [x],
    {keys_strings: [...labels], values_int64s: labels.map((_, index) => index), default_int64: UNKNOWN_CLASS},
    {domain: 'ai.onnx.ml'},
  );
}

/** Σ over classes of (index + 1) where x equals the class, minus 1: no class gives −1. */
function encodeNumbers(g: OpGraph, x: Value, {classes: labels}: ClassesState): Value {
  const matches = g.cast(g.equal(x, g.numbers(labels.map(Number), 'float64')), 'float64');
  const weighted = g.mul(
    matches,
    g.numbers(
      labels.map((_, index) => index + 1),
      'float64',
    ),
  );
  return g.shift(g.reduceSum(weighted, [1], true), -1);
}
