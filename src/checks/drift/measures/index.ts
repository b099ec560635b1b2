import {Registry} from '../../../core/index.js';
import {chiSquare} from './chi-square.js';
import {jensenShannon} from './jensen-shannon.js';
import {kolmogorovSmirnov} from './kolmogorov-smirnov.js';
import {missingShare} from './missing-share.js';
import {populationStability} from './population-stability.js';
import {wasserstein} from './wasserstein.js';

export const measures = new Registry('measure of drift', [
  kolmogorovSmirnov,
  chiSquare,
  populationStability,
  wasserstein,
  jensenShannon,
  missingShare,
]);
