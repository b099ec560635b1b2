// The classifiers over sequences by recurrent layers. Both architectures differ in the layer only.
import {buildNetwork} from './build-layers.js';
import {type ArchitectureDefinition, defineArchitecture} from './define.js';
import type {LayerSpec} from './layer-kinds/define.js';
import {readLayerSpecs} from './layer-specs.js';
import {between, count, refuseUnknown, refuseUnused, truth} from './options.js';
import {sequenceEntry} from './sequence-entry.js';

interface RecurrentLayers {
  readonly units: number;
  readonly depth: number;
  readonly bidirectional: boolean;
  readonly dropout: number;
}

export type RecurrentNetworkOptions = {readonly embeddingDim: number} & (
  RecurrentLayers | {readonly layers: readonly LayerSpec[]}
);

const LAYERS: RecurrentLayers = {units: 64, depth: 1, bidirectional: false, dropout: 0};
const DEFAULTS: RecurrentNetworkOptions = {...LAYERS, embeddingDim: 32};

export function defineRecurrentNetwork(
  name: 'gru' | 'lstm',
  summary: string,
): ArchitectureDefinition<RecurrentNetworkOptions> {
  return defineArchitecture<RecurrentNetworkOptions>({
    name,
    summary,
    defaults: DEFAULTS,
    summaries: {
      units: 'Units of each recurrent layer, in each direction.',
      depth: 'Recurrent layers above each other.',
      bidirectional: 'Read from the end as well.',
      dropout: 'Share of the numbers after each recurrent layer dropped in training.',
      embeddingDim: 'Numbers of the vector of each token.',
      layers: 'Instead of all that: layers one by one, see --spec.',
    },
    resolve: (given) => {
      refuseUnknown(`Architecture '${name}'`, given, [...Object.keys(DEFAULTS), 'layers']);
      const embeddingDim = count(given, 'embeddingDim', DEFAULTS.embeddingDim, 1);
      if (given['layers'] !== undefined) {
        const why = 'the layers are given one by one';
        refuseUnused(given, Object.keys(LAYERS), why, 'Leave it out, or write it into the layers.');
        return {layers: readLayerSpecs(given, 'layers'), embeddingDim};
      }
      return {
        units: count(given, 'units', LAYERS.units, 1),
        depth: count(given, 'depth', LAYERS.depth, 1),
        bidirectional: truth(given, 'bidirectional', LAYERS.bidirectional),
        dropout: between(given, 'dropout', LAYERS.dropout, {low: 0, high: 1}),
        embeddingDim,
      };
    },
    givesSteps: (options) => 'layers' in options || !options.bidirectional,
    build: (g, context) => {
      const {options, random, outputs, everyStep} = context;
      const block = sequenceEntry(g, context, {architecture: name, width: options.embeddingDim, projects: false});
      const specs = 'layers' in options ? options.layers : recurrentLayers(name, options, everyStep === true);
      const weights = {initializer: 'glorot-uniform', initializerScale: null};
      return buildNetwork(g, specs, {...weights, block, zeroRows: [], random, outputs, everyStep});
    },
  });
}

function recurrentLayers(
  name: string,
  {units, depth, bidirectional, dropout}: RecurrentLayers,
  endsInSteps: boolean,
): LayerSpec[] {
  return Array.from({length: depth}, (_, at): LayerSpec[] => [
    {[name]: {units, bidirectional, everyStep: endsInSteps || at < depth - 1}},
    {dropout: {ratio: dropout}},
  ]).flat();
}
