import {defineTransform} from './define.js';
import {transformError} from './errors.js';
import {numberOption} from './options.js';

interface TokenState {
  /** Ids are 0 … size − 1. */
  readonly sizes: readonly number[];
}

/**
 * Tensors of token ids as they are: uint8 or int32 `[N, ...shape]` → int32 of the same shape. How many ids there are is
 * the greatest one of the training rows plus 1, or the option `size`; what reads rows refuses others.
 */
export const tokenIds = defineTransform<TokenState>({
  name: 'token-ids',
  version: 1,
  summary: 'Whole numbers that name tokens, unchanged.',
  takes: [],
  takesTensors: ['uint8', 'int32'],
  gives: 'int32',
  fillsMissing: false,
  choosableFor: ['tensor'],
  argument: 'size',
  options: {size: null},
  fit: (columns, options) => {
    const given = options['size'] ?? null;
    const size = given === null ? undefined : numberOption(options, 'size', 1, 2 ** 31 - 1);
    return {
      sizes: columns.map(({name, statistics}) => {
        const {min, max, count} = statistics.elements?.all ?? {min: 0, max: 0, count: 0};
        if (count === 0)
          throw transformError('TRANSFORM_NO_VALUES', `Column '${name}' has no token ids to learn from.`);
        if (min < 0 || (size !== undefined && max >= size))
          throw transformError(
            'TRANSFORM_OPTION',
            `Column '${name}' holds ${String(min < 0 ? min : max)}, but token ids are from 0` +
              (size === undefined ? '.' : ` to ${String(size - 1)}.`),
            {hints: [`For numbers that are quantities: --transform ${name}=standardize.`]},
          );
        return size ?? max + 1;
      }),
    };
  },
  outputs: (columns) => columns,
  codeCounts: ({sizes}) => sizes,
  build: (g, x) => g.cast(x, 'int32'),
});
