import {Registry} from '../../core/index.js';
import {binaryCrossEntropy} from './binary-cross-entropy.js';
import {binaryFocal} from './binary-focal.js';
import {crossEntropy} from './cross-entropy.js';
import {focal} from './focal.js';
import {halfSquaredError} from './half-squared-error.js';
import {huber} from './huber.js';
import {logCosh} from './log-cosh.js';
import {mae} from './mae.js';
import {mse} from './mse.js';
import {multilabelCrossEntropy} from './multilabel-cross-entropy.js';
import {nextToken} from './next-token.js';
import {poisson} from './poisson.js';
import {quantile} from './quantile.js';

export const losses = new Registry('loss', [
  mse,
  halfSquaredError,
  mae,
  huber,
  logCosh,
  quantile,
  poisson,
  binaryCrossEntropy,
  binaryFocal,
  crossEntropy,
  focal,
  multilabelCrossEntropy,
  nextToken,
]);
