// Gates: conditions on metrics that decide the exit status, `accuracy>=0.9`, `recall[yes]>=0.8`.
import {nearest} from '../core/index.js';
import {evalError} from './errors.js';
import type {ModelSignature} from '../prepare/index.js';
import {classMetrics, metricsOf, type ClassResult, type MetricResult, type MetricResults} from './measure-rows.js';

const COMPARE = {
  '>=': (value: number, limit: number) => value >= limit,
  '<=': (value: number, limit: number) => value <= limit,
  '>': (value: number, limit: number) => value > limit,
  '<': (value: number, limit: number) => value < limit,
} as const;

export interface Gate {
  /** As the user wrote it. */
  readonly text: string;
  /** Metric, or metric and class: `recall[yes]`. */
  readonly metric: string;
  readonly operator: keyof typeof COMPARE;
  readonly limit: number;
}

/** A gate with the value it was held against; null (undefined metric) fails. */
export interface GateVerdict extends Gate {
  readonly value: number | null;
  readonly passed: boolean;
  readonly note?: string;
}

/** What gates can be held against: the part of an evaluation result they read. */
export interface Gateable {
  readonly loss: number;
  readonly metrics: MetricResults;
  readonly perClass?: readonly ClassResult[] | undefined;
}

/** What gates may name for a model, besides `loss`: its metrics, and those of its classes. */
export function gateNames({task, target: {classes = []}}: ModelSignature): string[] {
  const names = metricsOf(task, classes.length).map(({name}) => name);
  if (task === 'language-model') return names;
  return [...names, ...classMetrics().flatMap(({name}) => classes.map((label) => classGate(name, label)))];
}

function classGate(metric: string, label: string): string {
  return `${metric}[${label}]`;
}

/** Every value a gate can name, by that name. */
function gateValues({loss, metrics, perClass = []}: Gateable): Map<string, Pick<MetricResult, 'value' | 'note'>> {
  return new Map<string, Pick<MetricResult, 'value' | 'note'>>([
    ['loss', {value: loss}],
    ...Object.entries(metrics),
    ...perClass.flatMap(({class: label, metrics: ofClass}) =>
      Object.entries(ofClass).map(([name, result]): [string, MetricResult] => [classGate(name, label), result]),
    ),
  ]);
}

/** METRIC or METRIC[CLASS], an operator, a number. */
const GATE = /^\s*([\w-]+(?:\[.*\])?)\s*(>=|<=|>|<)\s*(\S+)\s*$/;
/** A comma after a gate's number; others belong to the name of a class. */
const BETWEEN_GATES = /(?<=[<>]=?\s*[\d.eE+-]+\s*),/;

/**
 * @param texts - each one gate, or several separated by commas
 * @param known - names that may be used, see {@link gateNames}; `loss` always may
 * @throws IngotError `GATE_SYNTAX`, `GATE_UNKNOWN_METRIC` (with the nearest name)
 */
export function parseGates(texts: readonly string[], known: readonly string[]): Gate[] {
  const names = [...new Set([...known, 'loss'])];
  return texts
    .flatMap((text) => text.split(BETWEEN_GATES))
    .map((text) => {
      const [, metric = '', operator = '', number = ''] = GATE.exec(text) ?? [];
      const limit = Number(number);
      if (number === '' || !Number.isFinite(limit))
        throw evalError('GATE_SYNTAX', `A gate is METRIC, one of >= <= > <, and a number; got '${text}'.`, {
          hints: ["For example --gate 'accuracy>=0.9' (quoted: the shell reads > as a redirection)."],
        });
      if (!names.includes(metric)) throw unknownMetric(text, metric, names);
      return {text: text.trim(), metric, operator: operator as Gate['operator'], limit};
    });
}

function unknownMetric(text: string, metric: string, names: readonly string[]): Error {
  const near = nearest(metric, names);
  return evalError(
    'GATE_UNKNOWN_METRIC',
    `The gate '${text.trim()}' names the metric '${metric}', which does not exist here.`,
    {
      hints: [
        ...(near === undefined ? [] : [`Did you mean '${near}'?`]),
        `Metrics of this model: ${names.join(', ')}.`,
      ],
    },
  );
}

export function judgeGates(result: Gateable, gates: readonly Gate[]): GateVerdict[] {
  const values = gateValues(result);
  return gates.map((gate) => {
    const {value, note} = values.get(gate.metric) ?? {value: null, note: 'it was not measured'};
    const passed = value !== null && COMPARE[gate.operator](value, gate.limit);
    return {...gate, value, passed, ...(note === undefined ? {} : {note})};
  });
}

/** @throws IngotError `GATE_FAILED`, naming each failed gate with the value found */
export function requireGates(verdicts: readonly GateVerdict[]): void {
  const failed = verdicts.filter(({passed}) => !passed);
  if (failed.length === 0) return;
  const list = failed.map(
    ({text, value, note}) => `${text} (value ${value === null ? `undefined: ${note ?? ''}` : String(value)})`,
  );
  throw evalError(
    'GATE_FAILED',
    `${String(failed.length)} of ${String(verdicts.length)} gates failed: ${list.join('; ')}.`,
    {
      data: {gates: verdicts},
    },
  );
}

/**
 * Parses, judges and requires in one.
 *
 * @throws IngotError `GATE_SYNTAX`, `GATE_UNKNOWN_METRIC`, `GATE_FAILED`
 */
export function checkGates(result: Gateable, texts: readonly string[]): GateVerdict[] {
  const verdicts = judgeGates(result, parseGates(texts, [...gateValues(result).keys()]));
  requireGates(verdicts);
  return verdicts;
}
