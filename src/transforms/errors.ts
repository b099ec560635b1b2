import {defineErrors} from '../core/index.js';

export const transformError = defineErrors({
  TRANSFORM_OPTION: 'usage',
  TRANSFORM_STORAGE: 'invalid',
  TRANSFORM_NO_VALUES: 'invalid',
  TRANSFORM_RANGE: 'invalid',
  STAGE_INVALID: 'invalid',
});
