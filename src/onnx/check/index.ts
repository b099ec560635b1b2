// The rules of ONNX that a model can break without being unreadable. ONNX Runtime would refuse such a model too, but
// late, and without saying which of our names is at fault.
import {onnxError} from '../errors.js';
import type {Model} from '../types.js';
import {allNodes} from '../free-names.js';
import {checkFunctions} from './functions.js';
import {checkOperators} from './operators.js';
import {placeOf, problemsOf, type Found, type Problem} from './problem.js';
import {checkGraphNames} from './structure.js';
import {checkTensors} from './tensors.js';

export type {Problem} from './problem.js';

/**
 * Names, order, domains and functions: what every model must satisfy before it is written.
 *
 * @throws IngotError `MODEL_INVALID` naming the node or value, for the first problem: an input nobody computes, a name
 * given twice, nodes out of order or in a circle, a domain without an opset, an output nobody computes, a recursive
 * function
 */
export function checkModel(model: Model): void {
  checkNames(model, ({message, hints, node, tensor}) => {
    const data = {...(node !== undefined && {node}), ...(tensor !== undefined && {tensor})};
    throw onnxError('MODEL_INVALID', message, {hints, data});
  });
}

/**
 * Everything {@link checkModel} looks at, and the elements of stored tensors, and each node against the definition of
 * its operator: inputs, outputs, attributes, types.
 *
 * @returns all problems, in order of the graph
 */
export function findProblems(model: Model): readonly Problem[] {
  const problems: Problem[] = [];
  const found: Found = (problem) => problems.push(problem);
  checkNames(model, found);
  checkTensors(model, found);
  checkOperators(model, found);
  return problems;
}

function checkNames(model: Model, found: Found): void {
  if (model.opsets[''] === undefined && allNodes(model.graph.nodes).some(({domain}) => domain === ''))
    problemsOf(
      placeOf(model.graph),
      found,
    )('expected an opset version of the standard domain, but the model imports none');
  checkGraphNames(model.graph, model.opsets, found);
  checkFunctions(model, found);
}
