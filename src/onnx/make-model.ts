// A Model around a graph, with the versions ingot writes.
import {readFileSync} from 'node:fs';
import type {Graph, Model} from './types.js';

/** Opset 18 came with IR version 8: the oldest pair that has all we use is read by the most runtimes. */
const IR_VERSION = 8;
const OPSET_VERSIONS: Readonly<Record<string, number>> = {'': 18, 'ai.onnx.ml': 3, 'com.microsoft': 1};

let version: string | undefined;

function ingotVersion(): string {
  version ??= (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {version: string})
    .version;
  return version;
}

/**
 * @param options - `opsets` overrides the defaults: opset 18, and ai.onnx.ml 3 and com.microsoft 1 where nodes need them
 */
export function makeModel(options: {
  readonly graph: Graph;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly opsets?: Readonly<Record<string, number>>;
}): Model {
  const opsets: Record<string, number> = {'': OPSET_VERSIONS[''] ?? 18};
  for (const domain of domainsOf(options.graph)) opsets[domain] = OPSET_VERSIONS[domain] ?? 1;
  return {
    irVersion: IR_VERSION,
    opsets: {...opsets, ...options.opsets},
    producerName: 'ingot',
    producerVersion: ingotVersion(),
    metadata: options.metadata ?? {},
    graph: options.graph,
  };
}

function domainsOf(graph: Graph, found = new Set<string>()): ReadonlySet<string> {
  for (const node of graph.nodes) {
    found.add(node.domain);
    for (const attribute of Object.values(node.attributes)) {
      if (attribute.type === 'graph') domainsOf(attribute.value, found);
      if (attribute.type === 'graphs') for (const inner of attribute.value) domainsOf(inner, found);
    }
  }
  return found;
}
