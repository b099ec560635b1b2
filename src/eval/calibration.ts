// Are probabilities to be believed? The share that came true among rows given about the same probability.
import {at} from './class-rows.js';
import type {ClassRows} from './define.js';
import {RowSample} from './row-sample.js';

const BIN_COUNT = 10;

export interface CalibrationBin {
  /** Probabilities above `low` (the first bin: from 0 on) up to `high`. */
  readonly low: number;
  readonly high: number;
  /** What its rows count together: their number, where rows have no weights. */
  readonly weight: number;
  /** Mean probability given. */
  readonly confidence: number;
  /** Share of rows for which it came true. */
  readonly share: number;
}

/**
 * Two classes: the probability of the positive class against the share of positive rows. Several: the highest
 * probability against the share of rows rightly predicted. Ten bins of equal width, each with its upper bound, as in
 * scikit-learn's `calibration_curve`.
 *
 * @returns the bins that hold rows of a sample
 */
export function calibrationOf(rows: ClassRows): (sample: RowSample) => CalibrationBin[] {
  const {classes, labels, predicted, probabilities, positive} = rows;
  const width = classes.length;
  const claimed = Int32Array.from(predicted, (index) => (width === 2 ? positive : index));
  const given = Float64Array.from(labels, (_, row) => at(probabilities, row * width + at(claimed, row)));
  const binOf = Uint8Array.from(given, (probability) => {
    let bin = 0;
    while (bin < BIN_COUNT - 1 && probability > edge(bin + 1)) bin += 1;
    return bin;
  });
  return ({weights}) => {
    const weight = new Float64Array(BIN_COUNT);
    const confidence = new Float64Array(BIN_COUNT);
    const hits = new Float64Array(BIN_COUNT);
    for (let row = 0; row < labels.length; row += 1) {
      const bin = binOf[row] ?? 0;
      const counts = weights[row] ?? 0;
      weight[bin] = (weight[bin] ?? 0) + counts;
      confidence[bin] = (confidence[bin] ?? 0) + counts * (given[row] ?? NaN);
      if (labels[row] === claimed[row]) hits[bin] = (hits[bin] ?? 0) + counts;
    }
    return Array.from(weight, (total, bin) => ({
      low: edge(bin),
      high: edge(bin + 1),
      weight: total,
      confidence: at(confidence, bin) / total,
      share: at(hits, bin) / total,
    })).filter((bin) => bin.weight > 0);
  };
}

function edge(bin: number): number {
  return bin / BIN_COUNT;
}

/** The curve of all rows. */
export function calibrationCurve(rows: ClassRows): CalibrationBin[] {
  return calibrationOf(rows)(new RowSample(rows));
}
