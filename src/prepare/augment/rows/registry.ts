// The augmentations of rows. Adding one is one file here and one line in the list.
import {Registry} from '../../../core/index.js';
import {blur} from './blur.js';
import {brightness} from './brightness.js';
import {contrast} from './contrast.js';
import {crop} from './crop.js';
import {cutmix} from './cutmix.js';
import type {RowAugmentation} from './define.js';
import {erase} from './erase.js';
import {flipVertical} from './flip-vertical.js';
import {flip} from './flip.js';
import {gain} from './gain.js';
import {hue} from './hue.js';
import {jitter} from './jitter.js';
import {magnitudeWarp} from './magnitude-warp.js';
import {mixup} from './mixup.js';
import {noise} from './noise.js';
import {permutation} from './permutation.js';
import {polarity} from './polarity.js';
import {randaugment} from './randaugment.js';
import {resizedCrop} from './resized-crop.js';
import {rotate} from './rotate.js';
import {saturation} from './saturation.js';
import {scale} from './scale.js';
import {shift} from './shift.js';
import {snr} from './snr.js';
import {specAugment} from './spec-augment.js';
import {speed} from './speed.js';
import {tempo} from './tempo.js';
import {timeWarp} from './time-warp.js';
import {windowSlice} from './window-slice.js';

export const rowAugmentations = new Registry<RowAugmentation>('augmentation', [
  flip,
  flipVertical,
  crop,
  resizedCrop,
  rotate,
  brightness,
  contrast,
  saturation,
  hue,
  blur,
  noise,
  erase,
  randaugment,
  gain,
  polarity,
  snr,
  shift,
  speed,
  tempo,
  specAugment,
  jitter,
  scale,
  magnitudeWarp,
  timeWarp,
  windowSlice,
  permutation,
  mixup,
  cutmix,
]);
