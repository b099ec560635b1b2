import {Registry} from '../../core/index.js';
import {celu} from './celu.js';
import {elu} from './elu.js';
import {geluTanh} from './gelu-tanh.js';
import {gelu} from './gelu.js';
import {hardSigmoid} from './hard-sigmoid.js';
import {hardSwish} from './hard-swish.js';
import {identity} from './identity.js';
import {leakyRelu} from './leaky-relu.js';
import {mish} from './mish.js';
import {prelu} from './prelu.js';
import {relu} from './relu.js';
import {selu} from './selu.js';
import {sigmoid} from './sigmoid.js';
import {silu} from './silu.js';
import {softplus} from './softplus.js';
import {softsign} from './softsign.js';
import {tanh} from './tanh.js';

export const activations = new Registry('activation', [
  identity,
  relu,
  leakyRelu,
  prelu,
  elu,
  celu,
  selu,
  gelu,
  geluTanh,
  silu,
  mish,
  hardSwish,
  softplus,
  softsign,
  sigmoid,
  hardSigmoid,
  tanh,
]);
