import {Registry} from '../../core/index.js';
import {adam} from './adam.js';
import {adamw} from './adamw.js';
import {sgd} from './sgd.js';

export const optimizers = new Registry('optimizer', [sgd, adam, adamw]);
