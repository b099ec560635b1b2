// What the augmentations of sound share: one channel of samples, full scale ±1, that keeps its length.
import type {RowAugmentation} from './define.js';

/** For raw clips: after log-mel there are no samples any more. */
export const soundProblem: RowAugmentation['problem'] = ({kind, shape, parse}) =>
  kind === 'tensor' && shape?.length === 1 && parse.sampleRate !== undefined
    ? undefined
    : 'expects clips of sound as they were imported';
