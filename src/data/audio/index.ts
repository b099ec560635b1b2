export {audioFormats} from './registry.js';
export {decodeAudio, type NamedAudio} from './decode-audio.js';
export {readClip, type Clip, type ClipOptions} from './clip.js';
export {Resampler} from './resample.js';
