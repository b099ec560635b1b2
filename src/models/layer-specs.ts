// The layers a network is composed of, as a person writes them in YAML (`- dense: 64`) and as a model records them.
// Every kind (layer-kinds/) has a short form for its main option. Flags are turned into the same list, so there is one
// way to build.
import {modelError} from './errors.js';
import {layerKinds} from './layer-kinds/index.js';
import {at, type LayerSpec} from './layer-kinds/define.js';
import {type Given, list, map, refuseUnknown} from './options.js';

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
  refuseUnknown(`Layer ${path}`, layer, layerKinds.names());
  const [[name, value] = ['', undefined], ...others] = Object.entries(layer);
  const kind = layerKinds.find(name);
  if (!kind || others.length > 0)
    throw modelError(
      'MODEL_OPTION_INVALID',
      `Layer ${path} expects one of ${layerKinds.names().join(', ')}, got ${JSON.stringify(Object.keys(layer))}.`,
      {hints: ['Begin each layer with a dash of its own.']},
    );
  const place = at(path, name);
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isMap && kind.main === undefined)
    throw modelError('MODEL_OPTION_INVALID', `Layer ${place} takes no option, got ${JSON.stringify(value)}.`, {
      hints: [`Write it as '${name}: {}'.`],
    });
  const options = isMap ? camelKeys(value as Given) : {[kind.main ?? '']: value};
  refuseUnknown(`Layer ${place}`, options, kind.options);
  const given = Object.entries(options).map(([option, content]) => [at(place, option), content]);
  return {[name]: kind.read(Object.fromEntries(given) as Given, place, readLayerSpecs)};
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
