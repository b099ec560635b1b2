// Fits stages one after another, each from the columns as the earlier ones left them.
import {canonicalJson, type Json} from '../../core/index.js';
import type {ColumnStatistics, DatasetSchema, Field, Stage} from '../../data/index.js';
import {fitStage, transformOf} from '../../transforms/index.js';
import type {Step} from './chain.js';
import type {Observe} from './observe.js';
import {schemaAfter} from '../stage-runner.js';

/** A column and what is to become of it. */
export interface Chain {
  readonly field: Field;
  readonly steps: readonly Step[];
  /** What the chain has made of the column so far. */
  columns: readonly string[];
}

/** Statistics are taken anew, in a pass over the rows, for columns that an earlier stage has changed. */
export class Planner {
  readonly stages: Stage[] = [];
  private readonly statistics: Map<string, ColumnStatistics>;
  /** Columns whose statistics are those from before some stage, with the column they come from. */
  private readonly stale = new Map<string, string>();

  constructor(
    public schema: DatasetSchema,
    statistics: ReadonlyMap<string, ColumnStatistics>,
    private readonly observe: Observe,
  ) {
    this.statistics = new Map(statistics);
  }

  /** @returns for each column given, those made of it */
  async fit(
    transform: string,
    columns: readonly string[],
    options: Readonly<Record<string, Json>> = {},
  ): Promise<string[][]> {
    if (columns.length === 0) return [];
    await this.refresh(columns);
    const {fields} = this.schema;
    const stage = fitStage({transform, columns, fields, statistics: this.statistics, options});
    this.stages.push(stage);
    this.schema = schemaAfter(this.schema, [stage]);
    const share = stage.outputs.length / columns.length;
    return columns.map((column, at) => {
      const outputs = stage.outputs.slice(at * share, (at + 1) * share);
      if (transformOf(stage).keepsPresent !== true)
        for (const output of outputs) this.stale.set(output, this.stale.get(column) ?? column);
      return outputs;
    });
  }

  private async refresh(columns: readonly string[]): Promise<void> {
    const wanted = columns.flatMap((name) => {
      const source = this.stale.get(name);
      return source === undefined ? [] : [{name, source}];
    });
    if (wanted.length === 0) return;
    for (const [name, observed] of await this.observe(this.stages, this.schema, wanted))
      this.statistics.set(name, observed);
  }
}

/**
 * Fits the steps of all chains, last steps together: columns with the same step at the same distance from the end form one
 * block.
 */
export async function fitChains(plan: Planner, chains: readonly Chain[]): Promise<void> {
  for (let left = Math.max(0, ...chains.map(({steps}) => steps.length)); left > 0; left -= 1) {
    const blocks = new Map<string, {step: Step; members: Chain[]}>();
    for (const chain of chains) {
      const step = chain.steps[chain.steps.length - left];
      if (!step) continue;
      // A column of tensors is a block of its own.
      const key = canonicalJson([step, chain.field.shape === undefined ? null : chain.field.name]);
      const block = blocks.get(key);
      if (block) block.members.push(chain);
      else blocks.set(key, {step, members: [chain]});
    }
    for (const {step, members} of blocks.values()) {
      const columns = members.flatMap((chain) => chain.columns);
      const outputs = await plan.fit(step.transform, columns, step.options);
      let at = 0;
      for (const chain of members) {
        const {length} = chain.columns;
        chain.columns = outputs.slice(at, at + length).flat();
        at += length;
      }
    }
  }
}
