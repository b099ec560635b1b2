import {BLOCKS, defineTransformer} from './transformer-blocks.js';

/** @see Radford et al., "Language models are unsupervised multitask learners" (2019) */
export const gpt = defineTransformer({
  name: 'gpt',
  summary:
    'Causal attention over sequences: each step sees the earlier ones; read off the last (the next token as class).',
  causal: true,
  defaults: {...BLOCKS, width: 128, depth: 4, activation: 'gelu-tanh', sequencePool: 'last'},
});
