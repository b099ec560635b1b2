// A model's description as facts and rows of tables; the command line draws them.
import {formatBytes} from '../core/index.js';
import type {Shape} from '../onnx/index.js';
import type {ModelDescription} from './describe-model.js';

export interface ModelReport {
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly tables: readonly {readonly head: readonly string[]; readonly rows: readonly (readonly string[])[]}[];
}

export function reportModel(description: ModelDescription): ModelReport {
  const {inputs, outputs, parameters, statistics, layers, stages, target, architecture, opsets, flops, memory} =
    description;
  const classes = target?.classes ? `: ${target.classes.join(', ')}` : '';
  const facts: [string, string | undefined][] = [
    ['task', description.task ?? 'unknown: no ingot metadata'],
    ['target', target && `${target.name} (${target.kind})${classes}`],
    ['architecture', architecture && `${architecture.name} ${JSON.stringify(architecture.options)}`],
    ['loss', description.loss && [description.loss, ...optionWords(description)].join(' ')],
    ['parameters', `${String(parameters.count)} in ${String(parameters.tensors.length)} tensors`],
    [
      'statistics',
      statistics.count > 0 ? `${String(statistics.count)} in ${String(statistics.tensors.length)} tensors` : undefined,
    ],
    ['FLOPs', flops === null ? 'unknown: not every operator is' : `${String(flops)} a row`],
    ['weights', bytesText(memory.weightsBytes)],
    [
      'training',
      `${bytesText(memory.trainingBytes)}: gradients ${bytesText(memory.gradientsBytes)}, ${memory.optimizer} ` +
        `${bytesText(memory.optimizerBytes)}, values of ${String(memory.batchSize)} rows ${bytesText(memory.activationsBytes)}`,
    ],
    ['nodes', String(description.nodeCount)],
    [
      'operators',
      Object.entries(description.operators)
        .map(([name, count]) => (count === 1 ? name : `${name} ${String(count)}`))
        .join(', ') || undefined,
    ],
    [
      'opsets',
      Object.entries(opsets)
        .map((pair) => pair.join(' '))
        .join(', '),
    ],
    ['made by', description.producer],
  ];
  return {
    facts: facts.filter((fact): fact is [string, string] => fact[1] !== undefined),
    tables: [
      {
        head: ['input', 'type', 'shape', 'kind', 'must be there'],
        rows: inputs.map(({kind = '-', required, ...value}) => [
          ...valueCells(value),
          kind,
          required === true ? 'yes' : 'no',
        ]),
      },
      {head: ['output', 'type', 'shape'], rows: outputs.map(valueCells)},
      {
        head: ['layer', 'operators', 'output', 'parameters', 'FLOPs a row'],
        rows: layers.map((layer) => [
          layer.name,
          layer.ops.join(' '),
          shapeText(layer.output),
          String(layer.parameters),
          layer.flops === null ? '?' : String(layer.flops),
        ]),
      },
      {
        head: ['function', 'inputs', 'outputs', 'nodes'],
        rows: description.functions.map((each) => [
          each.name,
          each.inputs.join(', '),
          each.outputs.join(', '),
          String(each.nodeCount),
        ]),
      },
      {
        head: ['weight', 'type', 'shape'],
        rows: parameters.tensors.map(({name, dtype, dims}) => [name, dtype, shapeText(dims)]),
      },
      {
        head: ['stage', 'transform', 'columns'],
        rows: stages.map(({id, transform, columns}) => [id, transform, columns.join(', ')]),
      },
    ].filter(({rows}) => rows.length > 0),
  };
}

function optionWords({lossOptions = {}}: ModelDescription): string[] {
  return Object.entries(lossOptions).map(([name, value]) => `${name}=${String(value)}`);
}

function valueCells({name, dtype, shape, type}: ModelDescription['outputs'][number]): string[] {
  return type === undefined ? [name, dtype, shapeText(shape)] : [name, type, '-'];
}

function shapeText(shape: Shape | undefined): string {
  return shape === undefined ? '?' : `[${shape.map((size) => (size === '' ? '?' : String(size))).join(', ')}]`;
}

function bytesText(bytes: number | null): string {
  return bytes === null ? 'unknown' : formatBytes(bytes);
}
