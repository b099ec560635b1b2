// A graph as text, one line a node: for golden tests and for people.
import {sparseInitializers} from './sparse.js';
import type {Attribute, Graph, Model, ModelFunction, Node, Tensor, Value} from './types.js';
import {formatDims, formatType, typeOf} from './value-type.js';

export interface PrintOptions {
  /** Constants up to this many elements are shown in full; default 8. */
  readonly maxElements?: number;
}

/**
 * ```text
 * graph(x: float32[batch,2]) -> (y: float32[batch,1])
 *   weight: float32[2,1] = {0.5, -1}
 *   h = MatMul(x, weight)          # float32[batch,1]
 *   y = ai.onnx.ml.Scaler<scale=[1]>(h)
 * ```
 *
 * @returns the text, ending in a newline; equal graphs give equal text, node names are not shown
 */
export function printGraph(graph: Graph, options: PrintOptions = {}): string {
  return `${lines(graph, '', options.maxElements ?? 8).join('\n')}\n`;
}

/**
 * A whole model: its versions, its functions, its graph.
 *
 * ```text
 * model(ir 8, opset 18, custom 1)
 * function custom.Double<factor, bias=0.5>(x) -> (y)  # opset 18
 *   y = Mul(x, @factor)
 * graph(x: float32[2]) -> (y: float32[2])
 *   y = custom.Double<factor=2>(x)
 * ```
 */
export function printModel(model: Model, options: PrintOptions = {}): string {
  const maxElements = options.maxElements ?? 8;
  const metadata = Object.entries(model.metadata).sort(([a], [b]) => (a < b ? -1 : 1));
  const all = [
    `model(ir ${String(model.irVersion)}, ${printOpsets(model.opsets)})`,
    ...metadata.map(([key, value]) => `  ${key} = ${JSON.stringify(value)}`),
    ...(model.functions ?? []).flatMap((each) => functionLines(each, maxElements)),
    ...lines(model.graph, '', maxElements),
  ];
  return `${all.join('\n')}\n`;
}

/** The functions of a model as text, in the form of {@link printModel}; '' where it has none. */
export function printFunctions({functions = []}: Model, options: PrintOptions = {}): string {
  return functions.map((each) => `${functionLines(each, options.maxElements ?? 8).join('\n')}\n`).join('');
}

function printOpsets(opsets: Model['opsets']): string {
  const entries = Object.entries(opsets).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([domain, version]) => `${domain === '' ? 'opset' : domain} ${String(version)}`).join(', ');
}

function functionLines(value: ModelFunction, maxElements: number): string[] {
  const defaults = Object.entries(value.defaults).map(([name, each]) => `${name}=${printAttribute(each, maxElements)}`);
  const attributes = [...value.attributes, ...defaults.sort()].join(', ');
  const overload = value.overload === undefined ? '' : `:${value.overload}`;
  const name = `${value.domain === '' ? '' : `${value.domain}.`}${value.name}${overload}`;
  return [
    `function ${name}${attributes === '' ? '' : `<${attributes}>`}(${value.inputs.join(', ')}) -> ` +
      `(${value.outputs.join(', ')})  # ${printOpsets(value.opsets)}`,
    ...value.nodes.flatMap((node) => nodeLines(value, node, '  ', maxElements)),
  ];
}

function lines(graph: Graph, indent: string, maxElements: number): string[] {
  const inner = `${indent}  `;
  const name = graph.name === '' || graph.name === 'graph' ? 'graph' : `graph ${graph.name}`;
  return [
    `${indent}${name}(${graph.inputs.map(printValue).join(', ')}) -> (${graph.outputs.map(printValue).join(', ')})`,
    ...[...graph.initializers].map(([key, tensor]) => `${inner}${key}: ${printTensor(tensor, maxElements)}`),
    ...sparseInitializers(graph).map(
      ({name: key, dtype, shape}) => `${inner}${key}: sparse(${dtype}${formatDims(shape)})`,
    ),
    ...graph.nodes.flatMap((node) => nodeLines(graph, node, inner, maxElements)),
  ];
}

