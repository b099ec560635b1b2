// The networks of attention blocks: an encoder (transformer) and a causal decoder (gpt) differ in what a step may see, in
// their defaults and in what is read off the end.
import {
  activations,
  POSITION_KINDS,
  type PositionKind,
  SEQUENCE_POOL_KINDS,
  type SequencePoolKind,
} from '../nn/index.js';
import {buildNetwork} from './build-layers.js';
import {type ArchitectureDefinition, defineArchitecture} from './define.js';
import type {LayerSpec} from './layer-kinds/define.js';
import {modelError} from './errors.js';
import {readLayerSpecs} from './layer-specs.js';
import {between, count, oneOf, refuseUnknown, refuseUnused, word} from './options.js';
import {sequenceEntry} from './sequence-entry.js';

type Position = PositionKind | 'rotary' | 'none';

interface BlockOptions {
  readonly depth: number;
  readonly heads: number;
  /** Null: as many as heads. */
  readonly keyHeads: number | null;
  /** Null: four times the width. */
  readonly feedForward: number | null;
  readonly activation: string;
  readonly norm: 'layer' | 'rms';
  readonly position: Position;
  readonly dropout: number;
  readonly sequencePool: SequencePoolKind;
}

export type TransformerOptions = {readonly width: number} & (BlockOptions | {readonly layers: readonly LayerSpec[]});

export interface TransformerKind {
  readonly name: string;
  readonly summary: string;
  readonly causal: boolean;
  readonly defaults: BlockOptions & {readonly width: number};
}

const POSITIONS: readonly Position[] = [...POSITION_KINDS, 'rotary', 'none'];

export const BLOCKS: BlockOptions & {readonly width: number} = {
  width: 64,
  depth: 2,
  heads: 4,
  keyHeads: null,
  feedForward: null,
  activation: 'gelu',
  norm: 'layer',
  position: 'learned',
  dropout: 0,
  sequencePool: 'mean',
};

export function defineTransformer(kind: TransformerKind): ArchitectureDefinition<TransformerOptions> {
  const {name, summary, defaults, causal} = kind;
  return defineArchitecture<TransformerOptions>({
    name,
    summary,
    defaults,
    summaries: {
      width: 'Numbers of each step between the blocks; heads divide it.',
      depth: 'Blocks of attention and feed-forward layers.',
      heads: 'Heads of attention.',
      keyHeads: 'Heads of keys and values, shared by groups of heads (none given: as many).',
      feedForward: 'Units inside each block (none given: four times the width).',
      activation: 'Inside each block.',
      norm: 'Before each part of a block and at the end: layer or rms.',
      position: 'How steps know where they are: learned, sinusoidal, rotary or none.',
      dropout: 'Share of what each part of a block adds dropped in training.',
      sequencePool: 'What is read off the end: mean, max, last or first step.',
      layers: 'Instead of all that but width: layers one by one, see --spec.',
    },
    resolve: (given) => {
      refuseUnknown(`Architecture '${name}'`, given, [...Object.keys(defaults), 'layers']);
      const width = count(given, 'width', defaults.width, 1);
      if (given['layers'] !== undefined) {
        const others = Object.keys(defaults).filter((option) => option !== 'width');
        refuseUnused(given, others, 'the layers are given one by one', 'Leave it out, or write it into the layers.');
        return {layers: readLayerSpecs(given, 'layers'), width};
      }
      const optional = (option: 'keyHeads' | 'feedForward'): number | null =>
        (given[option] ?? null) === null ? defaults[option] : count(given, option, 1, 1);
      return {
        width,
        depth: count(given, 'depth', defaults.depth, 1),
        heads: count(given, 'heads', defaults.heads, 1),
        keyHeads: optional('keyHeads'),
        feedForward: optional('feedForward'),
        activation: activations.get(word(given, 'activation', defaults.activation)).name,
        norm: oneOf(given, 'norm', defaults.norm, ['layer', 'rms']),
        position: oneOf(given, 'position', defaults.position, POSITIONS),
        dropout: between(given, 'dropout', defaults.dropout, {low: 0, high: 1}),
        sequencePool: oneOf(given, 'sequencePool', defaults.sequencePool, SEQUENCE_POOL_KINDS),
      };
    },
    givesSteps: () => causal,
    build: (g, context) => {
      const {options, random, outputs, everyStep} = context;
      const {width} = options;
      const block = sequenceEntry(g, context, {architecture: name, width, projects: true});
      if (everyStep === true && 'sequencePool' in options) refuseIdlePool(kind, options);
      const blocks = 'layers' in options ? options.layers : blockLayers({...options, causal});
      const specs = everyStep === true && !('layers' in options) ? blocks.slice(0, -1) : blocks;
      const weights = {initializer: 'glorot-uniform', initializerScale: null};
      return buildNetwork(g, specs, {...weights, block, zeroRows: [], random, outputs, everyStep});
    },
  });
}

/** @throws IngotError `MODEL_OPTION_UNUSED` */
function refuseIdlePool({name, defaults}: TransformerKind, {sequencePool}: BlockOptions): void {
  if (sequencePool === defaults.sequencePool) return;
  throw modelError(
    'MODEL_OPTION_UNUSED',
    `Architecture '${name}' reads every step for a language model, so sequence-pool ${sequencePool} would do nothing.`,
    {hints: ['Leave it out.']},
  );
}

/** Normalization before each part (as in GPT-2): the sum of parts is never normalized itself. */
function blockLayers({
  width,
  causal,
  ...options
}: BlockOptions & {readonly width: number; readonly causal: boolean}): LayerSpec[] {
  const {depth, heads, keyHeads, feedForward, activation, norm, position, dropout, sequencePool} = options;
  const normalize: LayerSpec = {norm: {kind: norm}};
  const drop: LayerSpec = {dropout: {ratio: dropout}};
  const sharing = keyHeads === null ? {} : {keyHeads};
  const attention: LayerSpec = {attention: {heads, ...sharing, causal, rotary: position === 'rotary'}};
  const part = (...layers: LayerSpec[]): LayerSpec => ({
    residual: {layers: [normalize, ...layers, drop], projection: false},
  });
  return [
    ...(position === 'rotary' || position === 'none' ? [] : [{position: {kind: position}}]),
    ...Array.from({length: depth}, () => [
      part(attention),
      part({dense: {units: feedForward ?? 4 * width}}, {activation: {name: activation}}, {dense: {units: width}}),
    ]).flat(),
    normalize,
    {'sequence-pool': {kind: sequencePool}},
  ];
}
