// Made-up raw rows within what training has seen, for when no raw rows are at hand.
import type {Random} from '../core/index.js';
import {cellSize, isWhole, tensorToLists, type NestedNumbers, type ParseRule} from '../data/index.js';
import type {ModelSignature} from '../prepare/index.js';
import {categoriesOfStage} from '../transforms/index.js';
import type {ExampleRow} from './example.js';

/** One cell in ten is missing where the model can do without it, and one category in ten is a new one. */
const RARE = 0.1;

export function drawRows(signature: ModelSignature, rowCount: number, random: Random): ExampleRow[] {
  const categories = new Map<string, readonly string[]>();
  for (const stage of signature.stages)
    categoriesOfStage(stage)?.forEach((names, at) => categories.set(stage.columns[at] ?? '', names));
  const pick = (list: readonly string[]): string => list[random.integer(Math.max(1, list.length))] ?? '';
  return Array.from({length: rowCount}, () =>
    Object.fromEntries(
      signature.inputs.map(({name, parse, required, range: [low, high] = [0, 1]}): [string, ExampleRow[string]] => {
        const isMissing = random.uniform() < RARE && !required;
        const isNew = random.uniform() < RARE;
        const share = random.uniform();
        if (isMissing) return [name, null];
        if (parse.kind === 'tensor') return [name, drawTensor(parse, {low, high}, random)];
        if (parse.kind === 'category' || parse.kind === 'text')
          return [name, isNew ? 'a category not seen' : pick(categories.get(name) ?? [])];
        return [name, parse.kind === 'boolean' ? Math.round(share) : low + (high - low) * share];
      }),
    ),
  );
}

function drawTensor(
  {shape = [], element = 'float32'}: ParseRule,
  {low, high}: {readonly low: number; readonly high: number},
  random: Random,
): NestedNumbers {
  const draw = (): number => low + (high - low) * random.uniform();
  const round = isWhole(element) ? Math.round : Math.fround;
  return tensorToLists(
    Array.from({length: cellSize(shape)}, () => round(draw())),
    0,
    shape,
  );
}
