import {Args, Flags} from '@oclif/core';
import {formatTable, IngotCommand, onStopSignal} from '../cli/index.js';
import {EXIT} from '../core/index.js';
import type {Reproduction} from '../runs/index.js';

export default class Reproduce extends IngotCommand {
  static override summary = 'Train a run again from its manifest, and tell whether the same model comes out.';
  static override description = `Checks by their hashes that model, rows and config.yaml are those of the run (exit 3 when not), trains again with the
same settings and threads, and reports "same bytes", "within tolerance" (outputs agree to 1e-5), or "different" (exit 5),
with the versions and the parts of the machine that differ. Nothing is kept without --out.`;
  static override examples = [
    {description: 'Can this model be had again?', command: '<%= config.bin %> reproduce runs/first'},
    {
      description: 'Keep the new run, to look at it beside the old one',
      command: '<%= config.bin %> reproduce runs/first --out runs/again && ingot runs diff runs/first runs/again',
    },
  ];
  static override args = {run: Args.string({description: 'A finished run folder.', required: true})};
  static override flags = {
    out: Flags.string({summary: 'Keep the new run in this folder.', helpValue: 'RUN'}),
    model: Flags.string({summary: 'Where the untrained model is now, if it moved.', helpValue: 'FILE'}),
    data: Flags.string({summary: 'Where the training rows are now, if they moved.', helpValue: 'FILE'}),
    valid: Flags.string({summary: 'Where the validation rows are now, if they moved.', helpValue: 'FILE'}),
    'init-from': Flags.string({summary: 'Where the first weights are now, if they moved.', helpValue: 'FILE'}),
  };

  async run(): Promise<Reproduction> {
    const {args, flags} = await this.parse(Reproduce);
    const {reportReproduction, reproduceRun} = await import('../runs/index.js');
    const stopper = new AbortController();
    const forget = onStopSignal(() => stopper.abort());
    const {out, model, data, valid} = flags;
    const argv = ['ingot', 'reproduce', ...this.argv];
    const options = {run: args.run, out, model, data, valid, initFrom: flags['init-from'], argv};
    const result = await reproduceRun(options, {report: this.report, signal: stopper.signal}).finally(forget);
    const {lines, head, rows} = reportReproduction(result);
    this.print(lines.join('\n'));
    if (rows.length > 0) this.print(`\n${formatTable(head, rows)}`);
    if (result.verdict === 'different') this.endWith(EXIT.gate);
    return result;
  }
}
