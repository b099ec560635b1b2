import {defineRecurrentNetwork} from './recurrent-networks.js';

/** @see Hochreiter, Schmidhuber, "Long short-term memory" (Neural Computation 9, 1997) */
export const lstm = defineRecurrentNetwork('lstm', 'Long short-term memory over sequences of tokens or numbers.');
