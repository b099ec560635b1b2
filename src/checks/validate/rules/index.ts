import {Registry} from '../../../core/index.js';
import {kind} from './kind.js';
import {max} from './max.js';
import {maxLength} from './max-length.js';
import {min} from './min.js';
import {minLength} from './min-length.js';
import {missing} from './missing.js';
import {pattern} from './pattern.js';
import {unique} from './unique.js';
import {values} from './values.js';

export const columnChecks = new Registry('check', [
  kind,
  missing,
  min,
  max,
  values,
  unique,
  minLength,
  maxLength,
  pattern,
]);
