// Cells that are tensors: nested lists of numbers to a row of a tensor column and back, and the rule found from such lists.
import {cellSize, makeNumbers} from './batches.js';
import {encodeText, fitTokens} from './tokens-cell.js';
import type {Element, NumberColumn, ParseRule} from './types.js';

/** How deep lists may be nested, and how many numbers a cell may have: beyond it, it is no row of a table. */
const MAX_RANK = 8;
const MAX_CELL = 1 << 26;

/** Nested lists of numbers. */
export type NestedNumbers = readonly (number | NestedNumbers)[];

const WHOLE: Readonly<Partial<Record<Element, readonly [number, number]>>> = {
  uint8: [0, 255],
  int32: [-(2 ** 31), 2 ** 31 - 1],
};

/** Whether an element type can hold no "missing". */
export function isWhole(element: Element): boolean {
  return WHOLE[element] !== undefined;
}

/** Whether a number can stand in a tensor: finite, and whole and within its bounds where the element is an integer. */
export function fitsElement(value: number, element: Element): boolean {
  const bounds = WHOLE[element];
  if (bounds) return Number.isInteger(value) && value >= bounds[0] && value <= bounds[1];
  return Number.isFinite(element === 'float32' ? Math.fround(value) : value);
}

/** A missing cell; undefined for integers, which have no way to say it. */
export function missingTensor({shape, element = 'float32'}: ParseRule): NumberColumn | undefined {
  return isWhole(element) ? undefined : makeNumbers(element, cellSize(shape)).fill(NaN);
}

/** The sizes of nested lists; undefined where they are ragged, empty or hold anything but lists and numbers. */
export function shapeOfList(value: unknown, depth = 0): number[] | undefined {
  if (!Array.isArray(value) || value.length === 0 || depth >= MAX_RANK) return undefined;
  const items: readonly unknown[] = value;
  if (items.every((item) => typeof item === 'number')) return [items.length];
  const [first, ...others] = items.map((item) => shapeOfList(item, depth + 1));
  if (!first || !others.every((other) => other?.length === first.length && other.every((n, at) => n === first[at])))
    return undefined;
  return [items.length, ...first];
}

/**
 * One cell from nested lists (or from their JSON text).
 *
 * @returns its numbers; all NaN for null; undefined where it is not of the rule's shape, or a number does not fit
 */
export function parseTensor(json: unknown, rule: ParseRule): NumberColumn | undefined {
  const {shape = [], element = 'float32'} = rule;
  if (json === null || json === undefined) return missingTensor(rule);
  if (typeof json === 'string') return parseTensorText(json, rule);
  // Numbers that a file was read to.
  if (json instanceof Uint8Array || json instanceof Float32Array)
    return json.length === cellSize(shape) && json instanceof Uint8Array === (element === 'uint8') ? json : undefined;
  const cell = makeNumbers(element, cellSize(shape));
  let at = 0;
  const fill = (value: unknown, depth: number): boolean => {
    if (depth === shape.length) {
      if (typeof value !== 'number' || !fitsElement(value, element)) return false;
      cell[at] = value;
      at += 1;
      return true;
    }
    return Array.isArray(value) && value.length === shape[depth] && value.every((item) => fill(item, depth + 1));
  };
  return fill(json, 0) ? cell : undefined;
}

/** Where the rule reads text, only a list that is a cell by itself is taken for one. */
function parseTensorText(text: string, rule: ParseRule): NumberColumn | undefined {
  const {tokens, shape} = rule;
  if (tokens) return parseListText(text, rule) ?? fitTokens(encodeText(text, tokens), cellSize(shape), tokens);
  return parseListText(text, rule);
}

function parseListText(text: string, rule: ParseRule): NumberColumn | undefined {
  const trimmed = text.trim();
  if (trimmed === '' || rule.missing.includes(trimmed)) return missingTensor(rule);
  if (!trimmed.startsWith('[')) return undefined;
  try {
    return parseTensor(JSON.parse(trimmed), rule);
  } catch {
    // Text that only looks like a list is a bad cell like any other.
    return undefined;
  }
}

/** A row of a tensor column as nested lists. */
export function tensorToLists(column: ArrayLike<number>, row: number, shape: readonly number[]): NestedNumbers {
  let at = row * cellSize(shape);
  const take = (depth: number): number | NestedNumbers => {
    if (depth < shape.length) return Array.from({length: shape[depth] ?? 0}, () => take(depth + 1));
    at += 1;
    return column[at - 1] ?? NaN;
  };
  return take(0) as NestedNumbers;
}

/** A cell of text that is a list in JSON, as that list. */
function listOf(cell: unknown): unknown {
  if (typeof cell !== 'string' || !cell.trim().startsWith('[')) return cell;
  try {
    return JSON.parse(cell) as unknown;
  } catch {
    // Text like any other.
    return cell;
  }
}

/**
 * The rule that a sample of lists asks for: the shape of the first, and bytes for whole numbers of 0 to 255, int32 for
 * other whole numbers, else float32.
 */
export function tensorRule(cells: readonly unknown[], missing: readonly string[]): ParseRule | undefined {
  const lists = cells.filter((cell) => cell !== null && cell !== undefined).map(listOf);
  const shape = shapeOfList(lists[0]);
  if (!shape || cellSize(shape) > MAX_CELL) return undefined;
  const numbers = lists.flatMap((cell) => (Array.isArray(cell) ? (cell.flat(MAX_RANK) as unknown[]) : []));
  const holds = (element: Element): boolean =>
    lists.length === cells.length && numbers.every((value) => typeof value === 'number' && fitsElement(value, element));
  const element = (['uint8', 'int32'] as const).find(holds) ?? 'float32';
  return {kind: 'tensor', missing, shape, element};
}
