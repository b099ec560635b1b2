import {Registry} from '../../core/index.js';
import {constant} from './constant.js';
import {cosineRestarts} from './cosine-restarts.js';
import {cosine} from './cosine.js';
import {exponential} from './exponential.js';
import {linear} from './linear.js';
import {oneCycle} from './one-cycle.js';
import {polynomial} from './polynomial.js';
import {reduceOnPlateau} from './reduce-on-plateau.js';
import {step} from './step.js';

export const schedules = new Registry('schedule', [
  constant,
  step,
  exponential,
  linear,
  polynomial,
  cosine,
  cosineRestarts,
  oneCycle,
  reduceOnPlateau,
]);
