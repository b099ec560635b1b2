// Networks in stages: each of so many blocks with so many channels, at half the size of the stage before.
import {modelError} from './errors.js';
import {normalized, type SharedOptions} from './shared-options.js';
import type {LayerSpec} from './layer-kinds/define.js';
import {counts, type Given, oneOf} from './options.js';

const STEMS = ['cifar', 'imagenet'] as const;
type Stem = (typeof STEMS)[number];

export interface StageOptions {
  readonly stem: Stem;
  readonly channels: readonly number[];
  readonly blocks: readonly number[];
}

/** For `model list`. */
export const STAGE_SUMMARIES = {
  stem: 'cifar: a 3×3 convolution, for small images; imagenet: 7×7 and a pool, which make a quarter of the size.',
  channels: 'Filters of each stage; every stage but the first halves the size.',
} as const;

/** @throws IngotError `MODEL_OPTION_INVALID` unless each stage has its number of blocks */
export function readStages(given: Given, standard: StageOptions): StageOptions {
  const channels = counts(given, 'channels', standard.channels);
  const same = given['blocks'] === undefined && channels.length !== standard.blocks.length;
  const blocks = same ? channels.map(() => standard.blocks[0] ?? 1) : counts(given, 'blocks', standard.blocks);
  if (channels.length === 0 || blocks.length !== channels.length)
    throw modelError(
      'MODEL_OPTION_INVALID',
      `Option 'blocks' expects a number for each of the ${String(channels.length)} stages of 'channels', got ${String(blocks.length)}.`,
    );
  return {stem: oneOf(given, 'stem', standard.stem, STEMS), channels, blocks};
}

export interface Block {
  readonly filters: number;
  /** 2 for the first block of every stage but the first. */
  readonly stride: number;
}

/** The layers of all blocks, stage by stage. */
export function stageLayers(
  {channels, blocks}: StageOptions,
  block: (block: Block) => readonly LayerSpec[],
): LayerSpec[] {
  return channels.flatMap((filters, stage) =>
    Array.from({length: blocks[stage] ?? 0}, (_, at) => block({filters, stride: stage > 0 && at === 0 ? 2 : 1})).flat(),
  );
}

/** Small images keep their size (`cifar`: 3×3); large ones are halved twice (`imagenet`: 7×7, then a pool). */
export function stemLayers(stem: Stem, filters: number, options: SharedOptions): LayerSpec[] {
  return stem === 'cifar'
    ? normalized({conv: {filters, kernel: 3}}, options)
    : [
        ...normalized({conv: {filters, kernel: 7, stride: 2}}, options),
        {pool: {kind: 'max', kernel: 3, stride: 2, padding: 'same'}},
      ];
}

/** From images to the row before the logits. */
export const topLayers = ({dropout}: SharedOptions): LayerSpec[] => [
  {'global-pool': {kind: 'average'}},
  ...(dropout === 0 ? [] : [{dropout: {ratio: dropout}}]),
];
