import {formatTable, IngotCommand} from '../../cli/index.js';
import type {ArchitectureList} from '../../models/index.js';

export default class ModelList extends IngotCommand {
  static override summary = 'List the architectures with their options, and the layers a spec is made of.';
  static override description =
    'Each option is a flag of model init, and a key in the file given to its --spec. The defaults are those of the ' +
    'architecture; a dash means that there is none, or that it follows from other options.';
  static override examples = [
    {description: 'What there is', command: '<%= config.bin %> model list'},
    {description: 'The same for a script', command: '<%= config.bin %> model list --json'},
  ];

  async run(): Promise<ArchitectureList> {
    await this.parse(ModelList);
    const {describeArchitectures} = await import('../../models/index.js');
    const list = describeArchitectures();
    for (const {name, summary, options} of list.architectures) {
      const rows = options.map((option) => [`  ${option.name}`, formatDefault(option.default), option.summary]);
      this.print(`${name}: ${summary}\n${formatTable(['  option', 'default', 'meaning'], rows)}`);
      this.print('');
    }
    const rows = list.layers.map(({name, main, options, summary}) => [
      `  ${name}`,
      options.map((option) => (option === main ? `${option}*` : option)).join(', '),
      summary,
    ]);
    const title = 'layers of a spec (* is the option that a bare value stands for)';
    this.print(`${title}\n${formatTable(['  layer', 'options', 'meaning'], rows)}`);
    return list;
  }
}

function formatDefault(value: unknown): string {
  if (value === null || value === undefined) return '-';
  return Array.isArray(value) ? value.join(',') : JSON.stringify(value).replaceAll('"', '');
}
