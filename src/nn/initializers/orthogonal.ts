import {defineInitializer} from '../define.js';
import {fans, fill} from './fill.js';

/**
 * Orthonormal columns (rows, where there are fewer of them), times the gain of the activation, 1 where it has none: the
 * first factor of a QR decomposition of normal numbers with the diagonal of R positive, so that every orthogonal matrix
 * is equally likely. By Gram-Schmidt in double precision, every vector made orthogonal twice.
 *
 * @see Saxe, McClelland, Ganguli, "Exact solutions to the nonlinear dynamics of learning" (arXiv:1312.6120); Mezzadri,
 * "How to generate random matrices from the classical compact groups" (2007)
 */
export const orthogonal = defineInitializer({
  name: 'orthogonal',
  create: (random, dims, {gain = 1} = {}) => {
    const {fanIn, fanOut} = fans(dims);
    const [length, count] = [Math.max(fanIn, fanOut), Math.min(fanIn, fanOut)];
    const basis: Float64Array[] = [];
    while (basis.length < count) {
      const vector = Float64Array.from({length}, () => random.normal());
      // Once leaves what rounding brought back in; twice is enough (Kahan, Parlett).
      for (let pass = 0; pass < 2; pass += 1) for (const other of basis) removePart(vector, other);
      const norm = Math.sqrt(dot(vector, vector));
      basis.push(vector.map((value) => value / norm));
    }
    const isTall = fanIn >= fanOut;
    let index = 0;
    return fill(dims, () => {
      const [row, column] = [Math.floor(index / fanOut), index % fanOut];
      index += 1;
      const value = isTall ? basis[column]?.[row] : basis[row]?.[column];
      return gain * (value ?? 0);
    });
  },
});

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}

function removePart(vector: Float64Array, unit: Float64Array): void {
  const part = dot(vector, unit);
  for (let index = 0; index < vector.length; index += 1)
    vector[index] = (vector[index] ?? 0) - part * (unit[index] ?? 0);
}
