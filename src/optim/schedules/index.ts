import {Registry} from '../../core/index.js';
import {constant} from './constant.js';
import {cosine} from './cosine.js';

export const schedules = new Registry('schedule', [constant, cosine]);
