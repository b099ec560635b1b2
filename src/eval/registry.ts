// The list of metrics, apart from index.ts so that files of this folder can use it without a cycle.
import {Registry} from '../core/index.js';
import {accuracy} from './metrics/accuracy.js';
import {f1} from './metrics/f1.js';
import {logLoss} from './metrics/log-loss.js';
import {mae} from './metrics/mae.js';
import {precision} from './metrics/precision.js';
import {r2} from './metrics/r2.js';
import {recall} from './metrics/recall.js';
import {rmse} from './metrics/rmse.js';
import {rocAuc} from './metrics/roc-auc.js';

/** In the order in which reports print them. */
export const metrics = new Registry('metric', [accuracy, precision, recall, f1, rocAuc, logLoss, rmse, mae, r2]);
