import {Registry} from '../core/index.js';
import {asFloat} from './as-float.js';
import {classes} from './classes.js';
import {clip} from './clip.js';
import {clipOutliers} from './clip-outliers.js';
import {datetimeParts} from './datetime-parts.js';
import {imputeText} from './impute-text.js';
import {impute} from './impute.js';
import {logMel} from './log-mel.js';
import {log1p} from './log1p.js';
import {minMax} from './min-max.js';
import {missingFlag} from './missing-flag.js';
import {multiHot} from './multi-hot.js';
import {oneHot} from './one-hot.js';
import {outlierFlag} from './outlier-flag.js';
import {quantile} from './quantile.js';
import {respell} from './respell.js';
import {revalue} from './revalue.js';
import {robust} from './robust.js';
import {standardize} from './standardize.js';
import {tokenIds} from './token-ids.js';
import {vocabulary} from './vocabulary.js';
import {words} from './words.js';

export const transforms = new Registry('transform', [
  impute,
  imputeText,
  missingFlag,
  respell,
  revalue,
  clip,
  clipOutliers,
  outlierFlag,
  log1p,
  datetimeParts,
  standardize,
  minMax,
  robust,
  quantile,
  asFloat,
  vocabulary,
  tokenIds,
  words,
  logMel,
  classes,
  oneHot,
  multiHot,
]);
