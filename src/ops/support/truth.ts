// Comparing elements that may be symbols (sizes, so 0 or more): 1, 0, or '' where that is open.
import type {Dim} from '../define.js';
import {leastOf, subtractDims} from './symbols.js';

export function isEqual(a: Dim = '', b: Dim = ''): Dim {
  const difference = subtractDims(a, b);
  if (typeof difference === 'number') return difference === 0 ? 1 : 0;
  return isGreater(a, b) === 1 || isGreater(b, a) === 1 ? 0 : '';
}

export function isGreater(a: Dim = '', b: Dim = ''): Dim {
  if (typeof a === 'number' && typeof b === 'number') return a > b ? 1 : 0;
  const difference = subtractDims(a, b);
  if (leastOf(difference) > 0 || (typeof b === 'number' && leastOf(a) > b)) return 1;
  return leastOf(subtractDims(b, a)) >= 0 || (typeof a === 'number' && leastOf(b) >= a) ? 0 : '';
}

export function both(a: Dim = '', b: Dim = ''): Dim {
  if (a === 0 || b === 0) return 0;
  return a === 1 && b === 1 ? 1 : '';
}

export function not(a: Dim = ''): Dim {
  return typeof a === 'number' ? 1 - a : '';
}

export function pickMax(a: Dim, b: Dim): Dim {
  const first = isGreater(b, a);
  return first === '' ? '' : first === 1 ? b : a;
}

export function pickMin(a: Dim, b: Dim): Dim {
  const first = isGreater(a, b);
  return first === '' ? '' : first === 1 ? b : a;
}
