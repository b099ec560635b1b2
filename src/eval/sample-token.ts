// Which token comes next, drawn from logits: deterministic, given the random number.
export interface SampleOptions {
  /** Logits are divided by it; 0: the most probable token. */
  readonly temperature: number;
  /** The so many most probable tokens only. */
  readonly topK?: number | undefined;
  /** The most probable tokens that have this share together, the one that reaches it included. */
  readonly topP?: number | undefined;
}

/**
 * @param logits - of one step
 * @param by - `isAllowed`: whether a token may come at all; `draw`: from 0 to below 1
 * @returns a token; equal logits count in the order of the tokens
 * @see Holtzman et al., "The curious case of neural text degeneration" (arXiv:1904.09751), for `topP`
 */
export function sampleToken(
  logits: ArrayLike<number>,
  {temperature, topK = Infinity, topP = 1}: SampleOptions,
  by: {readonly isAllowed: (token: number) => boolean; readonly draw: number},
): number {
  const at = (token: number): number => logits[token] ?? -Infinity;
  const order = Array.from({length: logits.length}, (_, token) => token)
    .filter((token) => by.isAllowed(token))
    .sort((a, b) => at(b) - at(a) || a - b)
    .slice(0, Math.max(1, topK));
  const [best = 0] = order;
  if (temperature === 0) return best;
  const weights = order.map((token) => Math.exp((at(token) - at(best)) / temperature));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let kept = 0;
  let mass = 0;
  while (kept < weights.length && (kept === 0 || mass < topP * total)) {
    mass += weights[kept] ?? 0;
    kept += 1;
  }
  let left = by.draw * mass;
  for (const [place, token] of order.slice(0, kept).entries()) {
    left -= weights[place] ?? 0;
    if (left < 0) return token;
  }
  return order[kept - 1] ?? best;
}
