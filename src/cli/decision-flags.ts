// How a model of two classes decides, for the commands that let it be said.
import {Flags} from '@oclif/core';
import {numberFlag} from './flags.js';

export const decisionFlags = () => ({
  threshold: numberFlag({
    summary:
      'Two classes: predict the positive one from this probability on (default: the more probable one); labels: give each (default: 0.5).',
    min: 0,
    max: 1,
  }),
  'positive-class': Flags.string({
    summary: 'Two classes: the one that counts as positive (default: the second).',
    helpValue: 'NAME',
  }),
});
