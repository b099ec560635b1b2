import {defineRootMeanSquareNorm} from './support/root-mean-square.js';

/**
 * x / √(mean of x² + epsilon) · scale, the mean over the axes from `axis` on.
 * @see ONNX Operators, RMSNormalization-23; Zhang, Sennrich, "Root mean square layer normalization" (arXiv:1910.07467)
 */
export const rmsNormalization = defineRootMeanSquareNorm({name: 'RMSNormalization', since: 23});
