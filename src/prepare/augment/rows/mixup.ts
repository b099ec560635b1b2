import {defineRowAugmentation} from './define.js';
import {beta} from '../mixup.js';

/** x = w · own + (1 − w) · partner, w the greater of λ and 1 − λ, λ from Beta(α, α). @see Zhang et al., mixup (2018) */
export const mixup = defineRowAugmentation({
  name: 'mixup',
  summary: 'rows mixed with others, targets with them, by a weight from Beta(alpha, alpha)',
  options: {alpha: {default: 0.2, min: 0, above: true}},
  problem: ({kind, parse}) =>
    kind === 'tensor' && parse.element !== 'int32' ? undefined : 'expects numbers that can be mixed',
  createMix:
    ({alpha = 0.2}) =>
    (cell, partner, random) => {
      const drawn = beta(alpha, random);
      const share = Math.max(drawn, 1 - drawn);
      for (let at = 0; at < cell.length; at += 1) cell[at] = share * (cell[at] ?? 0) + (1 - share) * (partner[at] ?? 0);
      return {cell, share};
    },
});
