// Why two stages are not the same one: the first member that differs, in words a person can act on.
import {canonicalJson, type Json} from '../core/index.js';
import type {Stage} from '../data/index.js';

/**
 * @param found - the stage the data has gone through
 * @param wanted - the stage it is compared with
 * @returns `"state 'center' of column 'age' is 29.7 in the data and 30.1 in the model"`, without a full stop
 */
export function explainDifference(found: Stage, wanted: Stage, names: {found: string; wanted: string}): string {
  const where = (a: string, b: string): string => `is ${a} in ${names.found} and ${b} in ${names.wanted}`;
  if (found.transform !== wanted.transform)
    return `the transform ${where(`'${found.transform}'`, `'${wanted.transform}'`)}`;
  if (found.version !== wanted.version)
    return `the version of '${found.transform}' ${where(String(found.version), String(wanted.version))}`;
  const options = firstDifference(found.options, wanted.options);
  if (options) return `option '${options.path}' of '${found.transform}' ${where(options.a, options.b)}`;
  if (canonicalJson(found.columns) !== canonicalJson(wanted.columns))
    return `the columns of '${found.transform}' ${differingColumns(found, wanted, names)}`;
  const state = firstDifference(found.state, wanted.state);
  if (state) {
    const column = found.columns[state.index ?? -1];
    const whose = column === undefined ? '' : ` of column '${column}'`;
    return `statistic '${state.path}'${whose} in '${found.transform}' ${where(state.a, state.b)}`;
  }
  return `what came before '${found.transform}' is not the same`;
}

function differingColumns(found: Stage, wanted: Stage, names: {found: string; wanted: string}): string {
  const only = (a: Stage, b: Stage): string[] => a.columns.filter((name) => !b.columns.includes(name));
  const parts = [
    {label: `only in ${names.found}`, columns: only(found, wanted)},
    {label: `only in ${names.wanted}`, columns: only(wanted, found)},
  ].filter(({columns}) => columns.length > 0);
  return parts.length === 0
    ? 'are in another order'
    : `differ (${parts.map(({label, columns}) => `${label}: ${columns.join(', ')}`).join('; ')})`;
}

interface Difference {
  readonly path: string;
  /** Position in the first list on the way: that of the column, in a state. */
  readonly index?: number;
  readonly a: string;
  readonly b: string;
}

function firstDifference(a: Json | undefined, b: Json | undefined, path = '', index?: number): Difference | undefined {
  if (canonicalJson(a ?? null) === canonicalJson(b ?? null)) return undefined;
  if (Array.isArray(a) && Array.isArray(b)) {
    const [x, y] = [a as readonly Json[], b as readonly Json[]];
    if (x.every((member) => typeof member === 'string') && index !== undefined)
      return listDifference(x, y, path, index);
    for (let at = 0; at < Math.max(x.length, y.length); at += 1) {
      const found = firstDifference(x[at], y[at], path, index ?? at);
      if (found) return found;
    }
  }
  if (isObject(a) && isObject(b))
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const found = firstDifference(a[key], b[key], path === '' ? key : `${path}.${key}`, index);
      if (found) return found;
    }
  return {path, ...(index === undefined ? {} : {index}), a: show(a), b: show(b)};
}

/** Of two vocabularies people want to know the word that only one has. */
function listDifference(a: readonly Json[], b: readonly Json[], path: string, index: number): Difference {
  const extra = (x: readonly Json[], y: readonly Json[]): string => {
    const word = x.find((member) => !y.includes(member));
    return `${String(x.length)} words${word === undefined ? '' : ` (${show(word)} among them)`}`;
  };
  return {path, index, a: extra(a, b), b: extra(b, a)};
}

function isObject(value: Json | undefined): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function show(value: Json | undefined): string {
  return value === undefined ? 'absent' : JSON.stringify(value);
}
