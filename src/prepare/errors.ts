import {defineErrors} from '../core/index.js';

export const prepareError = defineErrors({
  MODEL_UNSIGNED: 'invalid',
  MODEL_SIGNATURE: 'invalid',
  MODEL_NOT_FOUND: 'notFound',
  STAGE_MISMATCH: 'invalid',
  COLUMN_MISSING: 'invalid',
  KIND_MISMATCH: 'invalid',
  TARGET_MISSING: 'invalid',
  UNKNOWN_CLASS: 'invalid',
  NOT_PREPARED: 'invalid',
  ALREADY_PREPARED: 'invalid',
  NO_FEATURES: 'invalid',
  NO_ROWS: 'invalid',
  FIT_ON_HELD_OUT: 'invalid',
  AUGMENT_HELD_OUT: 'invalid',
  SPLIT_FITTED: 'invalid',
  SPLIT_TOO_SMALL: 'invalid',
  SPLIT_GROUP_TOO_LARGE: 'invalid',
  SPLIT_TIME_MISSING: 'invalid',
  SPLIT_RATIOS: 'usage',
  PREPARE_OPTION: 'usage',
});
