// The base of every command: configuration merging, the JSON form, notes and progress on stderr.
import {Command, Flags, type Interfaces} from '@oclif/core';
import type {IngotEvent, Report} from '../core/index.js';
import type {Origin} from './config.js';
import {errorStatus, errorToJson, formatError} from './error-output.js';
import {createProgress, type Progress} from './progress.js';
import {mergeSettings, readSettings} from './settings.js';

export abstract class IngotCommand extends Command {
  static override enableJsonFlag = true;
  static override baseFlags: Interfaces.FlagInput = {
    config: Flags.string({
      summary: 'Take settings from a YAML file (sections named as the commands).',
      helpValue: 'FILE',
      helpGroup: 'GLOBAL',
    }),
    set: Flags.string({
      summary: 'Set one setting, as train.epochs=5; stronger than the file and the environment.',
      helpValue: 'SECTION.KEY=VALUE',
      multiple: true,
      multipleNonGreedy: true,
      helpGroup: 'GLOBAL',
    }),
    quiet: Flags.boolean({summary: 'No progress and no notes on stderr.', helpGroup: 'GLOBAL'}),
  };

  /** Where each flag or argument came from, for those that were set. Complete after `parse`. */
  protected origins: Readonly<Record<string, Origin>> = {};
  private progress: Progress | undefined;
  private isQuiet = false;

  /** What long-running functions tell: notes, warnings, progress. Goes to stderr. */
  protected readonly report: Report = (event: IngotEvent) => {
    this.progress ??= createProgress({quiet: this.isQuiet});
    this.progress.report(event);
  };

  /** Prints a result for people on stdout; nothing under `--json`. */
  protected print(text: string): void {
    this.progress?.stop();
    if (!this.jsonEnabled()) process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  }

  protected override async parse<
    F extends Interfaces.OutputFlags<F>,
    B extends Interfaces.OutputFlags<B>,
    A extends Interfaces.OutputArgs<A>,
  >(options?: Interfaces.Input<F, B, A>, argv: string[] = this.argv): Promise<Interfaces.ParserOutput<F, B, A>> {
    const {id, flags, args, baseFlags} = this.ctor;
    const source = {id, args, flags: {...baseFlags, ...flags}};
    const merged = mergeSettings(source, argv, readSettings(this.config, argv), this.config.commandIDs);
    this.origins = merged.origins;
    const parsed = await super.parse<F, B, A>(options, [...merged.argv]);
    this.isQuiet = (parsed.flags as {quiet?: boolean}).quiet === true;
    return parsed;
  }

  override async catch(error: Error): Promise<void> {
    this.progress?.stop();
    const status = errorStatus(error);
    // A command that ends early on purpose (help, exit 0) throws too.
    if (status === 0) throw error;
    if (this.jsonEnabled()) process.stdout.write(`${JSON.stringify(errorToJson(error), null, 2)}\n`);
    else process.stderr.write(`${formatError(error)}\n`);
    process.exitCode = status;
    return Promise.resolve();
  }

  override async finally(error: Error | undefined): Promise<void> {
    this.progress?.stop();
    await super.finally(error);
  }

  /** Ends with a status other than 0 although a result was printed: a gate that failed. */
  protected endWith(status: number): void {
    process.exitCode = status;
  }
}
