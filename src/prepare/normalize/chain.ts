// What becomes of a column: a chain of transforms, by default of its kind or as a person wrote it.
import type {Json} from '../../core/index.js';
import type {Field, Kind} from '../../data/index.js';
import {transforms, type TransformDefinition} from '../../transforms/index.js';
import {prepareError} from '../errors.js';

export interface Step {
  readonly transform: string;
  readonly options: Readonly<Record<string, Json>>;
}

/** No scaling: the numbers as they are. */
export const UNSCALED = 'none';

/**
 * Reads `NAME[:VALUE][+NAME[:VALUE]…]`, as `log1p+standardize`, `clip:0.05+robust` or `none`, and adds what is wanting
 * for the column to be ready: the way to float32, or the vocabulary.
 *
 * @param field - the column it is for
 * @param flag - for messages: `'--transform'`
 * @throws IngotError `REGISTRY_UNKNOWN`, `PREPARE_OPTION` for a chain that does not fit together or the column
 */
export function parseChain(text: string, {name, kind}: Field, flag: string): Step[] {
  const words = text === UNSCALED ? ['as-float'] : text.split('+');
  const refuse = (why: string, hint: string): Error =>
    prepareError('PREPARE_OPTION', `${flag} ${name}=${text}: ${why}.`, {hints: [hint], data: {column: name}});
  const steps: Step[] = [];
  let last: TransformDefinition | undefined;
  for (const word of words) {
    const [transform = '', ...rest] = word.trim().split(':');
    const definition = transforms.get(transform);
    if (definition.choosableFor?.includes(kind) !== true)
      throw refuse(`'${transform}' is not for ${kind} columns`, `For ${kind} columns: ${choosable(kind).join(', ')}.`);
    if (last && !definition.takes.includes(last.gives))
      throw refuse(`'${transform}' cannot follow '${last.name}', which ends a chain`, `Put '${last.name}' last.`);
    steps.push({transform, options: argumentOf(definition, rest, refuse)});
    last = definition;
  }
  return last ? [...steps, ...completion(last)] : steps;
}

function argumentOf(
  {name, argument}: TransformDefinition,
  rest: readonly string[],
  refuse: (why: string, hint: string) => Error,
): Step['options'] {
  if (rest.length === 0) return {};
  if (argument === undefined) throw refuse(`'${name}' takes no value`, `Write '${name}' alone.`);
  const text = rest.join(':');
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value))
    throw refuse(`'${name}' expects a number (its ${argument}), got '${text}'`, `For instance ${name}:10.`);
  return {[argument]: value};
}

function completion({gives, followedBy}: TransformDefinition): Step[] {
  if (gives === 'float64') return [{transform: followedBy ?? 'as-float', options: {}}];
  if (gives === 'utf8') return [{transform: 'vocabulary', options: {}}];
  return [];
}

function choosable(kind: Kind): string[] {
  return transforms
    .values()
    .filter(({choosableFor}) => choosableFor?.includes(kind))
    .map(({name}) => name);
}
