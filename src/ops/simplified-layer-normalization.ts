import {defineRootMeanSquareNorm} from './support/root-mean-square.js';

/**
 * RMSNormalization under the name it has in files that ONNX Runtime or exporters before opset 23 have written.
 * @see ONNX Runtime, contrib_defs, SimplifiedLayerNormalization; Zhang, Sennrich, "Root mean square layer normalization" (arXiv:1910.07467)
 */
export const simplifiedLayerNormalization = defineRootMeanSquareNorm({name: 'SimplifiedLayerNormalization'});