function nodeLines(graph: Pick<Graph, 'values'>, node: Node, indent: string, maxElements: number): string[] {
  const names = Object.keys(node.attributes).sort();
  const shown: string[] = [];
  const below: string[] = [];
  for (const name of names) {
    const attribute = node.attributes[name];
    if (!attribute) continue;
    shown.push(`${name}=${printAttribute(attribute, maxElements)}`);
    const graphs = attribute.type === 'graph' ? [attribute.value] : attribute.type === 'graphs' ? attribute.value : [];
    for (const body of graphs) below.push(`${indent}  ${name}:`, ...lines(body, `${indent}    `, maxElements));
  }
  const overload = node.overload === undefined ? '' : `:${node.overload}`;
  const op = `${node.domain === '' ? '' : `${node.domain}.`}${node.opType}${overload}`;
  const attributes = shown.length === 0 ? '' : `<${shown.join(', ')}>`;
  const types = node.outputs.map((name) => graph.values.get(name)).filter((value) => value !== undefined);
  const comment = types.length === 0 ? '' : `  # ${types.map(printType).join(', ')}`;
  const outputs = node.outputs.map(orBlank).join(', ');
  return [`${indent}${outputs} = ${op}${attributes}(${node.inputs.map(orBlank).join(', ')})${comment}`, ...below];
}

/** An absent optional input or output. */
function orBlank(name: string): string {
  return name === '' ? '_' : name;
}

function printValue(value: Value): string {
  return `${value.name}: ${printType(value)}`;
}

function printType(value: Value): string {
  return formatType(typeOf(value));
}

function printTensor({dtype, dims, data}: Tensor, maxElements: number): string {
  const type = `${dtype}${formatDims(dims)}`;
  if (data.length > maxElements) return type;
  return `${type} = {${Array.from(data as ArrayLike<unknown>, (element) => printElement(element, dtype)).join(', ')}}`;
}

function printElement(element: unknown, dtype: string): string {
  if (typeof element === 'string') return JSON.stringify(element);
  if (Object.is(element, -0)) return '-0';
  // Nine and seventeen digits always tell two floats apart; the shortest such text is shown.
  if (dtype === 'float32' && typeof element === 'number') return shortFloat(element);
  return String(element);
}

function shortFloat(value: number): string {
  for (let digits = 6; digits < 9; digits += 1) {
    const text = Number(value.toPrecision(digits));
    if (Math.fround(text) === value) return String(text);
  }
  return String(Number(value.toPrecision(9)));
}

function printAttribute(attribute: Attribute, maxElements: number): string {
  switch (attribute.type) {
    case 'float':
      return shortFloat(attribute.value);
    case 'int':
      return String(attribute.value);
    case 'string':
      return JSON.stringify(attribute.value);
    case 'tensor':
      return printTensor(attribute.value, maxElements);
    case 'floats':
      return printList(attribute.value.map(shortFloat), maxElements);
    case 'ints':
      return printList(attribute.value.map(String), maxElements);
    case 'strings':
      return printList(
        attribute.value.map((text) => JSON.stringify(text)),
        maxElements,
      );
    case 'tensors':
      return printList(
        attribute.value.map((tensor) => printTensor(tensor, maxElements)),
        maxElements,
      );
    case 'graph':
      return '(below)';
    case 'graphs':
      return '(below)';
    case 'reference':
      return `@${attribute.value}`;
    case 'opaque':
      return `(${String(attribute.value.length)} bytes)`;
  }
}

function printList(texts: readonly string[], maxElements: number): string {
  if (texts.length <= maxElements) return `[${texts.join(', ')}]`;
  return `[${texts.slice(0, maxElements).join(', ')}, … ${String(texts.length)} in all]`;
}
