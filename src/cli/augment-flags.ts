// What `data augment` is told, and its examples.
import {Flags} from '@oclif/core';
import {numberFlag, seedFlag} from './flags.js';

/** Names and options as text, because help must not load the layer of the registry; test/contract/row-augmentations.test.ts keeps them in step. */
export const AUGMENTATIONS = `Names with their options and defaults:
flip: probability 0.5.
flip-vertical: probability 0.5.
crop: padding 4.
resized-crop: least 0.08, most 1, ratio 1.333.
rotate: degrees 15, probability 1.
brightness: strength 0.2.
contrast: strength 0.2.
saturation: strength 0.2.
hue: strength 0.05.
blur: sigma 1, probability 0.5.
noise: sigma 8.
erase: least 0.02, most 0.33, ratio 3.3, probability 0.5.
randaugment: count 2, magnitude 9.
gain: decibels 6.
polarity: probability 0.5.
snr: least 10, most 30, probability 0.5.
shift: share 0.1.
speed: change 0.1.
tempo: change 0.1.
spec-augment: count 2, time 0.1, pitch 0.2.
jitter: sigma 0.05.
scale: sigma 0.1.
magnitude-warp: sigma 0.2, knots 4.
time-warp: sigma 0.2, knots 4.
window-slice: share 0.9.
permutation: pieces 4.
mixup: alpha 0.2.
cutmix: alpha 1.`;

export const augmentFlags = () => ({
  jitter: numberFlag({summary: "Noise on numbers of copies, in each column's deviation (default: 0).", min: 0}),
  copies: Flags.integer({summary: 'Copies of every row (default: 1 with --jitter, else 0).', min: 0, helpValue: 'N'}),
  balance: Flags.boolean({summary: 'Repeat rows of rarer classes.', exclusive: ['smote', 'undersample']}),
  smote: Flags.boolean({summary: 'Add rows between neighbours of rarer classes.', exclusive: ['undersample']}),
  undersample: Flags.boolean({summary: 'Leave rows of commoner classes out.'}),
  ratio: numberFlag({
    summary: 'Rows of a rarer class for one of the commonest (default: 1).',
    min: 0,
    above: true,
    max: 1,
  }),
  neighbours: Flags.integer({summary: 'Nearest rows --smote chooses from (default: 5).', min: 1, helpValue: 'K'}),
  mixup: numberFlag({summary: 'Mix every row with another, by weights from Beta(X, X).', min: 0, above: true}),
  with: Flags.string({
    summary:
      'Change images, sound or series, in order: flip, crop:padding=4, rotate:degrees=15, mixup …; see the description.',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'NAME[:KEY=X,…]',
  }),
  'on-the-fly': Flags.boolean({summary: 'Add no rows: training makes the changes of --with, anew in every epoch.'}),
  seed: seedFlag(),
  'work-dir': Flags.string({summary: 'Folder for temporary files.', helpValue: 'DIR'}),
});

export const augmentExamples = [
  {
    description: 'A copy of every row with noise of a hundredth of each deviation',
    command: '<%= config.bin %> data augment train.arrow --jitter 0.01 --copies 1 --seed 7 -o more.arrow',
  },
  {
    description: 'Make all classes equally frequent by repeating rows of the rarer',
    command: '<%= config.bin %> data augment passengers.arrow --balance -o balanced.arrow',
  },
  {
    description: 'The same by new rows, each between a row and one of its 3 nearest of the class, up to 9 rows for 10',
    command: '<%= config.bin %> data augment passengers.arrow --smote --neighbours 3 --ratio 0.9 -o balanced.arrow',
  },
  {
    description: 'Leave rows of the commoner class out',
    command: '<%= config.bin %> data augment passengers.arrow --undersample -o fewer.arrow',
  },
  {
    description: 'A mixture of every row with another, the targets mixed as well: classes become shares of classes',
    command: '<%= config.bin %> data augment passengers.arrow --mixup 0.2 -o mixed.arrow',
  },
  {
    description: 'Images: let training flip and shift them, otherwise in every epoch',
    command:
      '<%= config.bin %> data augment photos.arrow --with flip --with crop:padding=2 --on-the-fly -o changing.arrow',
  },
  {
    description: 'Images: write a turned copy of each',
    command: '<%= config.bin %> data augment photos-raw.arrow --with rotate:degrees=10 --copies 1 -o more.arrow',
  },
  {
    description: 'A copy of every clip with noise, at another tempo',
    command:
      '<%= config.bin %> data augment clips.arrow --with snr:least=15 --with tempo:change=0.2 --copies 1 -o more.arrow',
  },
];
