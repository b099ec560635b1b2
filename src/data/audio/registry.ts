import {Registry} from '../../core/index.js';
import {flac} from './flac.js';
import {mp3} from './mp3.js';
import {oggVorbis} from './ogg-vorbis.js';
import {wav} from './wav.js';

export const audioFormats = new Registry('audio format', [wav, flac, oggVorbis, mp3]);
