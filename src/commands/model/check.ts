import {Args} from '@oclif/core';
import {IngotCommand} from '../../cli/index.js';
import {EXIT} from '../../core/index.js';
import type {Problem} from '../../onnx/index.js';

interface CheckResult {
  readonly file: string;
  readonly problems: readonly Problem[];
  readonly errorCount: number;
  readonly warningCount: number;
}

export default class ModelCheck extends IngotCommand {
  static override summary = 'Check that an ONNX file keeps the rules of ONNX.';
  static override description =
    'Finds circles, inputs that nobody computes, names given twice, nodes out of order, domains without an opset version, ' +
    'functions that call themselves, tensors whose elements do not fill them, and nodes that are not as their operator is ' +
    'defined in that opset: inputs, outputs, attributes and types. Every problem names its node. Exit 3 when there is one; ' +
    'warnings, which runtimes let pass, are printed and change nothing.';
  static override examples = [
    {description: 'A file, before it is given away', command: '<%= config.bin %> model check housing.onnx'},
    {
      description: 'The model of a run, for a script',
      command: '<%= config.bin %> model check runs/first --json | grep \'"errorCount": 0\'',
    },
  ];
  static override args = {model: Args.string({description: 'An ONNX file, or a run folder.', required: true})};

  async run(): Promise<CheckResult> {
    const {args} = await this.parse(ModelCheck);
    const [{readModel, findProblems}, {resolveModelPath}] = await Promise.all([
      import('../../onnx/index.js'),
      import('../../prepare/index.js'),
    ]);
    const file = resolveModelPath(args.model);
    const problems = findProblems(await readModel(file));
    const errorCount = problems.filter(({level}) => level === 'error').length;
    const warningCount = problems.length - errorCount;
    for (const {level, message, hints = []} of problems) this.print([`${level}: ${message}`, ...hints].join(' '));
    this.print(`${file}: ${String(errorCount)} errors, ${String(warningCount)} warnings.`);
    if (errorCount > 0) this.endWith(EXIT.invalid);
    return {file, problems, errorCount, warningCount};
  }
}
