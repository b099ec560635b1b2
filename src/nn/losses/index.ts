import {Registry} from '../../core/index.js';
import {binaryCrossEntropy} from './binary-cross-entropy.js';
import {crossEntropy} from './cross-entropy.js';
import {halfSquaredError} from './half-squared-error.js';
import {mse} from './mse.js';

export const losses = new Registry('loss', [mse, halfSquaredError, binaryCrossEntropy, crossEntropy]);
