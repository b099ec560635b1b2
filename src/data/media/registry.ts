// The kinds of media files. Adding one is one file here and one line in the list.
import {Registry} from '../../core/index.js';
import type {MediaKind} from './define.js';
import {audio} from './audio.js';
import {image} from './image.js';
import {text} from './text.js';

export const mediaKinds = new Registry<MediaKind>('kind of media', [image, audio, text]);
