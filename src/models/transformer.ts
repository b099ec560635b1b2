import {BLOCKS, defineTransformer} from './transformer-blocks.js';

/** @see Vaswani et al., "Attention is all you need" (arXiv:1706.03762) */
export const transformer = defineTransformer({
  name: 'transformer',
  summary: 'Attention in both directions over sequences of tokens or numbers.',
  causal: false,
  defaults: BLOCKS,
});
