// Ranges of numbers that people may give, told in the same words everywhere.

export interface NumberRange {
  readonly min?: number;
  /** Excludes `min` itself. */
  readonly above?: boolean;
  readonly max?: number;
  /** An upper end that is itself excluded. */
  readonly below?: number;
  readonly whole?: boolean;
}

export function isInRange(value: number, {min, above, max, below, whole}: NumberRange): boolean {
  if (!Number.isFinite(value) || (whole === true && !Number.isSafeInteger(value))) return false;
  if (min !== undefined && (above === true ? value <= min : value < min)) return false;
  return value <= (max ?? Infinity) && value < (below ?? Infinity);
}

/** @returns for example 'a number of at least 0 and below 1' */
export function describeRange({min, above, max, below, whole}: NumberRange): string {
  const low = min === undefined ? '' : above === true ? ` above ${String(min)}` : ` of at least ${String(min)}`;
  const high = below !== undefined ? ` and below ${String(below)}` : max !== undefined ? ` up to ${String(max)}` : '';
  return `a ${whole === true ? 'whole number' : 'number'}${low}${high}`;
}
