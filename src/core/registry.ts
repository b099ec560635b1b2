// A named list of definitions (ops, transforms, optimizers, metrics …): one file a definition, listed in the
// folder's index.ts. Contract tests loop over registries, so registering a thing is what tests it.
import {coreError} from './errors.js';
import {nearest} from './nearest.js';

export class Registry<Definition extends {readonly name: string}> {
  private readonly byName: ReadonlyMap<string, Definition>;

  /**
   * @param kind - what a definition is called in messages: `'optimizer'`
   * @param definitions - the definitions; names must differ
   */
  constructor(
    readonly kind: string,
    definitions: readonly Definition[],
  ) {
    this.byName = new Map(definitions.map((definition) => [definition.name, definition]));
    if (this.byName.size !== definitions.length)
      throw coreError('INTERNAL_INVARIANT', `Two ${kind} definitions share a name.`);
  }

  has(name: string): boolean {
    return this.byName.has(name);
  }

  /** @throws IngotError `REGISTRY_UNKNOWN`, with the nearest name and all known names as hints */
  get(name: string): Definition {
    const found = this.byName.get(name);
    if (found) return found;
    const near = nearest(name, this.names());
    throw coreError('REGISTRY_UNKNOWN', `Unknown ${this.kind} '${name}'.`, {
      hints: [...(near === undefined ? [] : [`Did you mean '${near}'?`]), `Known: ${this.names().join(', ')}.`],
    });
  }

  find(name: string): Definition | undefined {
    return this.byName.get(name);
  }

  names(): string[] {
    return [...this.byName.keys()];
  }

  values(): Definition[] {
    return [...this.byName.values()];
  }
}
