// A list of layers as nodes: names, and what a layer must know of its neighbours.
import type {Random} from '../core/index.js';
import {activation, activations, batchNorm, dense, dropout, lastDim, layerNorm} from '../nn/index.js';
import type {Value} from '../onnx/index.js';
import type {OpGraph} from '../ops/index.js';
import {modelError} from './errors.js';
import type {DenseSpec, LayerSpec, NormKind, ResidualSpec} from './layer-specs.js';

export interface LayersContext {
  readonly initializer: string;
  readonly initializerScale: number | null;
  /** The value the first layer reads, and its columns that mean "unknown category". */
  readonly block: Value;
  readonly zeroRows: readonly number[];
  readonly random: Random;
}

/**
 * Adds the layers one after the other: dense layers are `dense_0`, `dense_1` …, their activations `dense_0.a` …, and
 * norms, dropouts and residual groups are counted in the same way.
 *
 * @throws IngotError `MODEL_OPTION_INVALID` where a residual group without projection changes the width
 */
export function buildLayers(g: OpGraph, specs: readonly LayerSpec[], context: LayersContext): Value {
  return new LayerBuilder(g, context).build(specs, context.block, 'layers');
}

/** The last dense layer, which gives the logits. */
export function buildHead(g: OpGraph, x: Value, outputs: number, context: LayersContext & {index: number}): Value {
  const {initializer, initializerScale, random, index} = context;
  const options = {name: `dense_${String(index)}`, units: outputs, initializer, output: 'logits'};
  const scale = initializerScale ?? undefined;
  return dense.build(g, x, {...options, scale, zeroRows: zeroRowsOf(context, x)}, random);
}

/** Dense layers in a list, those in groups included. */
export function countDense(specs: readonly LayerSpec[]): number {
  return specs.reduce(
    (sum, spec) => sum + ('dense' in spec ? 1 : 'residual' in spec ? countDense(spec.residual.layers) : 0),
    0,
  );
}

const NORMS: Readonly<Record<NormKind, typeof batchNorm>> = {batch: batchNorm, layer: layerNorm};

function zeroRowsOf({block, zeroRows}: LayersContext, x: Value): readonly number[] {
  return x.name === block.name ? zeroRows : [];
}

class LayerBuilder {
  private readonly counters = new Map<string, number>();
  /** The dense layer whose activation has not come yet. */
  private open: string | undefined;

  constructor(
    private readonly g: OpGraph,
    private readonly context: LayersContext,
  ) {}

  build(specs: readonly LayerSpec[], input: Value, path: string): Value {
    let x = input;
    for (const [index, spec] of specs.entries()) {
      const place = `${path}[${String(index)}]`;
      if ('dense' in spec) x = this.dense(spec, x, specs.slice(index + 1));
      else if ('residual' in spec) x = this.residual(spec, x, place);
      else if ('norm' in spec) x = NORMS[spec.norm.kind].build(this.g, x, {name: this.name('norm')}, this.random);
      else if ('dropout' in spec)
        x = dropout.build(this.g, x, {name: this.name('dropout'), ratio: spec.dropout.ratio}, this.random);
      else {
        const {name: kind, alpha} = spec.activation;
        const name = this.open ?? this.name('activation');
        this.open = undefined;
        x = activation.build(this.g, x, {name, activation: kind, alpha}, this.random);
      }
    }
    return x;
  }

  private get random(): Random {
    return this.context.random;
  }

  private name(kind: string): string {
    const index = this.counters.get(kind) ?? 0;
    this.counters.set(kind, index + 1);
    return `${kind}_${String(index)}`;
  }

  private dense(
    {dense: {units, initializer, initializerScale}}: DenseSpec,
    x: Value,
    after: readonly LayerSpec[],
  ): Value {
    const name = this.name('dense');
    this.open = name;
    const {context} = this;
    // A scale of the network's own initializer means nothing to another one.
    const scale = initializerScale ?? (initializer === undefined ? (context.initializerScale ?? undefined) : undefined);
    const weights = {initializer: initializer ?? context.initializer, scale, gain: gainOf(after)};
    const options = {name, units, ...weights, hasBias: !isBatchNormed(after)};
    return dense.build(this.g, x, {...options, zeroRows: zeroRowsOf(context, x)}, this.random);
  }

  private residual({residual: {layers, projection}}: ResidualSpec, x: Value, place: string): Value {
    const name = this.name('residual');
    const y = this.build(layers, x, `${place}.residual.layers`);
    const [from, to] = [lastDim(x.shape), lastDim(y.shape) ?? 0];
    if (from !== to && !projection)
      throw modelError(
        'MODEL_OPTION_INVALID',
        `Layer ${place}.residual expects its layers to keep the shape [batch, ${String(from)}], got [batch, ${String(to)}].`,
        {hints: ['Give its last dense layer as many units, or leave projection out.']},
      );
    const {initializer, initializerScale} = this.context;
    const options = {name, units: to, initializer, scale: initializerScale ?? undefined, hasBias: false};
    const skip =
      from === to ? x : dense.build(this.g, x, {...options, zeroRows: zeroRowsOf(this.context, x)}, this.random);
    return this.g.op('Add', [skip, y], {}, {name: `${name}_sum`, outputs: [`${name}.y`]});
  }
}

/** The gain of the activation a dense layer's result goes into, whatever norm or dropout lies between. */
function gainOf(after: readonly LayerSpec[]): number | undefined {
  for (const spec of after) {
    if ('dense' in spec || 'residual' in spec) return undefined;
    if (!('activation' in spec)) continue;
    const {alpha, gain} = activations.get(spec.activation.name);
    return gain?.(spec.activation.alpha ?? alpha?.standard ?? 0);
  }
  return undefined;
}

/**
 * Batch normalization takes the mean out again, and with it a bias. Its gradient would be rounding errors only, which
 * optimizers that divide by its size (Adam) follow at full speed: there is no bias then.
 */
function isBatchNormed([next]: readonly LayerSpec[]): boolean {
  return next !== undefined && 'norm' in next && next.norm.kind === 'batch';
}
