// --threshold and --positive-class: which of two classes is the positive one, and from which probability on.
import {nearest} from '../core/index.js';
import type {ModelSignature} from '../prepare/index.js';
import type {Decision} from './class-rows.js';
import {evalError} from './errors.js';

export interface DecisionOptions {
  /** From this probability of the positive class on, a row is predicted to be of it; 0 to 1. */
  readonly threshold?: number | undefined;
  /** Default: the second class. */
  readonly positiveClass?: string | undefined;
}

/** As results state it. */
export interface DecisionRecord {
  readonly positiveClass?: string;
  /** Null: the more probable class is taken, the first when tied. Of labels: from which probability on they are given. */
  readonly threshold: number | null;
}

const SAYS: Readonly<Record<ModelSignature['task'], (count: number) => string>> = {
  classification: (count) => `has ${String(count)}.`,
  'language-model': (count) => `tells the next of ${String(count)} tokens.`,
  multilabel: (count) => `gives any of ${String(count)} labels.`,
  regression: () => 'predicts a number.',
};

const HINTS: Readonly<Record<ModelSignature['task'], string>> = {
  classification: 'Of several classes the most probable one is predicted.',
  'language-model': 'Leave it out: the most probable token is predicted.',
  multilabel: 'Each label is given from --threshold on; its own precision and recall stand in the report.',
  regression: 'Leave it out, or compare the predictions with a limit of your own.',
};

/** @throws IngotError `EVAL_OPTION` when the model does not tell two classes apart, or has no such class */
export function resolveDecision({task, target}: ModelSignature, {threshold, positiveClass}: DecisionOptions): Decision {
  if (task === 'multilabel' && positiveClass === undefined) return {threshold};
  const option = threshold === undefined ? '--positive-class' : '--threshold';
  if (threshold === undefined && positiveClass === undefined) return {};
  const classes = target.classes ?? [];
  if (task !== 'classification' || classes.length !== 2)
    throw evalError(
      'EVAL_OPTION',
      `${option} is for models of two classes, but this one ` + SAYS[task](classes.length),
      {
        hints: [HINTS[task]],
      },
    );
  if (positiveClass === undefined) return {threshold};
  const positive = classes.indexOf(positiveClass);
  if (positive >= 0) return {positive, threshold};
  const near = nearest(positiveClass, classes);
  throw evalError('EVAL_OPTION', `--positive-class names '${positiveClass}', which is no class of this model.`, {
    hints: [...(near === undefined ? [] : [`Did you mean '${near}'?`]), `Classes: ${classes.join(', ')}.`],
  });
}

/** @returns what results state of a decision; undefined unless the model has two classes, or labels and a threshold */
export function recordDecision(
  {task, target: {classes = []}}: ModelSignature,
  {positive = 1, threshold}: Decision,
): DecisionRecord | undefined {
  if (task === 'multilabel') return threshold === undefined ? undefined : {threshold};
  return task === 'classification' && classes.length === 2
    ? {positiveClass: classes[positive] ?? '', threshold: threshold ?? null}
    : undefined;
}
