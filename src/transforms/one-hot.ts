import type {Stage} from '../data/index.js';
import {defineTransform} from './define.js';
import {numberOption} from './options.js';

interface OneHotState {
  /** How many classes there are. */
  readonly count: number;
}

/**
 * Class indices as shares of the classes: int32 `[N, 1]` → float32 `[N, count]`, 1 for the class and 0 elsewhere. For
 * targets whose labels are mixed; a model does not need it. Option: `count`.
 */
export const oneHot = defineTransform<OneHotState>({
  name: 'one-hot',
  version: 1,
  summary: 'Class indices as shares of the classes (for targets that are mixed).',
  takes: ['int32'],
  gives: 'float32',
  fillsMissing: false,
  learns: () => false,
  options: {count: null},
  fit: (_columns, options) => ({count: numberOption(options, 'count', 2)}),
  shapeOf: (_columns, {count}) => [count],
  outputs: (columns) => columns,
  build: (g, x, {count}) =>
    g.op('OneHot', [g.op('Squeeze', [x, g.ints([1])]), g.scalar(count, 'int32'), g.numbers([0, 1])], {axis: -1}),
});

/** How many shares a stage gives that makes classes into shares; undefined for any other stage. */
export function sharesOfStage(stage: Stage): number | undefined {
  return stage.transform === oneHot.name ? (stage.state as unknown as OneHotState).count : undefined;
}
