// Functions of the model: whole, called as declared, and never in a circle.
import {allNodes} from '../free-names.js';
import type {Attribute, Model, ModelFunction, Node} from '../types.js';
import {problemsOf, titleOf, type Found, type Place} from './problem.js';
import {checkBody} from './structure.js';

/** What tells functions apart. */
export function functionKey({domain, overload = ''}: Pick<Node, 'domain' | 'overload'>, name: string): string {
  return `${domain}\0${name}\0${overload}`;
}

export function functionsByKey(model: Model): ReadonlyMap<string, ModelFunction> {
  return new Map((model.functions ?? []).map((each) => [functionKey(each, each.name), each]));
}

export function functionPlace({domain, name}: ModelFunction): Place {
  const title = domain === '' ? name : `${domain}.${name}`;
  return {title: `Function '${title}'`, name: title};
}

export function checkFunctions(model: Model, found: Found): void {
  const known = functionsByKey(model);
  const seen = new Set<string>();
  for (const each of model.functions ?? []) {
    const place = functionPlace(each);
    const report = problemsOf(place, found);
    const key = functionKey(each, each.name);
    if (seen.has(key)) report('it is defined a second time');
    seen.add(key);
    checkBody({place, ...each, initializers: []}, new Set(), {...each.opsets}, found);
    const given = new Set([...each.attributes, ...Object.keys(each.defaults)]);
    for (const node of allNodes(each.nodes))
      for (const [name, {type, value}] of Object.entries<Attribute>(node.attributes))
        if (type === 'reference' && !given.has(value))
          report(`attribute '${name}' of ${titleOf(node)} refers to '${value}', which the function does not declare`, {
            node: node.name,
          });
    const circle = circleThrough(each, known);
    if (circle) report(`it calls itself (${circle.join(' → ')}): functions may not be recursive`);
  }
}

/** The names on the way from a function back to itself. */
function circleThrough(start: ModelFunction, known: ReadonlyMap<string, ModelFunction>): string[] | undefined {
  const seen = new Set<ModelFunction>();
  const visit = (value: ModelFunction, way: readonly string[]): string[] | undefined => {
    for (const node of allNodes(value.nodes)) {
      const called = known.get(functionKey(node, node.opType));
      if (called === start) return [...way, start.name];
      if (!called || seen.has(called)) continue;
      seen.add(called);
      const circle = visit(called, [...way, called.name]);
      if (circle) return circle;
    }
    return undefined;
  };
  return visit(start, [start.name]);
}

/** A call gives no more inputs and outputs than the function has, and should give every attribute without a default. */
export function checkCall(node: Node, called: ModelFunction, place: Place, found: Found): void {
  const report = problemsOf(place, found);
  const counts = [
    ['inputs', node.inputs.length, called.inputs.length],
    ['outputs', node.outputs.length, called.outputs.length],
  ] as const;
  for (const [what, has, most] of counts)
    if (has > most)
      report(`${titleOf(node)} has ${String(has)} ${what}, but the function takes ${String(most)}`, {node: node.name});
  for (const name of called.attributes)
    if (!(name in node.attributes))
      // Runtimes leave the attributes out that refer to it.
      report(`${titleOf(node)} lacks attribute '${name}' of the function, which has no default`, {
        level: 'warning',
        node: node.name,
      });
}
