import {defineRecurrentNetwork} from './recurrent-networks.js';

/** @see Cho et al., "Learning phrase representations using RNN encoder-decoder" (arXiv:1406.1078) */
export const gru = defineRecurrentNetwork('gru', 'Gated recurrent units over sequences of tokens or numbers.');
