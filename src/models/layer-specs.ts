// The layers a network is composed of, as a person writes them in YAML (`- dense: 64`) and as a model records them.
// Every kind has a short form for its main option. Flags are turned into the same list, so there is one way to build.
import {activations, initializers} from '../nn/index.js';
import {modelError} from './errors.js';
import {between, count, type Given, list, map, oneOf, refuseUnknown, refuseUnused, truth, word} from './options.js';

export interface DenseSpec {
  readonly dense: {
    readonly units: number;
    /** Default: that of the network. */
    readonly initializer?: string;
    readonly initializerScale?: number;
  };
}
export interface ActivationSpec {
  readonly activation: {readonly name: string; readonly alpha?: number};
}
export interface NormSpec {
  readonly norm: {readonly kind: NormKind};
}
export interface DropoutSpec {
  readonly dropout: {readonly ratio: number};
}
/** x + layers(x); x goes through a dense layer without bias first where the widths differ and `projection` is set. */
export interface ResidualSpec {
  readonly residual: {readonly layers: readonly LayerSpec[]; readonly projection: boolean};
}
export type LayerSpec = DenseSpec | ActivationSpec | NormSpec | DropoutSpec | ResidualSpec;

export const NORM_KINDS = ['batch', 'layer'] as const;
export type NormKind = (typeof NORM_KINDS)[number];

interface Kind {
  /** The option that a value which is no map stands for. */
  readonly main: string;
  readonly options: readonly string[];
  /** @param given - by full path: `layers[0].dense.units` */
  readonly read: (given: Given, path: string) => LayerSpec;
}

const at = (path: string, option: string): string => `${path}.${option}`;

const KINDS: Readonly<Record<string, Kind>> = {
  dense: {
    main: 'units',
    options: ['units', 'initializer', 'initializerScale'],
    read: (given, path) => ({
      dense: {units: count(given, at(path, 'units'), NaN, 1), ...readInitializer(given, path)},
    }),
  },
  activation: {
    main: 'name',
    options: ['name', 'alpha'],
    read: (given, path) => {
      const {name, alpha} = activations.get(word(given, at(path, 'name'), ''));
      if (!alpha)
        refuseUnused(given, [at(path, 'alpha')], `${name} takes no such number`, `Leave it out: ${alphaTakers()}.`);
      const value = given[at(path, 'alpha')];
      return {activation: {name, ...(value === undefined ? {} : {alpha: readAlpha(given, at(path, 'alpha'), 0)})}};
    },
  },
  norm: {
    main: 'kind',
    options: ['kind'],
    read: (given, path) => ({norm: {kind: oneOf<NormKind | ''>(given, at(path, 'kind'), '', NORM_KINDS) || 'batch'}}),
  },
  dropout: {
    main: 'ratio',
    options: ['ratio'],
    read: (given, path) => ({dropout: {ratio: between(given, at(path, 'ratio'), NaN, {low: 0, high: 1})}}),
  },
  residual: {
    main: 'layers',
    options: ['layers', 'projection'],
    read: (given, path) => ({
      residual: {
        layers: readLayerSpecs(given, at(path, 'layers')),
        projection: truth(given, at(path, 'projection'), true),
      },
    }),
  },
};

/**
 * The layers listed under `path`.
 *
 * @param given - has the list at `path`
 * @throws IngotError `MODEL_OPTION_INVALID`, `MODEL_OPTION_UNKNOWN`, `MODEL_OPTION_UNUSED`, each naming the layer by its
 * place (`layers[2].residual.layers[0]`); `REGISTRY_UNKNOWN`
 */
export function readLayerSpecs(given: Given, path: string): readonly LayerSpec[] {
  return list(given, path).map((item, index) => readLayer(item, `${path}[${String(index)}]`));
}

function readLayer(item: unknown, path: string): LayerSpec {
  const layer = map({[path]: item}, path);
  refuseUnknown(`Layer ${path}`, layer, Object.keys(KINDS));
  const [[name, value] = ['', undefined], ...others] = Object.entries(layer);
  const kind = KINDS[name];
  if (!kind || others.length > 0)
    throw modelError(
      'MODEL_OPTION_INVALID',
      `Layer ${path} expects one of ${Object.keys(KINDS).join(', ')}, got ${JSON.stringify(Object.keys(layer))}.`,
      {hints: ['Begin each layer with a dash of its own.']},
    );
  const place = at(path, name);
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  const options = isMap ? camelKeys(value as Given) : {[kind.main]: value};
  refuseUnknown(`Layer ${place}`, options, kind.options);
  return kind.read(
    Object.fromEntries(Object.entries(options).map(([option, content]) => [at(place, option), content])),
    place,
  );
}

function readInitializer(given: Given, path: string): Omit<DenseSpec['dense'], 'units'> {
  const [key, scaleKey] = [at(path, 'initializer'), at(path, 'initializerScale')];
  const {name, scale} = initializers.get(word(given, key, 'glorot-uniform'));
  if (scale === undefined) refuseUnused(given, [scaleKey], `the initializer ${name} takes no scale`, 'Leave it out.');
  return {
    ...(given[key] === undefined ? {} : {initializer: name}),
    ...(given[scaleKey] === undefined ? {} : {initializerScale: between(given, scaleKey, 0, {low: 0, high: Infinity})}),
  };
}

/** The number of an activation, above 0. */
export function readAlpha(given: Given, name: string, standard: number): number {
  return between(given, name, standard, {low: Number.MIN_VALUE, high: Infinity});
}

/** Which activations take a number, for messages. */
export function alphaTakers(): string {
  const takers = activations.values().filter(({alpha}) => alpha !== undefined);
  return `taken by ${takers.map(({name}) => name).join(', ')}`;
}

/** `embedding-dim` → `embeddingDim` */
export function camelKeys(given: Given): Given {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
}
