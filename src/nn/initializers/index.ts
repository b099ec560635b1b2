import {Registry} from '../../core/index.js';
import {constant} from './constant.js';
import {glorotNormal} from './glorot-normal.js';
import {glorotUniform} from './glorot-uniform.js';
import {heNormal} from './he-normal.js';
import {heUniform} from './he-uniform.js';
import {lecunNormal} from './lecun-normal.js';
import {lecunUniform} from './lecun-uniform.js';
import {normal} from './normal.js';
import {orthogonal} from './orthogonal.js';
import {truncatedNormal} from './truncated-normal.js';
import {uniform} from './uniform.js';
import {zeros} from './zeros.js';

export const initializers = new Registry('initializer', [
  glorotUniform,
  glorotNormal,
  heUniform,
  heNormal,
  lecunUniform,
  lecunNormal,
  orthogonal,
  uniform,
  normal,
  truncatedNormal,
  zeros,
  constant,
]);
