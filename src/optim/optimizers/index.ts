import {Registry} from '../../core/index.js';
import {adadelta} from './adadelta.js';
import {adafactor} from './adafactor.js';
import {adagrad} from './adagrad.js';
import {adam} from './adam.js';
import {adamw} from './adamw.js';
import {lamb} from './lamb.js';
import {lion} from './lion.js';
import {muon} from './muon.js';
import {nadam} from './nadam.js';
import {radam} from './radam.js';
import {rmsprop} from './rmsprop.js';
import {sgd} from './sgd.js';

export const optimizers = new Registry('optimizer', [
  sgd,
  adam,
  adamw,
  nadam,
  radam,
  rmsprop,
  adagrad,
  adadelta,
  adafactor,
  lion,
  lamb,
  muon,
]);
