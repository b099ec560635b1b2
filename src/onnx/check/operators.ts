// Every node against the definition of its operator, in its graph: what is known of types is carried from node to node.
import {nearest} from '../../core/index.js';
import {innerGraphs} from '../free-names.js';
import {newestOpset, opNames, opSchema, opVersions, type OpSchema} from '../op-schemas.js';
import {sparseInitializers} from '../sparse.js';
import type {Graph, Model, ModelFunction, Node, Value} from '../types.js';
import {checkCall, functionKey, functionPlace, functionsByKey} from './functions.js';
import {checkForm, checkTypes} from './node-schema.js';
import {placeOf, problemsOf, titleOf, type Found, type Place} from './problem.js';
import {tensorName, typeNameOf} from './type-names.js';

interface Context {
  readonly functions: ReadonlyMap<string, ModelFunction>;
  readonly opsets: Model['opsets'];
  readonly found: Found;
}

export function checkOperators(model: Model, found: Found): void {
  const functions = functionsByKey(model);
  for (const [domain, version] of Object.entries(model.opsets)) {
    const newest = newestOpset(domain);
    if (newest !== undefined && version > newest)
      problemsOf(placeOf(model.graph), found)(
        `opset ${String(version)} of domain '${domain}' is newer than ${String(newest)}, the newest that ingot knows: ` +
          'its operators are not checked',
        {level: 'warning'},
      );
  }
  checkGraph(model.graph, new Map(), {functions, opsets: model.opsets, found});
  for (const each of model.functions ?? []) {
    const types = new Map<string, string>();
    checkNodes({place: functionPlace(each), nodes: each.nodes, declared: each.values}, types, {
      functions,
      opsets: each.opsets,
      found,
    });
  }
}

function checkGraph(graph: Graph, outside: ReadonlyMap<string, string>, context: Context): void {
  const types = new Map(outside);
  const set = (value: Value): void => {
    const type = typeNameOf(value);
    if (type !== undefined) types.set(value.name, type);
  };
  for (const [name, {dtype}] of graph.initializers) types.set(name, tensorName(dtype));
  for (const {name, dtype} of sparseInitializers(graph)) types.set(name, tensorName(dtype));
  for (const value of graph.inputs) set(value);
  const declared = new Map([...graph.values, ...graph.outputs.map((value) => [value.name, value] as const)]);
  checkNodes({place: placeOf(graph), nodes: graph.nodes, declared}, types, context);
}

interface Scope {
  readonly place: Place;
  readonly nodes: readonly Node[];
  readonly declared: ReadonlyMap<string, Value>;
}

function checkNodes({place, nodes, declared}: Scope, types: Map<string, string>, context: Context): void {
  const declaredType = (name: string): string | undefined => {
    const value = declared.get(name);
    return value && typeNameOf(value);
  };
  for (const node of nodes) {
    const report = (what: string): void => {
      problemsOf(place, context.found)(what, {node: node.name});
    };
    for (const graph of innerGraphs(node)) checkGraph(graph, types, context);
    const called = context.functions.get(functionKey(node, node.opType));
    const schema = called ? undefined : schemaOf(node, context.opsets, report);
    if (called) checkCall(node, called, place, context.found);
    if (schema) checkForm(node, schema, report);
    const inferred = schema ? checkTypes(node, schema, (name) => types.get(name), report) : new Map<string, string>();
    for (const name of node.outputs) {
      const [follows, says] = [inferred.get(name), declaredType(name)];
      if (follows !== undefined && says !== undefined && follows !== says)
        report(`output '${name}' of ${titleOf(node)} is declared as ${says}, but the operator gives ${follows}`);
      const type = follows ?? says;
      if (name !== '' && type !== undefined) types.set(name, type);
    }
  }
}

/** @returns undefined for operators that are not ONNX's own, and after a report for those it does not have */
function schemaOf(node: Node, opsets: Model['opsets'], report: (what: string) => void): OpSchema | undefined {
  const {domain, opType} = node;
  const newest = newestOpset(domain);
  const version = opsets[domain];
  if (newest === undefined || version === undefined || version > newest) return undefined;
  const schema = opSchema(domain, opType, version);
  if (schema?.isDeprecated === true)
    report(`${titleOf(node)} is of an operator that was taken away in opset ${String(schema.since)}`);
  if (schema) return schema.isDeprecated ? undefined : schema;
  const versions = opVersions(domain, opType);
  const near = nearest(opType, opNames(domain));
  if (versions)
    report(
      `${titleOf(node)} came with opset ${String(versions.at(-1)?.since)}, but the model is of ${String(version)}`,
    );
  else
    report(
      `${titleOf(node)} is no operator of domain '${domain}'${near === undefined ? '' : ` (did you mean '${near}'?)`}`,
    );
  return undefined;
}
