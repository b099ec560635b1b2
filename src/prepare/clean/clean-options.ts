// What the command line says, checked and typed.
import {parseShare} from '../../data/index.js';
import type {FenceMethod} from '../../transforms/index.js';
import type {CleanOptions} from '../clean.js';
import {prepareError} from '../errors.js';
import {parseImputation} from './imputation.js';
import type {OutlierAction} from './outliers.js';

export interface CleanWords {
  readonly replace?: readonly string[] | undefined;
  readonly trim?: boolean | undefined;
  readonly 'merge-spelling'?: boolean | undefined;
  readonly 'drop-duplicates'?: boolean | undefined;
  readonly 'drop-missing'?: readonly string[] | undefined;
  /** Shares: `50%` or `0.5`. */
  readonly 'drop-missing-rows'?: string | undefined;
  readonly 'drop-missing-columns'?: string | undefined;
  readonly 'drop-constant'?: boolean | undefined;
  readonly 'drop-id-like'?: boolean | undefined;
  readonly impute?: readonly string[] | undefined;
  readonly columns?: readonly string[] | undefined;
  readonly 'flag-missing'?: boolean | undefined;
  readonly outliers?: FenceMethod | undefined;
  readonly 'outlier-action'?: OutlierAction | undefined;
  readonly 'outlier-factor'?: number | undefined;
  readonly 'outlier-columns'?: readonly string[] | undefined;
}

const share = (text: string | undefined): number | undefined => (text === undefined ? undefined : parseShare(text));

/** Options without those that are off. @throws IngotError `PREPARE_OPTION`, `DATA_OPTION` */
export function toCleanOptions(words: CleanWords): CleanOptions {
  const {outliers: method, 'outlier-factor': factor, 'outlier-columns': columns} = words;
  if (method === undefined && columns !== undefined)
    throw prepareError('PREPARE_OPTION', '--outlier-columns does nothing without --outliers.');
  const options: CleanOptions = {
    replace: words.replace,
    trim: words.trim,
    mergeSpelling: words['merge-spelling'],
    dropDuplicates: words['drop-duplicates'],
    dropMissing: words['drop-missing'],
    dropMissingRows: share(words['drop-missing-rows']),
    dropMissingColumns: share(words['drop-missing-columns']),
    dropConstant: words['drop-constant'],
    dropIdLike: words['drop-id-like'],
    impute: words.impute?.map(parseImputation),
    columns: words.columns,
    flagMissing: words['flag-missing'],
    outliers: method && {method, action: words['outlier-action'] ?? 'clip', factor, columns},
  };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined && value !== false));
}
