// What `model list` shows: every architecture with its options, and the kinds of layers a spec is made of.
import {architectures} from './index.js';
import {layerKinds} from './layer-kinds/index.js';
import {written} from './options.js';

export interface ArchitectureOption {
  /** As a flag or in a spec: `embedding-dim`. */
  readonly name: string;
  /** Null: there is none, or it depends on the others. */
  readonly default: unknown;
  readonly summary: string;
}

export interface ArchitectureList {
  readonly architectures: readonly {
    readonly name: string;
    readonly summary: string;
    readonly options: readonly ArchitectureOption[];
  }[];
  readonly layers: readonly {
    readonly name: string;
    readonly summary: string;
    /** The option that a bare value stands for. */
    readonly main: string | null;
    readonly options: readonly string[];
  }[];
}

export function describeArchitectures(): ArchitectureList {
  return {
    architectures: architectures.values().map(({name, summary, summaries, defaults}) => ({
      name,
      summary,
      options: Object.entries(summaries).map(([option, meaning]) => ({
        name: written(option),
        default: (defaults as Readonly<Record<string, unknown>>)[option] ?? null,
        summary: meaning,
      })),
    })),
    layers: layerKinds.values().map(({name, summary, main, options}) => ({
      name,
      summary,
      main: main ?? null,
      options: options.map(written),
    })),
  };
}
