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
    'Inputs with the kinds of their columns, outputs, weights, preprocessing stages and operator versions. Reads any ONNX ' +
    'file; what only ingot writes is shown where it is there.';
  static override examples = [
    {description: 'An overview', command: '<%= config.bin %> model show model.onnx'},
    {description: 'The model of a run, with every node', command: '<%= config.bin %> model show runs/first --graph'},
  ];
  static override args = {model: Args.string({description: 'An ONNX file, or a run folder.', required: true})};
  static override flags = {graph: Flags.boolean({summary: 'Print the nodes too.'})};

  async run(): Promise<ShowResult> {
    const {args, flags} = await this.parse(ModelShow);
    const [{hashFile}, {readModel, printGraph}, {resolveModelPath}, {describeModel, reportModel}] = await Promise.all([
      import('../../core/index.js'),
      import('../../onnx/index.js'),
      import('../../prepare/index.js'),
      import('../../tasks/index.js'),
    ]);
    const file = resolveModelPath(args.model);
    const model = await readModel(file);
    const description = describeModel(model);
    const graph = flags.graph ? printGraph(model.graph) : undefined;
    const result = {file, ...description, sizeBytes: statSync(file).size, sha256: await hashFile(file)};
    const {facts, tables} = reportModel(description);
    const lines = [['file', `${file} (${String(result.sizeBytes)} bytes)`], ...facts];
    this.print(lines.map(([name = '', value = '']) => `${name.padEnd(12)}  ${value}`).join('\n'));
    for (const {head, rows} of tables) this.print(`\n${formatTable(head, rows)}`);
    if (graph !== undefined) this.print(`\n${graph}`);
    return {...result, ...(graph === undefined ? {} : {graph})};
  }
}
