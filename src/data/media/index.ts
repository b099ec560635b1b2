export {decodeMediaText} from './media-text.js';
export {openMedia} from './open-media.js';
export {mediaKinds} from './registry.js';
export type {MediaSettings} from './define.js';
