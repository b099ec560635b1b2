// The kind of a recorded layer. (The registry in index.ts and the kinds that ask for their neighbours import each other;
// nothing is read at load time.)
import {invariant} from '../../core/index.js';
import type {LayerKind, LayerSpec} from './define.js';
import {layerKinds} from './index.js';

/** The kind of a layer, with its options as `settings`. */
export function kindOf(spec: LayerSpec): LayerKind & {readonly settings: object} {
  const [[name, settings] = ['', undefined]] = Object.entries(spec);
  const kind = layerKinds.find(name);
  invariant(kind && settings, `a layer of kind '${name}'`);
  return {...kind, settings};
}
