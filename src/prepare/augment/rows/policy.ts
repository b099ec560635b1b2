// A policy: augmentations of one column in order. Declared in a file's metadata by `data augment --on-the-fly`, applied by
// training; or written out as copies. What a row becomes depends on (seed, epoch or copy, row) and nothing else.
import {nearest, Random, resolveOptions} from '../../../core/index.js';
import {cellSize, type AugmentPolicy, type DatasetSchema, type Field} from '../../../data/index.js';
import {prepareError} from '../../errors.js';
import type {CellChange, CellMix, Sound} from './define.js';
import {rowAugmentations} from './registry.js';

/**
 * @param words - `NAME` or `NAME:KEY=NUMBER,KEY=NUMBER`, in order: `crop:padding=4`
 * @throws IngotError `PREPARE_OPTION`, `REGISTRY_UNKNOWN`
 */
export function parsePolicy(words: readonly string[], schema: Pick<DatasetSchema, 'fields'>): AugmentPolicy {
  const steps = words.map((word) => {
    const [, name = '', text] = /^([^:]+)(?::(.*))?$/s.exec(word) ?? [];
    const definition = rowAugmentations.get(name);
    const given = Object.fromEntries((text === undefined ? [] : text.split(',')).map((pair) => readPair(pair, word)));
    const {options} = definition;
    const values = resolveOptions({kind: 'augmentation', name, options}, given, ({message, hints}) =>
      prepareError('PREPARE_OPTION', message, {hints}),
    );
    const {least, most} = values;
    if (least !== undefined && most !== undefined && least > most)
      throw prepareError('PREPARE_OPTION', `--with ${word}: least (${String(least)}) is above most (${String(most)}).`);
    return {name, options: values};
  });
  return {column: columnOf(steps, schema).name, steps};
}

function readPair(pair: string, word: string): [string, number] {
  const [, key = '', value = ''] = /^([^=]+)=(.+)$/.exec(pair) ?? [];
  if (key !== '' && value.trim() !== '' && Number.isFinite(Number(value))) return [key, Number(value)];
  throw prepareError('PREPARE_OPTION', `--with ${word}: expected KEY=NUMBER, got '${pair}'.`, {
    hints: ['Written so: --with crop:padding=4 --with rotate:degrees=10,probability=0.5.'],
  });
}

/** The one column that all steps work on. */
function columnOf(steps: AugmentPolicy['steps'], {fields}: Pick<DatasetSchema, 'fields'>): Field {
  const tensors = fields.filter(({kind, role}) => kind === 'tensor' && role === 'feature');
  const [only] = tensors;
  if (!only || tensors.length > 1)
    throw prepareError(
      'PREPARE_OPTION',
      `--with changes one column of tensors, but there ${tensors.length === 0 ? 'is none' : `are ${tensors.map(({name}) => name).join(', ')}`}.`,
      {
        hints: [
          'Tables of numbers have --jitter, --mixup and --smote; leave other tensors out with data import --ignore.',
        ],
      },
    );
  for (const {name} of steps) {
    const problem = rowAugmentations.get(name).problem(only);
    if (problem === undefined) continue;
    const fit = rowAugmentations.values().filter((each) => each.problem(only) === undefined);
    const near = nearest(
      name,
      fit.map((each) => each.name),
    );
    throw prepareError(
      'PREPARE_OPTION',
      `--with ${name} ${problem}, but '${only.name}' holds [${(only.shape ?? []).join(', ')}] of ${only.parse.element ?? 'float32'}.`,
      {
        hints: [
          ...(near === undefined ? [] : [`Did you mean '${near}'?`]),
          `For it: ${fit.map((each) => each.name).join(', ')}.`,
        ],
      },
    );
  }
  return only;
}

/** A row after the policy. */
export interface ChangedRow {
  /** Until the next row is changed. */
  readonly cell: Float32Array;
  /** Rows it was mixed of, and how much each counts; none: itself alone. */
  readonly parts: readonly {readonly row: number; readonly share: number}[];
}

export interface RowChanger {
  /** Whether rows are mixed, so that targets become shares. */
  readonly mixes: boolean;
  /** @param load - a copy of the cell of a row @param moment - epoch, or copy */
  change(row: number, moment: number, load: (row: number) => Float32Array): ChangedRow;
}

/** @param rowCount - rows there are to mix with */
export function createChanger(
  {steps}: AugmentPolicy,
  shape: readonly number[],
  {seed, rowCount, sampleRate}: Sound & {readonly seed: number; readonly rowCount: number},
): RowChanger {
  const width = cellSize(shape);
  const changes: CellChange[] = [];
  const mixes: CellMix[] = [];
  for (const {name, options} of steps) {
    const {create, createMix} = rowAugmentations.get(name);
    if (create) changes.push(create(options, shape, {sampleRate}));
    if (createMix) mixes.push(createMix(options, shape));
  }
  // A partner goes through the same changes, which may write to what they gave for the row.
  const own = new Float32Array(mixes.length > 0 ? width : 0);
  const single = (row: number, moment: number, load: (row: number) => Float32Array): Float32Array => {
    const random = new Random(`${String(seed)}/augment/${String(moment)}/${String(row)}`);
    let cell = load(row);
    for (const change of changes) cell = change(cell, random);
    return cell;
  };
  return {
    mixes: mixes.length > 0,
    change(row, moment, load) {
      let cell = single(row, moment, load);
      let parts: ChangedRow['parts'] = [];
      if (mixes.length > 0) {
        own.set(cell.subarray(0, width));
        cell = own;
        const random = new Random(`${String(seed)}/mix/${String(moment)}/${String(row)}`);
        for (const mix of mixes) {
          const partner = random.integer(rowCount);
          const mixed = mix(cell, single(partner, moment, load).subarray(0, width), random);
          cell = mixed.cell;
          const before = parts.length === 0 ? [{row, share: 1}] : parts;
          parts = [
            ...before.map((part) => ({...part, share: part.share * mixed.share})),
            {row: partner, share: 1 - mixed.share},
          ];
        }
      }
      return {cell, parts};
    },
  };
}

/** Whether the numbers that are changed are those of the stages, not those imported. */
export function isForPrepared({steps}: AugmentPolicy): boolean {
  return steps.some(({name}) => rowAugmentations.get(name).isForPrepared === true);
}

/** A policy for people: `flip(probability 0.5), crop(padding 4)`. */
export function describePolicy({steps}: AugmentPolicy): string {
  return steps
    .map(({name, options}) => {
      const pairs = Object.entries(options).map(([key, value]) => `${key} ${String(Number(value.toPrecision(4)))}`);
      return `${name}(${pairs.join(', ')})`;
    })
    .join(', ');
}
