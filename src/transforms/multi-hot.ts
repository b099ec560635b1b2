import {LABEL_DELIMITER, splitLabels, type Stage} from '../data/index.js';
import {defineTransform} from './define.js';
import {transformError} from './errors.js';

/** All numbers of a row that has a label which was not seen when fitted. */
export const UNKNOWN_LABEL = -1;

export interface LabelsState {
  /** In sorted order; a place in this list is a place in the row. */
  readonly labels: readonly string[];
  readonly delimiter: string;
}

/**
 * Sets of labels as zeros and ones: string `[N, 1]`, canonical texts, → float32 `[N, labels]`. A row whose text is missing
 * is NaN throughout, one with an unknown label −1. Option: `delimiter`.
 */
export const multiHot = defineTransform<LabelsState>({
  name: 'multi-hot',
  version: 1,
  summary: 'Sets of labels as zeros and ones (for targets).',
  takes: ['utf8'],
  gives: 'float32',
  fillsMissing: false,
  options: {delimiter: LABEL_DELIMITER},
  fit: ([column], {delimiter}) => {
    const texts = [...(column?.statistics.frequencies.keys() ?? [])].map(String);
    const labelDelimiter = typeof delimiter === 'string' ? delimiter : LABEL_DELIMITER;
    const labels = [...new Set(texts.flatMap((text) => splitLabels(text, {labelDelimiter})))].sort();
    if (labels.length < 2)
      throw transformError(
        'TRANSFORM_NO_VALUES',
        `Target '${column?.name ?? ''}' has ${labels[0] === undefined ? 'no label' : `one label only, '${labels[0]}'`}; ` +
          'expected at least two.',
        {hints: ['For one label that is there or not: import the column as a category.']},
      );
    return {labels, delimiter: labelDelimiter};
  },
  shapeOf: (_columns, {labels}) => [labels.length],
  outputs: (columns) => columns,
  build(g, x, {labels, delimiter}) {
    const count = labels.length;
    const rows = g.gather(g.op('Shape', [x]), g.ints([0]), 0);
    const [parts] = g.ops('StringSplit', [x], {delimiter}, {outputCount: 2});
    if (!parts) throw new TypeError('StringSplit gives parts');
    // Two columns more than labels: of padding, and of labels that are not known. Equal writes do not disturb each other.
    const places = g.op(
      'LabelEncoder',
      [g.op('Squeeze', [parts, g.ints([1])])],
      {
        keys_strings: ['', ...labels],
        values_int64s: [count, ...labels.map((_, index) => index)],
        default_int64: count + 1,
      },
      {domain: 'ai.onnx.ml'},
    );
    const zeros = g.op('Expand', [g.scalar(0), g.concat([rows, g.ints([count + 2])], 0)]);
    const ones = g.op('Expand', [g.scalar(1), g.op('Shape', [places])]);
    const marks = g.op('ScatterElements', [zeros, places, ones], {axis: 1});
    const [known, , unknown] = g.ops('Split', [marks, g.ints([count, 1, 1])], {axis: 1}, {outputCount: 3});
    const missing = g.op(
      'LabelEncoder',
      [x],
      {keys_strings: [''], values_floats: {type: 'floats', value: [NaN]}, default_float: {type: 'float', value: 0}},
      {domain: 'ai.onnx.ml'},
    );
    if (!known || !unknown) throw new TypeError('Split gives three parts');
    return g.add(g.sub(g.mul(known, g.sub(g.scalar(1), unknown)), unknown), missing);
  },
});

/** What a stage that makes labels into numbers learned; undefined for any other stage. */
export function labelsOfStage(stage: Stage): LabelsState | undefined {
  return stage.transform === multiHot.name ? (stage.state as unknown as LabelsState) : undefined;
}
