import {Registry} from '../../core/index.js';
import {ema} from './ema.js';
import {swa} from './swa.js';

export const averages = new Registry('average', [ema, swa]);
