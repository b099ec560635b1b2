import {Registry} from '../../core/index.js';
import {gelu} from './gelu.js';
import {identity} from './identity.js';
import {relu} from './relu.js';
import {sigmoid} from './sigmoid.js';
import {tanh} from './tanh.js';

export const activations = new Registry('activation', [identity, relu, sigmoid, tanh, gelu]);
