// What a command line says about columns, checked and typed.
import {nearest} from '../core/index.js';
import {dataError} from './errors.js';
import type {ImportOptions} from './infer-schema.js';
import {KINDS, ROLES, type Kind, type Role} from './types.js';

export interface ColumnWords {
  readonly target?: string | undefined;
  readonly ignore?: readonly string[] | undefined;
  readonly missing?: readonly string[] | undefined;
  /** Column → the word that was given for it. */
  readonly roles?: ReadonlyMap<string, string> | undefined;
  readonly kinds?: ReadonlyMap<string, string> | undefined;
}

function checked<Word extends string>(
  words: ReadonlyMap<string, string> | undefined,
  known: readonly Word[],
  what: string,
): Record<string, Word> | undefined {
  if (!words || words.size === 0) return undefined;
  return Object.fromEntries(
    [...words].map(([column, word]) => {
      const found = known.find((each) => each === word);
      if (found !== undefined) return [column, found];
      const near = nearest(word, known);
      throw dataError('DATA_OPTION', `--${what} ${column}=${word}: there is no ${what} '${word}'.`, {
        hints: [...(near === undefined ? [] : [`Did you mean '${near}'?`]), `Known: ${known.join(', ')}.`],
      });
    }),
  );
}

/** @throws IngotError `DATA_OPTION` for an unknown role or kind, or a column said to be two things */
export function toImportOptions({target, ignore, missing, roles, kinds}: ColumnWords): ImportOptions {
  const options: ImportOptions = {
    target: target ?? [...(roles ?? [])].find(([, role]) => role === 'target')?.[0],
    ignore,
    missing,
    roles: checked<Role>(roles, ROLES, 'role'),
    kinds: checked<Kind>(kinds, KINDS, 'kind'),
  };
  for (const name of ignore ?? [])
    if (name === options.target || options.roles?.[name] !== undefined)
      throw dataError('DATA_OPTION', `--ignore ${name}: the column is given a role as well.`);
  const targets = new Set(
    Object.entries(options.roles ?? {}).flatMap(([name, role]) => (role === 'target' ? [name] : [])),
  );
  if (options.target !== undefined) targets.add(options.target);
  if (targets.size > 1)
    throw dataError('DATA_OPTION', `Expected one target, got ${[...targets].join(', ')}.`, {
      hints: ['A model learns one column; keep the others with --role COL=ignored.'],
    });
  return options;
}

/** A share from `5%` or `0.05`. @throws IngotError `DATA_OPTION` */
export function parseShare(text: string): number {
  const match = /^(\d+(?:\.\d+)?|\.\d+)\s*(%?)$/.exec(text.trim());
  const value = match ? Number(match[1]) / (match[2] === '%' ? 100 : 1) : NaN;
  if (value >= 0 && value <= 1) return value;
  throw dataError('DATA_OPTION', `Expected a share such as 5% or 0.05, got '${text}'.`);
}
