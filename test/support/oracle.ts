// What PyTorch computed, recorded by test/oracle/training.py, optimizers.py and losses.py.
import {readFileSync} from 'node:fs';

export interface TrainingOracle {
  readonly network: {
    readonly rows: number;
    readonly width: number;
    readonly hidden: number;
    readonly classes: number;
    readonly batchSize: number;
    readonly x: number[];
    readonly y: number[];
    readonly start: [number[], number[], number[], number[]];
    readonly batches: number[][];
  };
  readonly optimizers: Readonly<Record<string, {losses: number[]; norms: number[]; parameters: number[][]}>>;
}

export function readTrainingOracle(): TrainingOracle {
  return JSON.parse(readFileSync(new URL('../oracle/training.json', import.meta.url), 'utf8')) as TrainingOracle;
}

export interface OptimizerOracle {
  readonly optimizers: readonly {
    readonly optimizer: string;
    /** Null is the optimizer's default. */
    readonly learningRate: number | null;
    readonly options: Readonly<Record<string, number>>;
    /** Absent: the optimizer's default. */
    readonly weightDecay?: number;
    readonly losses: number[];
    readonly parameters: number[][];
  }[];
  /** Of the weights that Adam went through at a rate of 0.01. */
  readonly averages: {
    readonly stepsPerEpoch: number;
    readonly cases: readonly {
      readonly average: string;
      readonly options: Readonly<Record<string, number>>;
      readonly parameters: number[][];
    }[];
  };
  readonly schedules: {
    readonly epochs: number;
    readonly stepsPerEpoch: number;
    /** The validation loss after each epoch. */
    readonly losses: number[];
    readonly cases: readonly {
      readonly schedule: string;
      readonly options: Readonly<Record<string, number>>;
      /** One a step. */
      readonly factors: number[];
    }[];
  };
}

export function readOptimizerOracle(): OptimizerOracle {
  return JSON.parse(readFileSync(new URL('../oracle/optimizers.json', import.meta.url), 'utf8')) as OptimizerOracle;
}

export interface LossOracle {
  readonly values: readonly {
    readonly loss: string;
    readonly options: Readonly<Record<string, number>>;
    readonly dims: number[];
    readonly logits: number[];
    readonly target: number[];
    readonly mean: number;
    readonly gradient: number[];
  }[];
  /** By the name the trainings give: `[rows]` of the network in the training oracle. */
  readonly targets: Readonly<Record<string, number[]>>;
  readonly trainings: readonly {
    readonly loss: string;
    readonly options: Readonly<Record<string, number>>;
    readonly target: string;
    readonly outputs: number;
    /** `[rows]`, or each row counts once. */
    readonly weights: number[] | null;
    readonly losses: number[];
    readonly parameters: number[][];
  }[];
  /** Targets that are shares of classes, `[rows, shares]`. */
  readonly shares: {
    readonly values: LossOracle['values'];
    readonly targets: Readonly<Record<string, number[]>>;
    readonly trainings: readonly {
      readonly loss: string;
      readonly options: Readonly<Record<string, number>>;
      readonly shares: number;
      readonly outputs: number;
      readonly losses: number[];
      readonly parameters: number[][];
    }[];
  };
  /** A target for each logit, `[rows, outputs]`. */
  readonly labels: {
    readonly values: LossOracle['values'];
    readonly target: number[];
    readonly trainings: readonly (LossOracle['shares']['trainings'][number] & {readonly weights: number[] | null})[];
  };
}

export function readLossOracle(): LossOracle {
  return JSON.parse(readFileSync(new URL('../oracle/losses.json', import.meta.url), 'utf8')) as LossOracle;
}
