import {Registry} from '../../../core/index.js';
import {distinct} from './distinct.js';
import {kind} from './kind.js';
import {maxAge} from './max-age.js';
import {maxLength} from './max-length.js';
import {max} from './max.js';
import {mean} from './mean.js';
import {minLength} from './min-length.js';
import {min} from './min.js';
import {missingShare} from './missing-share.js';
import {missing} from './missing.js';
import {pattern} from './pattern.js';
import {quantiles} from './quantiles.js';
import {references} from './references.js';
import {shares} from './shares.js';
import {std} from './std.js';
import {unique} from './unique.js';
import {values} from './values.js';
import {whole} from './whole.js';

export const columnChecks = new Registry('check', [
  kind,
  missing,
  min,
  max,
  whole,
  values,
  unique,
  references,
  minLength,
  maxLength,
  pattern,
  missingShare,
  mean,
  std,
  quantiles,
  distinct,
  shares,
  maxAge,
]);
