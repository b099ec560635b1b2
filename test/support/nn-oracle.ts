// What PyTorch gives for the parts of a network, recorded by test/oracle/nn.py.
import {readFileSync} from 'node:fs';

export interface NnOracle {
  readonly points: readonly number[];
  readonly activations: readonly {
    readonly name: string;
    readonly alpha: number | null;
    readonly values: readonly number[];
    readonly slopes: readonly number[];
  }[];
  readonly norms: {
    readonly rows: number;
    readonly x: readonly number[];
    readonly y: readonly number[];
    readonly start: Readonly<Record<string, {readonly dims: readonly number[]; readonly data: readonly number[]}>>;
    readonly batches: readonly (readonly number[])[];
    readonly trained: readonly {
      readonly kind: 'batch' | 'layer';
      readonly losses: readonly number[];
      readonly tensors: Readonly<Record<string, readonly number[]>>;
      readonly evaluated: readonly number[];
    }[];
  };
}

export function readNnOracle(): NnOracle {
  return JSON.parse(readFileSync(new URL('../oracle/nn.json', import.meta.url), 'utf8')) as NnOracle;
}
