import {Args} from '@oclif/core';
import {completedCommands, IngotCommand, shells} from '../cli/index.js';

interface CompletionResult {
  readonly shell: string;
  /** The line that loads it. */
  readonly load: string;
  readonly script: string;
}

export default class Completion extends IngotCommand {
  static override summary = 'Print a script that completes commands, flags and values in your shell.';
  static override description = `bash: put 'eval "$(ingot completion bash)"' into ~/.bashrc; zsh: 'source <(ingot completion zsh)' into ~/.zshrc; fish:
save it as ~/.config/fish/completions/ingot.fish. Commands, flags, values with fixed choices and files are completed;
the script starts nothing while you type.`;
  static override examples = [
    {description: 'In this shell, at once', command: 'eval "$(<%= config.bin %> completion bash)"'},
    {description: 'For fish, to stay', command: '<%= config.bin %> completion fish > ingot.fish'},
  ];
  static override args = {
    shell: Args.string({description: 'Which shell.', options: shells.names(), required: true, ignoreStdin: true}),
  };

  async run(): Promise<CompletionResult> {
    const {args} = await this.parse(Completion);
    const {name, load, script} = shells.get(args.shell);
    const text = `# Completion of ingot for ${name}: ${load}\n${script(completedCommands(this.config))}`;
    const withTag = text.replace(/^(#.*\n)(#compdef.*\n)/, '$2$1');
    this.print(withTag);
    return {shell: name, load, script: withTag};
  }
}
