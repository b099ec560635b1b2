import type {Value} from '../onnx/index.js';
import type {OpGraph} from '../ops/index.js';
import {defineTransform} from './define.js';
import {transformError} from './errors.js';
import {choiceOption} from './options.js';

interface ImputeTextState {
  readonly fill: readonly string[];
}

/**
 * Missing texts (`""` in a graph) become a fixed text per column: string `[N, C]` → string `[N, C]`.
 * Options: `strategy` `mode` or `constant`, and `value` for the latter.
 */
export const imputeText = defineTransform<ImputeTextState>({
  name: 'impute-text',
  version: 1,
  summary: 'Missing texts set to the commonest text or a constant.',
  takes: ['utf8'],
  gives: 'utf8',
  fillsMissing: true,
  keepsPresent: true,
  options: {strategy: 'mode', value: null},
  fit: (columns, options) => {
    const strategy = choiceOption(options, 'strategy', ['mode', 'constant']);
    return {
      fill: columns.map(({name, statistics}) => {
        const value = strategy === 'mode' ? statistics.mode() : options['value'];
        if (typeof value === 'string' && value !== '') return value;
        if (typeof value === 'number') return String(value);
        throw strategy === 'mode'
          ? transformError('TRANSFORM_NO_VALUES', `Column '${name}' has no values, so it has no mode to fill in.`)
          : transformError(
              'TRANSFORM_OPTION',
              `Column '${name}' needs a text to fill in, got ${JSON.stringify(value)}.`,
            );
      }),
    };
  },
  outputs: (columns) => columns,
  build: (g, x, {fill}) => g.where(isEmpty(g, x), g.constant('string', [fill.length], fill), x),
});

/** Equal takes no strings at this opset; a label encoder that knows the empty text alone says the same. */
function isEmpty(g: OpGraph, x: Value): Value {
  const code = g.op(
    'LabelEncoder',
    [x],
    {keys_strings: [''], values_int64s: [1], default_int64: 0},
    {domain: 'ai.onnx.ml'},
  );
  return g.cast(code, 'bool');
}
