// What packs files. Adding one is one file here and one line in the list.
import {Registry} from '../../core/index.js';
import type {Packing} from './define.js';
import {gzip} from './gzip.js';
import {tar} from './tar.js';
import {zip} from './zip.js';
import {zstd} from './zstd.js';

export const PACKINGS = new Registry<Packing>('packing', [gzip, tar, zip, zstd]);

export type {Member, Packing} from './define.js';
