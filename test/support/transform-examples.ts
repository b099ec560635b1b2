// A worked example of every transform, for the contract tests.
import type {Json} from '../../src/core/index.js';
import type {Kind} from '../../src/data/index.js';

export type Cell = number | string | null;

export interface Example {
  readonly kind: Kind;
  /** Column by column: the rows fitted on. */
  readonly fitted: Readonly<Record<string, readonly Cell[]>>;
  readonly options?: Readonly<Record<string, Json>>;
  /** Values its way back is tried at; default −1e6 to 1e6. */
  readonly domain?: readonly [number, number];
  /** Rows it is applied to; a column each. */
  readonly rows: readonly (readonly Cell[])[];
  /** What comes out, row by row, computed by hand or by the formula in place; null is NaN or "". */
  readonly expected: readonly (readonly Cell[])[];
}

const DEVIATION = Math.sqrt(2 / 3);
export const EXAMPLES: Readonly<Record<string, Example>> = {
  impute: {
    kind: 'numeric',
    fitted: {a: [1, 2, 9, null], b: [5, null, null, 7]},
    rows: [
      [4, null, null],
      [null, 8, null],
    ],
    expected: [
      [4, 6],
      [2, 8],
      [2, 6],
    ],
  },
  'impute-text': {
    kind: 'category',
    fitted: {a: ['x', 'y', 'y', null], b: ['u', 'v', null, null]},
    rows: [
      ['x', null, 'new'],
      [null, 'w', null],
    ],
    expected: [
      ['x', 'u'],
      ['y', 'w'],
      ['new', 'u'],
    ],
  },
  respell: {
    kind: 'category',
    fitted: {a: ['Oslo', 'oslo', 'Oslo', ' Bergen', 'n.a.'], b: ['a  b', 'a b', 'A B', 'a b', null]},
    options: {
      rules: {
        a: [
          ['n.a.', ''],
          ['Olso', 'oslo'],
        ],
      },
      trim: true,
      fold: true,
    },
    rows: [
      ['oslo', 'Olso', ' Bergen', 'n.a.', 'OSLO', null],
      ['A B', 'a  b', 'new', 'a b', ' a b', null],
    ],
    expected: [
      ['Oslo', 'a b'],
      ['Oslo', 'a b'],
      ['Bergen', 'new'],
      [null, 'a b'],
      // Not seen when it was fitted: as it is.
      ['OSLO', ' a b'],
      [null, null],
    ],
  },
  revalue: {
    kind: 'numeric',
    fitted: {a: [1], b: [1], c: [1]},
    options: {
      rules: {
        a: [
          [0, null],
          [1, 2],
          [2, 1],
        ],
        c: [[-1, 7]],
      },
    },
    rows: [
      [0, 1, 2, null],
      [0, 1, 2, null],
      [-1, 1, 2, null],
    ],
    expected: [
      [null, 0, 7],
      [2, 1, 1],
      [1, 2, 2],
      [null, null, null],
    ],
  },
  'clip-outliers': {
    kind: 'numeric',
    // Quartiles 1 and 3, fences −2 and 6; 10 and 30, fences −20 and 60.
    fitted: {a: [0, 1, 2, 3, 4], b: [0, 10, 20, 30, 40]},
    options: {method: 'iqr', factor: 1.5},
    rows: [
      [-5, 6, 9, null],
      [61, -20, 10, 0],
    ],
    expected: [
      [-2, 60],
      [6, -20],
      [6, 10],
      [null, 0],
    ],
  },
  'outlier-flag': {
    kind: 'numeric',
    // Means 2 and 0, deviations √2 and 1.
    fitted: {a: [0, 1, 2, 3, 4], b: [-1, 1, -1, 1, null]},
    options: {method: 'zscore', factor: 2},
    rows: [
      [4.8, 4.9, -0.9, null],
      [2, 2.1, -2.1, 0],
    ],
    expected: [
      [0, 0],
      [1, 1],
      [1, 1],
      [0, 0],
    ],
  },
  'missing-flag': {
    kind: 'numeric',
    fitted: {a: [1, null], b: [1, 2]},
    rows: [
      [1, null, 3],
      [null, null, 0],
    ],
    expected: [
      [0, 1],
      [1, 1],
      [0, 0],
    ],
  },
  clip: {
    kind: 'numeric',
    fitted: {a: [0, 1, 2, 3, 4], b: [0, 10, 20, 30, 40]},
    options: {quantile: 0.25},
    rows: [
      [-5, 2, 9, null],
      [15, 99, 10, 0],
    ],
    expected: [
      [1, 15],
      [2, 30],
      [3, 10],
      [null, 10],
    ],
  },
  standardize: {
    kind: 'numeric',
    fitted: {a: [1, 2, 3], b: [7, 7, 7]},
    rows: [
      [2, 3, null],
      [7, 8, 7],
    ],
    expected: [
      [0, 0],
      [1 / DEVIATION, 1],
      [null, 0],
    ],
  },
  'min-max': {
    kind: 'numeric',
    fitted: {a: [1, 3, 2], b: [7, 7, 7]},
    rows: [
      [1, 3, 5, null],
      [7, 8, 7, 7],
    ],
    expected: [
      [0, 0],
      [1, 1],
      [2, 0],
      [null, 0],
    ],
  },
  robust: {
    kind: 'numeric',
    fitted: {a: [0, 1, 2, 3, 400, null], b: [7, 7, 7]},
    rows: [
      [2, 3, 400, null],
      [7, 8, 7, 7],
    ],
    // Quartiles 1 and 3.
    expected: [
      [0, 0],
      [0.5, 1],
      [199, 0],
      [null, 0],
    ],
  },
  quantile: {
    kind: 'numeric',
    fitted: {a: [1, 2, 3, 4, 5, null], b: [0, 0, 0, 8, 9], c: [7, 7, 7]},
    rows: [
      [1, 2, 3, 3.5, 6, null],
      [-1, 0, 8, 9, 1e-9, 8],
      [7, 8, 7, 7, 7, null],
    ],
    // Probability 1/4 is at -0.6745 deviations; 1e-7, the least, at -5.1993. Of b the half is 0: just above it begins 0.
    expected: [
      [-5.1993376, -5.1993376, 0],
      [-0.6744898, -5.1993376, 0],
      [0, 0.6744898, 0],
      [0.3372449, 5.1993376, 0],
      [5.1993376, 0, 0],
      [null, 0.6744898, null],
    ],
  },
  log1p: {
    kind: 'numeric',
    fitted: {a: [0, 1, null], b: [-0.5, 3, 4]},
    domain: [-0.999, 1e6],
    rows: [
      [0, Math.E - 1, 1e-12, -7, null],
      [-0.5, 3, -0.9, -1, -0.25],
    ],
    expected: [
      [0, Math.log(0.5)],
      [1, Math.log(4)],
      [1e-12, Math.log(0.5)],
      [0, Math.log(0.5)],
      [null, Math.log(0.75)],
    ],
  },
  'datetime-parts': {
    kind: 'datetime',
    fitted: {a: [0, null], b: [1]},
    rows: [
      [0, -1, null],
      [951_825_600, 951_782_400, 0], // 2000-02-29, 12:00 and 0:00
    ],
    expected: [
      [1970, 1, 3, 0, 1, 2000, 2, 1, 0, -1],
      [1969, 12, 2, Math.sin((-2 * Math.PI) / 86400), Math.cos((2 * Math.PI) / 86400), 2000, 2, 1, 0, 1],
      [null, null, null, null, null, 1970, 1, 3, 0, 1],
    ],
  },
  'as-float': {
    kind: 'boolean',
    fitted: {a: [0, 1], b: [1, null]},
    rows: [
      [1, 0, null],
      [0, 1, 1],
    ],
    expected: [
      [1, 0],
      [0, 1],
      [null, 1],
    ],
  },
  vocabulary: {
    kind: 'category',
    fitted: {a: ['red', 'blue', 'red', null], b: ['2', '10', '2', '2']},
    rows: [
      ['blue', 'red', 'green', null],
      ['10', '2', null, '02'],
    ],
    expected: [
      [2, 2],
      [3, 3],
      [0, 1],
      [1, 0],
    ],
  },
  classes: {
    kind: 'category',
    fitted: {a: ['10', '9', '10', null]},
    rows: [['9', '10', '11', null]],
    expected: [[0], [1], [-1], [-1]],
  },
};
