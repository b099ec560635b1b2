// Arithmetic on sizes that are only known by name: polynomials with integer coefficients over symbols, written in one
// canonical form (`2*batch*seq + seq - 1`), so that equal sizes have equal text. A symbol that a file spells otherwise
// (`floor(s0/2)`) stands for itself but cannot be reckoned with.
import type {Dim} from '../define.js';

/** Sorted factors joined by `*` → coefficient; the key of the constant term is `''`. No coefficient is 0. */
type Polynomial = ReadonlyMap<string, number>;

/** More terms than any shape has: a longer sum is taken for unknown. */
const MOST_TERMS = 8;

const TERM = /^(?:(\d+)|(?:(\d+)\*)?([A-Za-z_][\w.]*(?:\*[A-Za-z_][\w.]*)*))$/;

const parsed = new Map<string, Polynomial | undefined>();

function polynomialOf(dim: Dim): Polynomial | undefined {
  if (typeof dim === 'number') return Number.isSafeInteger(dim) ? constantOf(dim) : undefined;
  if (!parsed.has(dim)) parsed.set(dim, parse(dim));
  return parsed.get(dim);
}

const constantOf = (value: number): Polynomial => new Map(value === 0 ? [] : [['', value]]);

function parse(text: string): Polynomial | undefined {
  if (text === '') return undefined;
  const sum = new Map<string, number>();
  const words = text.replace(/^-/, '- ').split(' ');
  if (words[0] !== '-') words.unshift('+');
  for (let at = 0; at < words.length; at += 2) {
    const sign = words[at] === '+' ? 1 : words[at] === '-' ? -1 : 0;
    const match = TERM.exec(words[at + 1] ?? '');
    if (sign === 0 || !match) return undefined;
    const [, number, coefficient = '1', factors] = match;
    const key = (factors ?? '').split('*').sort().join('*');
    sum.set(key, (sum.get(key) ?? 0) + sign * Number(number ?? coefficient));
  }
  // '-1' or '7' as a symbol is a name like any other.
  return [...sum.keys()].some((key) => key !== '') ? clean(sum) : undefined;
}

function clean(sum: Map<string, number>): Polynomial | undefined {
  for (const [key, coefficient] of sum) {
    if (!Number.isSafeInteger(coefficient)) return undefined;
    if (coefficient === 0) sum.delete(key);
  }
  return sum.size > MOST_TERMS ? undefined : sum;
}

function format(polynomial: Polynomial | undefined): Dim {
  if (!polynomial) return '';
  // The constant comes last.
  const terms = [...polynomial].sort(([a], [b]) => (a === '' ? 1 : b === '' ? -1 : a < b ? -1 : 1));
  const [first] = terms;
  if (!first) return 0;
  if (first[0] === '') return first[1];
  return terms
    .map(([key, coefficient], index) => {
      const size = Math.abs(coefficient);
      const text = key === '' ? String(size) : size === 1 ? key : `${String(size)}*${key}`;
      if (index === 0) return coefficient < 0 ? `-${text}` : text;
      return `${coefficient < 0 ? '-' : '+'} ${text}`;
    })
    .join(' ');
}

/** a + b; unknown when either is. */
export function addDims(a: Dim, b: Dim): Dim {
  if (b === 0) return a;
  if (a === 0) return b;
  return typeof a === 'number' && typeof b === 'number' ? a + b : combine(a, b, 1);
}

/** a − b; 0 for two equal symbols of any spelling. */
export function subtractDims(a: Dim, b: Dim): Dim {
  if (b === 0) return a;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return a !== '' && a === b ? 0 : combine(a, b, -1);
}

function combine(a: Dim, b: Dim, sign: 1 | -1): Dim {
  const [left, right] = [polynomialOf(a), polynomialOf(b)];
  if (!left || !right) return '';
  const sum = new Map(left);
  for (const [key, coefficient] of right) sum.set(key, (sum.get(key) ?? 0) + sign * coefficient);
  return format(clean(sum));
}

export function multiplyDims(a: Dim, b: Dim): Dim {
  if (a === 1) return b;
  if (b === 1) return a;
  if (a === 0 || b === 0) return 0;
  if (typeof a === 'number' && typeof b === 'number') return a * b;
  const [left, right] = [polynomialOf(a), polynomialOf(b)];
  if (!left || !right) return '';
  const product = new Map<string, number>();
  for (const [keyA, x] of left)
    for (const [keyB, y] of right) {
      const key = [...factorsOf(keyA), ...factorsOf(keyB)].sort().join('*');
      product.set(key, (product.get(key) ?? 0) + x * y);
    }
  return format(clean(product));
}

const factorsOf = (key: string): string[] => (key === '' ? [] : key.split('*'));

/** a / b where that leaves no rest whatever the symbols are; unknown otherwise, and for two numbers with a rest. */
export function divideExactly(a: Dim, b: Dim): Dim {
  if (b === 1) return a;
  if (a !== '' && a === b) return a === 0 ? '' : 1;
  const [left, right] = [polynomialOf(a), polynomialOf(b)];
  const [divisor] = right ?? [];
  if (!left || !divisor || right?.size !== 1) return '';
  const quotient = new Map<string, number>();
  for (const [key, coefficient] of left) {
    const factors = factorsOf(key);
    for (const factor of factorsOf(divisor[0])) {
      const at = factors.indexOf(factor);
      if (at < 0) return '';
      factors.splice(at, 1);
    }
    const share = coefficient / divisor[1];
    if (!Number.isInteger(share)) return '';
    quotient.set(factors.join('*'), share);
  }
  return format(quotient);
}

/** The least a size can be, whatever its symbols (each of which is 0 or more); -Infinity when that is open. */
export function leastOf(dim: Dim): number {
  if (typeof dim === 'number') return dim;
  if (dim === '') return -Infinity;
  const terms = polynomialOf(dim);
  if (!terms) return 0; // a symbol of another spelling is a size too
  let least = 0;
  for (const [key, coefficient] of terms) {
    if (key === '') least += coefficient;
    else if (coefficient < 0) return -Infinity;
  }
  return least;
}

/**
 * The number a size is when its symbols are given numbers.
 *
 * @param sizeOf - the number of one symbol; undefined leaves the whole unknown
 */
export function evaluateDim(dim: Dim, sizeOf: (symbol: string) => number | undefined): number | undefined {
  if (typeof dim === 'number') return dim;
  if (dim === '') return undefined;
  const terms = polynomialOf(dim);
  if (!terms) return sizeOf(dim);
  let sum = 0;
  for (const [key, coefficient] of terms) {
    let product = coefficient;
    for (const factor of factorsOf(key)) product *= sizeOf(factor) ?? NaN;
    sum += product;
  }
  return Number.isNaN(sum) ? undefined : sum;
}
