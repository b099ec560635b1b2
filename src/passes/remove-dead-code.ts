import {definePass} from './define.js';
import {pruneGraph} from './support/prune.js';

/** Nodes and initializers that no output needs. */
export const removeDeadCode = definePass({
  name: 'remove-dead-code',
  summary: 'Takes out nodes and stored tensors that no output needs.',
  purposes: ['training', 'export'],
  run: pruneGraph,
});
