// The nodes of one graph or function, opset by opset.
import {checkForm} from '../check/node-schema.js';
import {titleOf} from '../check/problem.js';
import {dtypeByCode} from '../dtypes.js';
import {onnxError} from '../errors.js';
import {opSchema} from '../op-schemas.js';
import type {Attribute, DType, Node, Tensor, Value} from '../types.js';
import {elementName} from '../check/type-names.js';
import type {Conversion} from './define.js';

export interface Scope {
  /** For messages: the graph or function. */
  readonly title: string;
  readonly from: number;
  readonly to: number;
  readonly rules: ReadonlyMap<string, Conversion>;
  readonly fresh: (base: string) => string;
  /** What is known of a name that no node of this list makes. */
  readonly known: (name: string) => Value | Tensor | undefined;
}

export const ruleKey = (op: string, to: number): string => `${op}\0${String(to)}`;

/**
 * @returns the nodes in the later opset, and the constants they need
 * @throws IngotError `MODEL_UNSUPPORTED` naming a node that cannot be expressed there
 */
export function convertNodes(nodes: readonly Node[], scope: Scope): {nodes: Node[]; constants: Map<string, Tensor>} {
  const constants = new Map<string, Tensor>();
  let current = [...nodes];
  for (let version = scope.from + 1; version <= scope.to; version += 1) {
    const types = new Types(current, constants, {...scope, version: version - 1});
    current = current.flatMap((node) => {
      const rule = node.domain === '' ? scope.rules.get(ruleKey(node.opType, version)) : undefined;
      if (!rule) return [node];
      const constant = (base: string, tensor: Tensor): string => {
        // Named as the builder names its constants, so that nothing takes it for a weight.
        const name = scope.fresh(`${base}/const`);
        constants.set(name, tensor);
        return name;
      };
      return rule.convert({
        node,
        fresh: scope.fresh,
        constant,
        ints: (base, values) =>
          constant(base, {dtype: 'int64', dims: [values.length], data: BigInt64Array.from(values, BigInt)}),
        target: scope.to,
        constantOf: (name) => types.constantOf(name),
        dtypeOf: (name) => types.dtypeOf(name),
        rankOf: (name) => types.rankOf(name),
        refuse: (reason) => refusal(scope, node, reason),
      });
    });
  }
  for (const node of current) requireForm(node, scope);
  return {nodes: current, constants};
}

function refusal({title, from, to}: Scope, node: Node, reason: string): ReturnType<typeof onnxError> {
  return onnxError(
    'MODEL_UNSUPPORTED',
    `${title}: ${titleOf(node)} cannot be brought from opset ${String(from)} to ${String(to)}: ${reason}.`,
    {data: {node: node.name}},
  );
}

/** Nodes must be as their operator is defined in the later opset, whether a rule touched them or none had to. */
function requireForm(node: Node, scope: Scope): void {
  if (node.domain !== '') return;
  const schema = opSchema('', node.opType, scope.to);
  if (!schema || schema.isDeprecated) throw refusal(scope, node, 'its operator is not there');
  checkForm(node, schema, (what) => {
    throw refusal(scope, node, what);
  });
}

/** What follows of types and ranks from the nodes before. */
class Types {
  private readonly makers: ReadonlyMap<string, Node>;

  constructor(
    nodes: readonly Node[],
    private readonly constants: ReadonlyMap<string, Tensor>,
    private readonly scope: Pick<Scope, 'known'> & {readonly version: number},
  ) {
    this.makers = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  }

  constantOf(name: string): Tensor | undefined {
    const known = this.constants.get(name) ?? this.scope.known(name);
    if (known) return 'dims' in known ? known : undefined;
    const maker = this.makers.get(name);
    const value = maker?.opType === 'Constant' ? maker.attributes['value'] : undefined;
    return value?.type === 'tensor' ? value.value : undefined;
  }

  rankOf(name: string): number | undefined {
    const known = this.constants.get(name) ?? this.scope.known(name);
    if (known) return 'dims' in known ? known.dims.length : known.shape?.length;
    const maker = this.makers.get(name);
    if (maker?.opType === 'Gemm' || maker?.opType === 'Flatten') return 2;
    return maker !== undefined && RANK_KEEPING.has(maker.opType) ? this.rankOf(maker.inputs[0] ?? '') : undefined;
  }

  dtypeOf(name: string, seen: ReadonlySet<string> = new Set()): DType | undefined {
    const known = this.constants.get(name) ?? this.scope.known(name);
    if (known) return 'kind' in known ? undefined : known.dtype;
    const maker = this.makers.get(name);
    // A broken file may hold nodes in a circle.
    const source = maker && !seen.has(name) ? this.sourceOf(maker, name) : undefined;
    return typeof source === 'string' ? this.dtypeOf(source, new Set([...seen, name])) : source?.dtype;
  }

  /** The input whose type an output has, or that type itself. */
  private sourceOf(maker: Node, output: string): string | {dtype: DType} | undefined {
    const own = dtypeSaid(maker);
    if (own) return {dtype: own};
    const schema = opSchema(maker.domain, maker.opType, this.scope.version);
    const type = schema?.outputs[maker.outputs.indexOf(output)]?.type;
    if (!schema || type === undefined) return undefined;
    const index = schema.inputs.findIndex((input) => input.type === type);
    if (index >= 0) return maker.inputs[index];
    const [only, ...others] = schema.constraints.get(type) ?? [type];
    return others.length === 0 ? dtypeNamed(only) : undefined;
  }
}

const RANK_KEEPING = new Set([
  ...[
    'Relu',
    'Sigmoid',
    'Tanh',
    'Conv',
    'MaxPool',
    'AveragePool',
    'GlobalAveragePool',
    'BatchNormalization',
    'Dropout',
  ],
  ...['Identity', 'Cast', 'Clip', 'LeakyRelu', 'Elu', 'Transpose', 'Concat'],
]);

/** What Cast and Constant say themselves. */
function dtypeSaid({attributes, opType}: Node): DType | undefined {
  const said: Attribute | undefined =
    attributes[opType === 'Constant' || opType === 'ConstantOfShape' ? 'value' : 'to'];
  if (said?.type === 'tensor') return said.value.dtype;
  if (opType === 'Cast' && said?.type === 'int') return dtypeByCode(Number(said.value))?.name;
  return opType === 'ConstantOfShape' ? 'float32' : undefined;
}

const DTYPE_BY_TYPE = new Map(
  Array.from({length: 26}, (_, index) => dtypeByCode(index + 1)?.name)
    .filter((name) => name !== undefined)
    .map((name) => [`tensor(${elementName(name)})`, name]),
);

function dtypeNamed(type: string | undefined): {dtype: DType} | undefined {
  const dtype = DTYPE_BY_TYPE.get(type ?? '');
  return dtype && {dtype};
}
