import {statSync} from 'node:fs';
import {Args, Flags} from '@oclif/core';
import {formatTable, IngotCommand} from '../../cli/index.js';
import type {ModelDescription} from '../../tasks/index.js';

interface ShowResult extends ModelDescription {
  file: string;
  sizeBytes: number;
  sha256: string;
  graph?: string;
}

export default class ModelShow extends IngotCommand {
  static override summary = 'Show what a model takes, gives and is made of.';
  static override description =
    'Inputs with the kinds of their columns, outputs, layers with their shapes, parameters and operations, weights, ' +
    'preprocessing stages, operator versions, and the memory that training takes: weights, gradients, state of the ' +
    'optimizer and the values of one batch. A multiply-add is two operations, another function of a number one, moving ' +
    'data none. Reads any ONNX file, its functions and its values that are no tensors too; what only ingot writes is ' +
    'shown where it is there.';
  static override examples = [
    {description: 'An overview', command: '<%= config.bin %> model show model.onnx'},
    {
      description: 'What training with SGD in batches of 256 rows takes',
      command: '<%= config.bin %> model show model.onnx --batch-size 256 --optimizer sgd',
    },
    {description: 'The model of a run, with every node', command: '<%= config.bin %> model show runs/first --graph'},
  ];
  static override args = {model: Args.string({description: 'An ONNX file, or a run folder.', required: true})};
  static override flags = {
    graph: Flags.boolean({summary: 'Print the nodes too.'}),
    'batch-size': Flags.integer({summary: 'Rows of a batch, for the memory of training.', min: 1, default: 32}),
    optimizer: Flags.string({
      summary: 'The optimizer whose state counts to the memory of training.',
      default: 'adam',
      helpValue: 'NAME',
    }),
  };

  async run(): Promise<ShowResult> {
    const {args, flags} = await this.parse(ModelShow);
    const [{hashFile}, {readModel, printFunctions, printGraph}, {resolveModelPath}, {describeModel, reportModel}] =
      await Promise.all([
        import('../../core/index.js'),
        import('../../onnx/index.js'),
        import('../../prepare/index.js'),
        import('../../tasks/index.js'),
      ]);
    const file = resolveModelPath(args.model);
    const model = await readModel(file);
    const description = describeModel(model, {batchSize: flags['batch-size'], optimizer: flags.optimizer});
    const graph = flags.graph ? printFunctions(model) + printGraph(model.graph) : undefined;
    const result = {file, ...description, sizeBytes: statSync(file).size, sha256: await hashFile(file)};
    const {facts, tables} = reportModel(description);
    const lines = [['file', `${file} (${String(result.sizeBytes)} bytes)`], ...facts];
    this.print(lines.map(([name = '', value = '']) => `${name.padEnd(12)}  ${value}`).join('\n'));
    for (const {head, rows} of tables) this.print(`\n${formatTable(head, rows)}`);
    if (graph !== undefined) this.print(`\n${graph}`);
    return {...result, ...(graph === undefined ? {} : {graph})};
  }
}
