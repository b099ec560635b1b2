// The flags of `data clean`, by what they repair.
import {Flags} from '@oclif/core';
import {listFlag, numberFlag, pairsFlag, sizeFlag} from './flags.js';

/** Values: `--replace --trim --merge-spelling` */
export const repairFlags = () => ({
  replace: pairsFlag(
    "Make a value another one (nothing after '=': missing); => between them if one has an '='.",
    'COL:OLD=NEW',
  ),
  trim: Flags.boolean({summary: 'Take blanks at the ends of texts away, and make runs of blanks one.'}),
  'merge-spelling': Flags.boolean({
    summary: 'Make categories that differ in case and blanks only one: the most frequent spelling.',
  }),
});

/** Rows and columns left out. */
export const dropFlags = () => ({
  'drop-duplicates': Flags.boolean({summary: 'Drop rows equal in every column to an earlier one.'}),
  memory: sizeFlag({
    summary: 'Memory for finding duplicates; what is beyond goes to disk, in --work-dir (default: 256M).',
    dependsOn: ['drop-duplicates'],
  }),
  'drop-missing': listFlag("Drop rows without a value in these columns; 'any' or 'target'.", {helpValue: 'COL'}),
  'drop-missing-rows': Flags.string({
    summary: 'Drop rows in which more than this share of the features is missing.',
    helpValue: 'X%',
  }),
  'drop-missing-columns': Flags.string({
    summary: 'Drop features missing in more than this share of the rows.',
    helpValue: 'X%',
  }),
  'drop-constant': Flags.boolean({summary: 'Drop features that are the same in every row.'}),
  'drop-id-like': Flags.boolean({summary: 'Drop features that are another in every row, as identifiers are.'}),
});

/** Missing cells: `--impute --columns --flag-missing` */
export const imputeFlags = () => ({
  impute: pairsFlag(
    'Fill missing cells with median, mean, mode or constant=VALUE; for one column COL=HOW, COL=constant:VALUE.',
    '[COL=]HOW',
  ),
  columns: listFlag('Columns that an --impute without COL fills (default: every feature that it suits).', {
    helpValue: 'COL',
  }),
  'flag-missing': Flags.boolean({summary: 'Add a column that says where a number was missing.'}),
});

/** Outliers: `--outliers` and what goes with it. */
export const outlierFlags = () => ({
  outliers: Flags.option({
    summary: 'Look for outliers: beyond 1.5 interquartile ranges from the quartiles, or 3 deviations from the mean.',
    options: ['iqr', 'zscore'] as const,
  })(),
  'outlier-action': Flags.option({
    summary: 'Set them to the bound, drop their rows, or mark them in a column (default: clip).',
    options: ['clip', 'drop', 'flag'] as const,
    dependsOn: ['outliers'],
  })(),
  'outlier-factor': numberFlag({
    summary: 'Another factor than 1.5 or 3.',
    min: 0,
    above: true,
    dependsOn: ['outliers'],
  }),
  'outlier-columns': listFlag('Columns to look in (default: every numeric feature).', {helpValue: 'COL'}),
});
