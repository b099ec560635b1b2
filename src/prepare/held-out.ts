// Rows held out for validation and test must not shape what is fitted.
import type {SplitName} from '../data/index.js';
import {prepareError} from './errors.js';

/** @throws IngotError `FIT_ON_HELD_OUT` unless forced */
export function refuseFitOnHeldOut(
  {schema, name}: {readonly name: string; readonly schema: {readonly metadata: {readonly split?: SplitName}}},
  verb: string,
  isForced: boolean,
): void {
  const {split} = schema.metadata;
  if (isForced || split === undefined || split === 'train') return;
  throw prepareError(
    'FIT_ON_HELD_OUT',
    `${name} is marked as ${split} rows: fitting on them would let them shape the model they are to judge.`,
    {
      hints: [
        `Apply what was fitted on the training rows: ingot data normalize ROWS --like TRAIN -o OUT.`,
        'A model takes raw rows as they are: eval, predict and serve prepare them.',
        `Or fit all the same: ingot data ${verb} … --force-fit.`,
      ],
    },
  );
}
