// The op registry: every op ingot can infer and, where it has a gradient, differentiate. Add yours to the list.
import {Registry} from '../core/index.js';
import type {OpDefinition} from './define.js';
import {abs} from './abs.js';
import {acos} from './acos.js';
import {acosh} from './acosh.js';
import {add} from './add.js';
import {and} from './and.js';
import {argMax} from './arg-max.js';
import {argMin} from './arg-min.js';
import {asin} from './asin.js';
import {asinh} from './asinh.js';
import {atan} from './atan.js';
import {atanh} from './atanh.js';
import {averagePool} from './average-pool.js';
import {batchNormalization} from './batch-normalization.js';
import {biasGelu} from './bias-gelu.js';
import {bitShift} from './bit-shift.js';
import {bitwiseAnd} from './bitwise-and.js';
import {bitwiseNot} from './bitwise-not.js';
import {bitwiseOr} from './bitwise-or.js';
import {bitwiseXor} from './bitwise-xor.js';
import {castLike} from './cast-like.js';
import {cast} from './cast.js';
import {ceil} from './ceil.js';
import {celu} from './celu.js';
import {clip} from './clip.js';
import {compress} from './compress.js';
import {concat} from './concat.js';
import {constantOfShape} from './constant-of-shape.js';
import {constant} from './constant.js';
import {convTranspose} from './conv-transpose.js';
import {conv} from './conv.js';
import {cos} from './cos.js';
import {cosh} from './cosh.js';
import {cumSum} from './cum-sum.js';
import {depthToSpace} from './depth-to-space.js';
import {div} from './div.js';
import {dropout} from './dropout.js';
import {einsum} from './einsum.js';
import {elu} from './elu.js';
import {equal} from './equal.js';
import {erf} from './erf.js';
import {exp} from './exp.js';
import {expand} from './expand.js';
import {eyeLike} from './eye-like.js';
import {fastGelu} from './fast-gelu.js';
import {flatten} from './flatten.js';
import {floor} from './floor.js';
import {fusedMatMul} from './fused-mat-mul.js';
import {gatherElements} from './gather-elements.js';
import {gatherNd} from './gather-nd.js';
import {gather} from './gather.js';
import {gelu} from './gelu.js';
import {gemm} from './gemm.js';
import {globalAveragePool} from './global-average-pool.js';
import {globalMaxPool} from './global-max-pool.js';
import {greaterOrEqual} from './greater-or-equal.js';
import {greater} from './greater.js';
import {groupNormalization} from './group-normalization.js';
import {gru} from './gru.js';
import {hardSigmoid} from './hard-sigmoid.js';
import {hardSwish} from './hard-swish.js';
import {hardmax} from './hardmax.js';
import {identity} from './identity.js';
import {ifOp} from './if.js';
import {instanceNormalization} from './instance-normalization.js';
import {isInf} from './is-inf.js';
import {isNaN} from './is-nan.js';
import {labelEncoder} from './label-encoder.js';
import {layerNormalization} from './layer-normalization.js';
import {leakyRelu} from './leaky-relu.js';
import {lessOrEqual} from './less-or-equal.js';
import {less} from './less.js';
import {logSoftmax} from './log-softmax.js';
import {log} from './log.js';
import {loop} from './loop.js';
import {lpNormalization} from './lp-normalization.js';
import {lpPool} from './lp-pool.js';
import {lrn} from './lrn.js';
import {lstm} from './lstm.js';
import {matMul} from './mat-mul.js';
import {maxPool} from './max-pool.js';
import {maxUnpool} from './max-unpool.js';
import {max} from './max.js';
import {meanVarianceNormalization} from './mean-variance-normalization.js';
import {mean} from './mean.js';
import {microsoftGelu} from './microsoft-gelu.js';
import {min} from './min.js';
import {mish} from './mish.js';
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
import {quickGelu} from './quick-gelu.js';
import {range} from './range.js';
import {reciprocal} from './reciprocal.js';
import {reduceL1} from './reduce-l1.js';
import {reduceL2} from './reduce-l2.js';
import {reduceLogSumExp} from './reduce-log-sum-exp.js';
import {reduceLogSum} from './reduce-log-sum.js';
import {reduceMax} from './reduce-max.js';
import {reduceMean} from './reduce-mean.js';
import {reduceMin} from './reduce-min.js';
import {reduceProd} from './reduce-prod.js';
import {reduceSumSquare} from './reduce-sum-square.js';
import {reduceSum} from './reduce-sum.js';
import {relu} from './relu.js';
import {reshape} from './reshape.js';
import {resize} from './resize.js';
import {rmsNormalization} from './rms-normalization.js';
import {rnn} from './rnn.js';
import {round} from './round.js';
import {scan} from './scan.js';
import {scatterElements} from './scatter-elements.js';
import {scatterNd} from './scatter-nd.js';
import {selu} from './selu.js';
import {shape} from './shape.js';
import {shrink} from './shrink.js';
import {sigmoid} from './sigmoid.js';
import {sign} from './sign.js';
import {simplifiedLayerNormalization} from './simplified-layer-normalization.js';
import {sin} from './sin.js';
import {sinh} from './sinh.js';
import {size} from './size.js';
import {skipLayerNormalization} from './skip-layer-normalization.js';
import {skipSimplifiedLayerNormalization} from './skip-simplified-layer-normalization.js';
import {slice} from './slice.js';
import {softmax} from './softmax.js';
import {softplus} from './softplus.js';
import {softsign} from './softsign.js';
import {spaceToDepth} from './space-to-depth.js';
import {split} from './split.js';
import {sqrt} from './sqrt.js';
import {squeeze} from './squeeze.js';
import {stringSplit} from './string-split.js';
import {sub} from './sub.js';
import {sum} from './sum.js';
import {swish} from './swish.js';
import {tan} from './tan.js';
import {tanh} from './tanh.js';
import {thresholdedRelu} from './thresholded-relu.js';
import {tile} from './tile.js';
import {topK} from './top-k.js';
import {transpose} from './transpose.js';
import {trilu} from './trilu.js';
import {unsqueeze} from './unsqueeze.js';
import {where} from './where.js';
import {xor} from './xor.js';

