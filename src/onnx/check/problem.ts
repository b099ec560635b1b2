// What the checks find.
import type {Graph, Node} from '../types.js';

export interface Problem {
  /** A warning breaks a rule of ONNX that runtimes let pass. */
  readonly level: 'error' | 'warning';
  /** One sentence that names the graph and the node or value. */
  readonly message: string;
  readonly graph: string;
  readonly node?: string;
  readonly tensor?: string;
  readonly hints?: readonly string[];
}

export type Found = (problem: Problem) => void;

/** A node by its name, or by what it makes. */
export function titleOf(node: Node): string {
  return node.name === ''
    ? `a node without a name (${node.opType} → ${node.outputs.join(', ')})`
    : `node '${node.name}' (${node.opType})`;
}

/** Where a node stands: a graph or a function, by its name. */
export interface Place {
  readonly title: string;
  readonly name: string;
}

export function placeOf({name}: Pick<Graph, 'name'>): Place {
  return {title: `Graph '${name}'`, name};
}

/** Reports problems of one place. */
export function problemsOf(place: Place, found: Found) {
  return (what: string, details: Partial<Omit<Problem, 'message' | 'graph'>> = {}): void => {
    found({level: 'error', message: `${place.title}: ${what}.`, graph: place.name, ...details});
  };
}
