import {definePass} from './define.js';
import {bypassNodes} from './support/bypass.js';
import {usesOf} from './support/uses.js';

/** Dropout is the identity outside training; one whose mask is read stays. */
export const removeDropout = definePass({
  name: 'remove-dropout',
  summary: 'Takes out Dropout, which does nothing outside training.',
  purposes: ['export'],
  run: (graph, context) => {
    const uses = usesOf(graph, context);
    return bypassNodes(graph, context, ({opType, domain, inputs, outputs: [, mask = '']}) => {
      const isMaskRead = mask !== '' && (uses.isKept(mask) || uses.readers(mask).length > 0);
      return opType === 'Dropout' && domain === '' && !isMaskRead ? inputs[0] : undefined;
    });
  },
});
