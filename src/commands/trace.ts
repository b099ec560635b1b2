import {Args, Flags} from '@oclif/core';
import {
  deviceFlag,
  IngotCommand,
  lossOptionFlag,
  numberFlag,
  OPTIMIZER_NAMES,
  parseNumbers,
  seedFlag,
  threadsFlag,
} from '../cli/index.js';
import type {TraceResult} from '../train/index.js';

export default class Trace extends IngotCommand {
  static override summary = 'Show one step of training on one row: every value, gradient and updated weight.';
  static override description =
    'The step is the one train takes, run once with all its values given back: the prepared row, each pre-activation and ' +
    'activation, the loss, the gradient by each of them, and each weight before and after. The model file stays as it is.';
  static override examples = [
    {
      description: 'One step of plain gradient descent',
      command: `<%= config.bin %> trace model.onnx --row '{"median_income": 8.3, "longitude": -122.2, "latitude": 37.9, "housing_median_age": 41, "total_rooms": 880, "total_bedrooms": 129, "population": 322, "households": 126, "ocean_proximity": "NEAR BAY", "median_house_value": 452600}' --optimizer sgd --learning-rate 0.1`,
    },
    {
      description: 'The same for a program, with all numbers',
      command: `<%= config.bin %> trace runs/first --row '{"median_income": 8.3, "longitude": -122.2, "latitude": 37.9, "housing_median_age": 41, "total_rooms": 880, "total_bedrooms": 129, "population": 322, "households": 126, "ocean_proximity": "NEAR BAY", "median_house_value": 452600}' --json`,
    },
  ];
  static override args = {model: Args.string({description: 'An ONNX file, or a run folder.', required: true})};
  static override flags = {
    row: Flags.string({
      summary: 'The row: a JSON object of raw columns and the target.',
      helpValue: 'JSON',
      required: true,
    }),
    loss: Flags.string({summary: "Another loss than the model's own.", helpValue: 'NAME'}),
    'loss-option': lossOptionFlag(),
    optimizer: Flags.string({
      summary: `${OPTIMIZER_NAMES}, with its default options.`,
      helpValue: 'NAME',
      default: 'sgd',
    }),
    'learning-rate': numberFlag({summary: 'Step size (default: the optimizer’s).', min: 0}),
    seed: seedFlag(),
    device: deviceFlag(),
    threads: threadsFlag(),
  };

  async run(): Promise<TraceResult> {
    const {args, flags} = await this.parse(Trace);
    const {resolveDevice} = await import('../runtime/index.js');
    const {describeTrace, traceStep} = await import('../train/index.js');
    const {row, loss, optimizer, seed, threads} = flags;
    const device = await resolveDevice(flags.device, this.report);
    const lossOption = parseNumbers(flags['loss-option'], 'loss-option');
    const learningRate = flags['learning-rate'];
    const trace = await traceStep({
      model: args.model,
      row,
      loss,
      lossOption,
      optimizer,
      learningRate,
      seed,
      device,
      threads,
    });
    this.print(describeTrace(trace));
    return trace;
  }
}
