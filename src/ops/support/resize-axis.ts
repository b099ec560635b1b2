// Which elements of an axis Resize mixes into each element of the result, in float32 as the runtime works them out.
import type {AxisMatrix} from './axis-matrix.js';

export interface ResizeAxis {
  readonly inputs: number;
  readonly outputs: number;
  /** The factor given; absent: outputs / inputs. */
  readonly scale?: number | undefined;
}

export interface ResizeModes {
  /** `nearest`, `linear` or `cubic` */
  readonly mode: string;
  /** coordinate_transformation_mode */
  readonly coordinates: string;
  /** nearest_mode */
  readonly rounding: string;
  readonly cubicCoefficient: number;
  /** exclude_outside */
  readonly excludesOutside: boolean;
}

const f = Math.fround;

/** Where an element of the result lies on the input's axis; undefined for a mode that is not known. */
const COORDINATES: Readonly<Record<string, (at: number, axis: Required<ResizeAxis>) => number>> = {
  half_pixel: (at, {scale}) => f(f(f(at + 0.5) / f(scale ?? 1)) - 0.5),
  pytorch_half_pixel: (at, {scale, outputs}) => (outputs > 1 ? f(f(f(at + 0.5) / f(scale ?? 1)) - 0.5) : 0),
  align_corners: (at, {inputs, outputs}) => (outputs === 1 ? 0 : f(f(at * (inputs - 1)) / (outputs - 1))),
  asymmetric: (at, {scale}) => f(at / f(scale ?? 1)),
  half_pixel_symmetric: (at, {scale, inputs, outputs}) => {
    const share = f(outputs / f(f(scale ?? 1) * inputs));
    return f(f((inputs / 2) * f(1 - share)) + f(f(f(at + 0.5) / f(scale ?? 1)) - 0.5));
  },
};

const ROUNDINGS: Readonly<Record<string, (at: number) => number>> = {
  round_prefer_floor: (at) => (at === Math.floor(at) + 0.5 ? Math.floor(at) : Math.round(at)),
  round_prefer_ceil: (at) => Math.round(at),
  floor: Math.floor,
  ceil: Math.ceil,
};

/** Undefined for modes that are not known. */
export function resizeMatrix(axis: ResizeAxis, modes: ResizeModes): AxisMatrix | undefined {
  const coordinate = COORDINATES[modes.coordinates];
  const rounding = ROUNDINGS[modes.rounding];
  const known = {...axis, scale: axis.scale ?? f(axis.outputs / axis.inputs)};
  if (!coordinate || !rounding || !['nearest', 'linear', 'cubic'].includes(modes.mode)) return undefined;
  return Array.from({length: axis.outputs}, (_, output) => {
    const at = coordinate(output, known);
    const row = Array<number>(axis.inputs).fill(0);
    const add = (index: number, weight: number): void => {
      const inside = Math.min(Math.max(index, 0), axis.inputs - 1);
      row[inside] = (row[inside] ?? 0) + weight;
    };
    if (modes.mode === 'nearest') add(rounding(at), 1);
    else if (modes.mode === 'linear') {
      const inside = Math.min(Math.max(at, 0), axis.inputs - 1);
      const low = Math.floor(inside);
      add(low, 1 - (inside - low));
      add(low + 1, inside - low);
    } else for (const [index, weight] of cubicTaps(at, axis.inputs, modes)) add(index, weight);
    return row;
  });
}

/** @see Keys, "Cubic convolution interpolation for digital image processing" (1981) */
function cubicTaps(
  at: number,
  inputs: number,
  {cubicCoefficient: a, excludesOutside}: ResizeModes,
): [number, number][] {
  const low = Math.floor(at);
  const taps = [-1, 0, 1, 2].map((offset): [number, number] => {
    const distance = Math.abs(at - low - offset);
    const weight =
      distance <= 1
        ? ((a + 2) * distance - (a + 3)) * distance * distance + 1
        : ((a * distance - 5 * a) * distance + 8 * a) * distance - 4 * a;
    return [low + offset, weight];
  });
  if (!excludesOutside) return taps;
  const inside = taps.filter(([index]) => index >= 0 && index < inputs);
  const sum = inside.reduce((total, [, weight]) => total + weight, 0);
  return inside.map(([index, weight]) => [index, weight / sum]);
}

/** By how much an axis is repeated element by element (`nearest`, a whole factor); undefined where it is not. */
export function repeatsOf(matrix: AxisMatrix): number | undefined {
  const [outputs, inputs] = [matrix.length, matrix[0]?.length ?? 0];
  const times = outputs / inputs;
  const isRepeated = matrix.every((row, output) => row[Math.floor(output / times)] === 1);
  return Number.isInteger(times) && isRepeated ? times : undefined;
}
