import {Args} from '@oclif/core';
import {IngotCommand, onStopSignal, serveFlags} from '../cli/index.js';

interface ServeSummary {
  readonly address: string;
  readonly model: string;
  readonly provider: string;
}

export default class Serve extends IngotCommand {
  static override summary = 'Answer predictions over HTTP.';
  static override description = `Speaks the Open Inference Protocol v2 in JSON (/v2/models/NAME/infer), and takes raw rows for people
(/v1/models/NAME/predict). /metrics is for Prometheus. SIGTERM and Ctrl-C answer what has arrived, then end with status 0.
It listens on this machine only unless --host says otherwise.`;
  static override examples = [
    {
      description: 'Serve a model on port 8080',
      command: '<%= config.bin %> serve housing.onnx --port 8080',
    },
    {
      description: 'Serve the best model of a run under a name, on any free port, to the whole network',
      command: '<%= config.bin %> serve runs/first --name housing --port 0 --host 0.0.0.0',
    },
    {
      description: 'Trade 5 ms of waiting for larger batches',
      command: '<%= config.bin %> serve housing.onnx --port 8080 --max-batch-size 128 --max-queue-delay 5ms',
    },
  ];
  static override args = {
    model: Args.string({name: 'MODEL', description: 'A model file or a run folder.', required: true}),
  };
  static override flags = serveFlags();

  async run(): Promise<ServeSummary> {
    const {args, flags} = await this.parse(Serve);
    const {serve} = await import('../serve/index.js');
    const stopped = new Promise<string>((resolve) => onStopSignal(resolve));
    const server = await serve({
      ...flags,
      modelPath: args.model,
      maxBatchRows: flags['max-batch-size'],
      maxDelayMs: flags['max-queue-delay'] * 1000,
      maxQueue: flags['max-queue'],
      maxBodyBytes: flags['max-body'],
      timeoutMs: flags.timeout * 1000,
      report: this.report,
    });
    const {address, modelName, provider} = server;
    this.print(`Serving ${modelName} (${provider}) at ${address}`);
    this.print(`Try: curl -s ${address}/v2/models/${modelName}`);
    if (this.jsonEnabled()) this.report({type: 'note', message: `Serving ${modelName} at ${address}`});
    const signal = await stopped;
    this.report({type: 'note', message: `${signal}: answering what has arrived, then stopping.`});
    await server.close();
    return {address, model: modelName, provider};
  }
}
