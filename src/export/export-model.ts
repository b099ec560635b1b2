// A run's model as the file that leaves the house: smaller, checked, and shown to give the same numbers.
import {existsSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {ignoreEvents, type Report} from '../core/index.js';
import {
  makeExample,
  openSignedModel,
  readExample,
  runRows,
  toOutputRows,
  writeExample,
  type Example,
  type SignedModel,
} from '../eval/index.js';
import {checkModel, encodeModel, writeModel} from '../onnx/index.js';
import type {Device} from '../runtime/index.js';
import {requireModelFile} from '../tasks/index.js';
import {mergeAdapters} from '../surgery/index.js';
import {exportError} from './errors.js';
import {compareOutputs, type Parity} from './parity.js';
import {refuseSameFile} from './same-file.js';
import {stripTraining} from './strip-training.js';

export interface ExportOptions {
  /** MODEL|RUN */
  readonly source: string;
  readonly output: string;
  /** Raw rows for the parity check; default: the `example.json` beside the model, else rows drawn from its metadata. */
  readonly data?: string | undefined;
  /** Where the exported file is run for the check; the original runs on the CPU. */
  readonly device?: Device | undefined;
  readonly threads?: number | undefined;
  readonly report?: Report | undefined;
}

export interface ExportResult {
  readonly output: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  /** The rows of the parity check with their outputs, for any runtime: written beside the model. */
  readonly example: string;
  readonly parity: {readonly rows: number; readonly largestDifference: number; readonly rowsFrom: Example['source']};
  readonly removedNodes: number;
  readonly removedInitializers: number;
}

const PARITY_ROWS = 256;

/** `models/housing.onnx` → `models/housing.example.json` */
export function examplePath(modelPath: string): string {
  return `${modelPath.replace(/\.onnx$/, '')}.example.json`;
}

/**
 * Strips training-only parts, folds what is constant, runs the original and the result on the same raw rows, and writes only when they agree.
 *
 * @throws IngotError `PARITY_FAILED` naming output and row; `EXPORT_SAME_FILE`; what reading and running throw
 */
export async function exportModel(options: ExportOptions): Promise<ExportResult> {
  const {output, device, threads, report = ignoreEvents} = options;
  requireModelFile(output);
  const subject = await openSignedModel(options.source);
  const {model, signature, path} = subject;
  refuseSameFile(path, output);
  const stripped = await stripTraining(mergeAdapters(model), signature);
  checkModel(stripped.model);
  const bytes = encodeModel(stripped.model);
  const recorded = options.data === undefined ? await recordedExample(subject) : undefined;
  const fresh = await freshExample(subject, options, recorded);
  const actual = toOutputRows(await runRows(bytes, signature, fresh.rows, {device, threads}));
  const parity = compareOutputs(signature, fresh.outputs, actual);
  requireParity(parity, 'the model gives now');
  if (recorded) requireParity(compareOutputs(signature, recorded.outputs, actual), 'were recorded with the run');
  if (fresh.source === 'drawn')
    report({
      type: 'note',
      message: 'No raw rows were at hand: parity was checked on rows drawn from what training has seen.',
    });
  const sha256 = await writeModel(output, stripped.model);
  writeExample(examplePath(output), fresh);
  return {
    output,
    sha256,
    sizeBytes: bytes.byteLength,
    example: examplePath(output),
    parity: {rows: parity.rows, largestDifference: parity.largest, rowsFrom: fresh.source},
    removedNodes: stripped.removedNodes,
    removedInitializers: stripped.removedInitializers,
  };
}

async function recordedExample({path}: SignedModel): Promise<Example | undefined> {
  const beside = [join(dirname(path), 'example.json'), examplePath(path)].find((file) => existsSync(file));
  return beside === undefined ? undefined : readExample(beside);
}

/** The rows of the check with what the original gives for them now. */
async function freshExample(
  {model, signature}: SignedModel,
  {data, threads, report = ignoreEvents}: ExportOptions,
  recorded: Example | undefined,
): Promise<Example> {
  if (recorded) {
    const outputs = toOutputRows(await runRows(model, signature, recorded.rows, {threads}));
    return {...recorded, outputs};
  }
  const example = await makeExample(model, {sources: data === undefined ? [] : [data], rowCount: PARITY_ROWS, threads});
  if (data !== undefined && example.source === 'drawn')
    report({
      type: 'warning',
      message: `${data}: it has no rows, or prepared ones, but the exported file takes raw rows: it was not used.`,
    });
  return example;
}

function requireParity({rows, differences}: Parity, against: string): void {
  const [first] = differences;
  if (!first) return;
  const allowed = first.allowed === undefined ? '' : `, allowed difference ${first.allowed.toExponential(2)}`;
  throw exportError(
    'PARITY_FAILED',
    `The exported model does not give the outputs that ${against}: '${first.output}' of row ${String(first.row + 1)} of ${String(rows)} ` +
      `is ${String(first.actual)}, expected ${String(first.expected)}${allowed}.`,
    {
      hints: [
        'Nothing was written.',
        'If the model file was changed after its run, export the run again after training.',
      ],
      data: {differences},
    },
  );
}
