// A list of layers as nodes: names, and what a layer must know of its neighbours.
import type {Random} from '../core/index.js';
import {dense, requireSequence, rowsOf} from '../nn/index.js';
import type {Value} from '../onnx/index.js';
import type {OpGraph} from '../ops/index.js';
import {modelError} from './errors.js';
import type {LayerScope, LayerSpec} from './layer-kinds/define.js';
import {kindOf} from './layer-kinds/kind-of.js';

export interface LayersContext {
  readonly initializer: string;
  readonly initializerScale: number | null;
  /** The value the first layer reads, and its columns that mean "unknown category". */
  readonly block: Value;
  readonly zeroRows: readonly number[];
  readonly random: Random;
  /** Width of the logits. */
  readonly outputs: number;
  /** See `ArchitectureContext`. */
  readonly everyStep?: boolean | undefined;
}

/**
 * Adds the layers one after the other, then a dense layer that gives the logits: dense layers are `dense_0`, `dense_1`
 * …, their activations `dense_0.a` …, and all other kinds are counted in the same way.
 *
 * @returns `[batch, outputs]`, named `logits`; with `everyStep` a row for each step
 * @throws IngotError `MODEL_OPTION_INVALID` where a residual group cannot be added to its input, or the last layer gives
 * images; `LAYER_SHAPE` naming the layer and the shape, for one that cannot take what the layer before it gives
 */
export function buildNetwork(g: OpGraph, specs: readonly LayerSpec[], context: LayersContext): Value {
  return new LayerBuilder(g, context).network(specs);
}

class LayerBuilder {
  private readonly counters = new Map<string, number>();
  /** The layer whose activation has not come yet. */
  private open: string | undefined;

  constructor(
    private readonly g: OpGraph,
    private readonly context: LayersContext,
  ) {}

  network(specs: readonly LayerSpec[]): Value {
    const {block, outputs, initializer, initializerScale, random} = this.context;
    const last = this.build(specs, block, 'layers');
    const x = this.context.everyStep === true ? rowsOfSteps(this.g, last) : last;
    if ((x.shape?.length ?? 0) > 2)
      throw modelError(
        'MODEL_OPTION_INVALID',
        `The layers expect to end in rows [batch, width], got [${x.shape?.join(', ') ?? '…'}].`,
        {hints: ['End them with flatten: {} or global-pool: average.']},
      );
    const options = {name: this.name('dense'), units: outputs, initializer, output: 'logits'};
    const scale = initializerScale ?? undefined;
    return dense.build(this.g, x, {...options, scale, zeroRows: this.zeroRows(x)}, random);
  }

  private build(specs: readonly LayerSpec[], input: Value, path: string): Value {
    return specs.reduce((x, spec, index) => {
      const kind = kindOf(spec);
      return kind.build(this.scope(specs.slice(index + 1), `${path}[${String(index)}]`), x, kind.settings);
    }, input);
  }

  private scope(after: readonly LayerSpec[], place: string): LayerScope {
    const {random, initializer, initializerScale} = this.context;
    return {
      ...{g: this.g, random, initializer, initializerScale: initializerScale ?? undefined, after, place},
      name: (kind) => this.name(kind),
      zeroRows: (x) => this.zeroRows(x),
      openActivation: (name) => {
        this.open = name;
      },
      takeActivation: () => {
        const name = this.open ?? this.name('activation');
        this.open = undefined;
        return name;
      },
      build: (specs, x, path) => this.build(specs, x, path),
    };
  }

  private name(kind: string): string {
    const index = this.counters.get(kind) ?? 0;
    this.counters.set(kind, index + 1);
    return `${kind}_${String(index)}`;
  }

  private zeroRows(x: Value): readonly number[] {
    const {block, zeroRows} = this.context;
    return x.name === block.name ? zeroRows : [];
  }
}

/** @throws IngotError `MODEL_OPTION_INVALID` where the layers do not end in a sequence */
function rowsOfSteps(g: OpGraph, x: Value): Value {
  const {length: rank} = x.shape ?? [];
  if (rank === 3) return rowsOf(g, x, requireSequence(x, 'A language model'));
  throw modelError(
    'MODEL_OPTION_INVALID',
    `The layers of a language model expect to end in sequences [batch, steps, width], got [${x.shape?.join(', ') ?? '…'}].`,
    {hints: ['Leave sequence-pool and flatten out at their end; recurrent layers say everyStep: true.']},
  );
}
