// How to add a pass: write src/passes/<kebab-name>.ts exporting a `definePass({...})` value, list it in registry.ts, and
// give it an example in test/passes/examples.ts. Contract tests then print it before and after, and hold outputs of the
// example and of random graphs against the runtime's.
import type {Graph, Model, Tensor} from '../onnx/index.js';

/** What a graph is about to be used for. */
export type Purpose = 'training' | 'export';

export interface PassContext {
  readonly purpose: Purpose;
  readonly opsets: Model['opsets'];
  /** Values that others know by name: they stay, as do the inputs and outputs of the graph. */
  readonly keep: ReadonlySet<string>;
  /** Initializers whose numbers training will change: nothing is worked out from them. */
  readonly variables: ReadonlySet<string>;
  /** Runs a graph without inputs. @throws IngotError what the runtime throws */
  readonly evaluate: (graph: Graph) => Promise<Readonly<Record<string, Tensor>>>;
}

export interface PassDefinition {
  readonly name: string;
  /** For people, one line. */
  readonly summary: string;
  readonly purposes: readonly Purpose[];
  /** The largest relative difference the pass may make to an output; absent: none, bit for bit. */
  readonly tolerance?: number;
  /** @returns the graph itself when there was nothing to do */
  readonly run: (graph: Graph, context: PassContext) => Graph | Promise<Graph>;
}

/** Types a pass definition and nothing else. */
export function definePass(definition: PassDefinition): PassDefinition {
  return definition;
}
