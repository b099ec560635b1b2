export {buildGradients} from './build-gradients.js';
export type {GradientOptions} from './build-gradients.js';
export {autodiffError} from './errors.js';
