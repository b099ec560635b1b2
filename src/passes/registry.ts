// All passes, in the order in which one round runs them.
import {Registry} from '../core/index.js';
import {cancelTransposes} from './cancel-transposes.js';
import type {PassDefinition} from './define.js';
import {foldBatchNorm} from './fold-batch-norm.js';
import {foldConstants} from './fold-constants.js';
import {foldIf} from './fold-if.js';
import {foldShapes} from './fold-shapes.js';
import {mergeCommon} from './merge-common.js';
import {poolBeforeRelu} from './pool-before-relu.js';
import {removeDeadCode} from './remove-dead-code.js';
import {removeDropout} from './remove-dropout.js';
import {removeIdentities} from './remove-identities.js';
import {settleTargets} from './settle-targets.js';

export const passes = new Registry<PassDefinition>('pass', [
  removeDropout,
  foldShapes,
  settleTargets,
  foldConstants,
  foldIf,
  removeIdentities,
  mergeCommon,
  cancelTransposes,
  foldBatchNorm,
  poolBeforeRelu,
  removeDeadCode,
]);
