// The list of metrics, apart from index.ts so that files of this folder can use it without a cycle.
import {Registry} from '../core/index.js';
import type {MetricDefinition} from './define.js';
import {accuracy} from './metrics/accuracy.js';
import {balancedAccuracy} from './metrics/balanced-accuracy.js';
import {bitsPerByte} from './metrics/bits-per-byte.js';
import {bitsPerCharacter} from './metrics/bits-per-character.js';
import {brier} from './metrics/brier.js';
import {ece} from './metrics/ece.js';
import {explainedVariance} from './metrics/explained-variance.js';
import {f1} from './metrics/f1.js';
import {f1Macro} from './metrics/f1-macro.js';
import {f1Micro} from './metrics/f1-micro.js';
import {f1Weighted} from './metrics/f1-weighted.js';
import {hammingLoss} from './metrics/hamming-loss.js';
import {jaccardSamples} from './metrics/jaccard-samples.js';
import {labelsF1Macro} from './metrics/labels-f1-macro.js';
import {labelsF1Micro} from './metrics/labels-f1-micro.js';
import {labelsF1Samples} from './metrics/labels-f1-samples.js';
import {labelsPrAuc} from './metrics/labels-pr-auc.js';
import {labelsRankingPrecision} from './metrics/labels-ranking-precision.js';
import {labelsRocAuc} from './metrics/labels-roc-auc.js';
import {logLoss} from './metrics/log-loss.js';
import {mae} from './metrics/mae.js';
import {mape} from './metrics/mape.js';
import {maxError} from './metrics/max-error.js';
import {mcc} from './metrics/mcc.js';
import {medianAbsoluteError} from './metrics/median-absolute-error.js';
import {perplexity} from './metrics/perplexity.js';
import {prAuc} from './metrics/pr-auc.js';
import {precision} from './metrics/precision.js';
import {precisionMacro} from './metrics/precision-macro.js';
import {precisionMicro} from './metrics/precision-micro.js';
import {precisionWeighted} from './metrics/precision-weighted.js';
import {r2} from './metrics/r2.js';
import {recall} from './metrics/recall.js';
import {recallMacro} from './metrics/recall-macro.js';
import {recallMicro} from './metrics/recall-micro.js';
import {recallWeighted} from './metrics/recall-weighted.js';
import {rmse} from './metrics/rmse.js';
import {rocAuc} from './metrics/roc-auc.js';
import {subsetAccuracy} from './metrics/subset-accuracy.js';
import {tokenAccuracy} from './metrics/token-accuracy.js';
import {top3Accuracy} from './metrics/top-3-accuracy.js';
import {top5Accuracy} from './metrics/top-5-accuracy.js';

/** In the order in which reports print them. */
export const metrics = new Registry<MetricDefinition>('metric', [
  accuracy,
  balancedAccuracy,
  precision,
  recall,
  f1,
  mcc,
  rocAuc,
  prAuc,
  logLoss,
  brier,
  ece,
  top3Accuracy,
  top5Accuracy,
  precisionMacro,
  precisionMicro,
  precisionWeighted,
  recallMacro,
  recallMicro,
  recallWeighted,
  f1Macro,
  f1Micro,
  f1Weighted,
  subsetAccuracy,
  hammingLoss,
  labelsF1Micro,
  labelsF1Macro,
  labelsF1Samples,
  jaccardSamples,
  labelsRankingPrecision,
  labelsRocAuc,
  labelsPrAuc,
  perplexity,
  tokenAccuracy,
  bitsPerCharacter,
  bitsPerByte,
  rmse,
  mae,
  medianAbsoluteError,
  maxError,
  mape,
  r2,
  explainedVariance,
]);