export const ops = new Registry<OpDefinition>('op', [
  abs,
  acos,
  acosh,
  add,
  and,
  argMax,
  argMin,
  asin,
  asinh,
  atan,
  atanh,
  averagePool,
  batchNormalization,
  biasGelu,
  bitShift,
  bitwiseAnd,
  bitwiseNot,
  bitwiseOr,
  bitwiseXor,
  castLike,
  cast,
  ceil,
  celu,
  clip,
  compress,
  concat,
  constantOfShape,
  constant,
  convTranspose,
  conv,
  cos,
  cosh,
  cumSum,
  depthToSpace,
  div,
  dropout,
  einsum,
  elu,
  equal,
  erf,
  exp,
  expand,
  eyeLike,
  fastGelu,
  flatten,
  floor,
  fusedMatMul,
  gatherElements,
  gatherNd,
  gather,
  gelu,
  gemm,
  globalAveragePool,
  globalMaxPool,
  greaterOrEqual,
  greater,
  groupNormalization,
  gru,
  hardSigmoid,
  hardSwish,
  hardmax,
  identity,
  ifOp,
  instanceNormalization,
  isInf,
  isNaN,
  labelEncoder,
  layerNormalization,
  leakyRelu,
  lessOrEqual,
  less,
  logSoftmax,
  log,
  loop,
  lpNormalization,
  lpPool,
  lrn,
  lstm,
  matMul,
  maxPool,
  maxUnpool,
  max,
  meanVarianceNormalization,
  mean,
  microsoftGelu,
  min,
  mish,
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
  quickGelu,
  range,
  reciprocal,
  reduceL1,
  reduceL2,
  reduceLogSumExp,
  reduceLogSum,
  reduceMax,
  reduceMean,
  reduceMin,
  reduceProd,
  reduceSumSquare,
  reduceSum,
  relu,
  reshape,
  resize,
  rmsNormalization,
  rnn,
  round,
  scan,
  scatterElements,
  scatterNd,
  selu,
  shape,
  shrink,
  sigmoid,
  sign,
  simplifiedLayerNormalization,
  sin,
  sinh,
  size,
  skipLayerNormalization,
  skipSimplifiedLayerNormalization,
  slice,
  softmax,
  softplus,
  softsign,
  spaceToDepth,
  split,
  sqrt,
  squeeze,
  stringSplit,
  sub,
  sum,
  swish,
  tan,
  tanh,
  thresholdedRelu,
  tile,
  topK,
  transpose,
  trilu,
  unsqueeze,
  where,
  xor,
]);

export type {InferContext, OpDefinition, OpSample, SampleInput, ValueType, VjpContext} from './define.js';
export {constantTensor} from './constant.js';
export {defineOp, hasGradient} from './define.js';
export {DTYPE_CODE, dtypeOfCode, isFloat, numbers} from './dtypes.js';
export {opError} from './errors.js';
export {findOp, inferNode, opKey} from './infer.js';
export {branchOf} from './if.js';
export {inferGraph} from './infer-graph.js';
export {inlineGraph} from './inline-graph.js';
export {openGraph} from './open-graph.js';
export {OPSET, OpGraph} from './op-graph.js';
export {neededOpset} from './needed-opset.js';
export type {GemmOptions} from './op-graph.js';
export {countFlops} from './support/flops.js';
export {expandLike, reshapeLike, sizesOf, zerosLike} from './support/like.js';
export {dotPerChannel} from './support/per-channel.js';
export {rootMeanSquareNorm} from './support/root-mean-square.js';
export {formatShape} from './support/shapes.js';
export {evaluateDim} from './support/symbols.js';
export {stateInitializers} from './support/state-inputs.js';
export {lowerNode} from './lower-node.js';
export {erfGate, mishGate, tanhGate} from './support/smooth-rectifiers.js';
