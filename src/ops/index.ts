// The op registry: every op ingot can infer and, where it has a gradient, differentiate. Add yours to the list.
import {Registry} from '../core/index.js';
import type {OpDefinition} from './define.js';
import {abs} from './abs.js';
import {add} from './add.js';
import {and} from './and.js';
import {argMax} from './arg-max.js';
import {averagePool} from './average-pool.js';
import {batchNormalization} from './batch-normalization.js';
import {cast} from './cast.js';
import {clip} from './clip.js';
import {concat} from './concat.js';
import {constantOfShape} from './constant-of-shape.js';
import {constant} from './constant.js';
import {convTranspose} from './conv-transpose.js';
import {conv} from './conv.js';
import {cos} from './cos.js';
import {div} from './div.js';
import {dropout} from './dropout.js';
import {elu} from './elu.js';
import {equal} from './equal.js';
import {erf} from './erf.js';
import {exp} from './exp.js';
import {expand} from './expand.js';
import {flatten} from './flatten.js';
import {floor} from './floor.js';
import {fusedMatMul} from './fused-mat-mul.js';
import {gatherElements} from './gather-elements.js';
import {gatherNd} from './gather-nd.js';
import {gather} from './gather.js';
import {gemm} from './gemm.js';
import {globalAveragePool} from './global-average-pool.js';
import {globalMaxPool} from './global-max-pool.js';
import {greaterOrEqual} from './greater-or-equal.js';
import {greater} from './greater.js';
import {hardSigmoid} from './hard-sigmoid.js';
import {identity} from './identity.js';
import {isNaN} from './is-nan.js';
import {labelEncoder} from './label-encoder.js';
import {layerNormalization} from './layer-normalization.js';
import {leakyRelu} from './leaky-relu.js';
import {lessOrEqual} from './less-or-equal.js';
import {less} from './less.js';
import {logSoftmax} from './log-softmax.js';
import {log} from './log.js';
import {loop} from './loop.js';
import {matMul} from './mat-mul.js';
import {maxPool} from './max-pool.js';
import {maxUnpool} from './max-unpool.js';
import {max} from './max.js';
import {min} from './min.js';
import {mod} from './mod.js';
import {mul} from './mul.js';
import {neg} from './neg.js';
import {nonZero} from './non-zero.js';
import {not} from './not.js';
import {oneHot} from './one-hot.js';
import {or} from './or.js';
import {pad} from './pad.js';
import {pow} from './pow.js';
import {prelu} from './prelu.js';
import {range} from './range.js';
import {reduceMax} from './reduce-max.js';
import {reduceMean} from './reduce-mean.js';
import {reduceMin} from './reduce-min.js';
import {reduceSum} from './reduce-sum.js';
import {relu} from './relu.js';
import {reshape} from './reshape.js';
import {scatterElements} from './scatter-elements.js';
import {scatterNd} from './scatter-nd.js';
import {selu} from './selu.js';
import {shape} from './shape.js';
import {sigmoid} from './sigmoid.js';
import {sign} from './sign.js';
import {sin} from './sin.js';
import {size} from './size.js';
import {slice} from './slice.js';
import {softmax} from './softmax.js';
import {softplus} from './softplus.js';
import {softsign} from './softsign.js';
import {split} from './split.js';
import {sqrt} from './sqrt.js';
import {squeeze} from './squeeze.js';
import {sub} from './sub.js';
import {tanh} from './tanh.js';
import {transpose} from './transpose.js';
import {unsqueeze} from './unsqueeze.js';
import {where} from './where.js';

export const ops = new Registry<OpDefinition>('op', [
  abs,
  add,
  and,
  argMax,
  averagePool,
  batchNormalization,
  cast,
  clip,
  concat,
  constantOfShape,
  constant,
  convTranspose,
  conv,
  cos,
  div,
  dropout,
  elu,
  equal,
  erf,
  exp,
  expand,
  flatten,
  floor,
  fusedMatMul,
  gatherElements,
  gatherNd,
  gather,
  gemm,
  globalAveragePool,
  globalMaxPool,
  greaterOrEqual,
  greater,
  hardSigmoid,
  identity,
  isNaN,
  labelEncoder,
  layerNormalization,
  leakyRelu,
  lessOrEqual,
  less,
  logSoftmax,
  log,
  loop,
  matMul,
  maxPool,
  maxUnpool,
  max,
  min,
  mod,
  mul,
  neg,
  nonZero,
  not,
  oneHot,
  or,
  pad,
  pow,
  prelu,
  range,
  reduceMax,
  reduceMean,
  reduceMin,
  reduceSum,
  relu,
  reshape,
  scatterElements,
  scatterNd,
  selu,
  shape,
  sigmoid,
  sign,
  sin,
  size,
  slice,
  softmax,
  softplus,
  softsign,
  split,
  sqrt,
  squeeze,
  sub,
  tanh,
  transpose,
  unsqueeze,
  where,
]);

export type {InferContext, OpDefinition, OpSample, SampleInput, ValueType, VjpContext} from './define.js';
export {defineOp} from './define.js';
export {DTYPE_CODE, dtypeOfCode, isFloat, numbers} from './dtypes.js';
export {opError} from './errors.js';
export {findOp, inferNode, opKey} from './infer.js';
export {inlineGraph} from './inline-graph.js';
export {openGraph} from './open-graph.js';
export {OPSET, OpGraph} from './op-graph.js';
export type {GemmOptions} from './op-graph.js';
export {countFlops} from './support/flops.js';
export {expandLike, reshapeLike, sizesOf, zerosLike} from './support/like.js';
export {formatShape} from './support/shapes.js';
export {stateInitializers} from './support/state-inputs.js';
