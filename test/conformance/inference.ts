// Holds shape and dtype inference against the recorded outputs of ONNX's node conformance tests, and prints a table.
//
//   npx tsx test/conformance/inference.ts FOLDER [--problems] [--fixture]
//
// FOLDER holds one folder a case (model.onnx, test_data_set_0): `node` of onnx/backend/test/data. Every case is inferred
// twice: with all inputs known, where elements worked out are compared as well, and with the first axis of the data a
// symbol. --problems lists what is open, wrong or refused; --fixture rewrites the cases of the test suite.
import {fromBinary} from '@bufbuild/protobuf';
import {existsSync, readFileSync, readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {decodeModel, type Value} from '../../src/onnx/index.js';
import {TensorProtoSchema} from '../../src/onnx/generated/onnx_pb.js';
import {decodeTensor} from '../../src/onnx/tensor-codec.js';
import {
  recordedTensor,
  runCase,
  type CaseResult,
  type InferenceCase,
  type RecordedTensor,
  type Verdict,
} from '../support/inference-case.js';
import {encodeCases, type StoredCase} from '../support/inference-fixture.js';

const {
  positionals: [folder],
  values: {problems: showsProblems, fixture: writesFixture},
} = parseArgs({
  allowPositionals: true,
  options: {problems: {type: 'boolean', default: false}, fixture: {type: 'boolean', default: false}},
});
if (folder === undefined) throw new Error('which folder?');

const FIXTURE = fileURLToPath(new URL('../../fixtures/onnx/inference-cases.json.br', import.meta.url));
const MOST_ELEMENTS = 1024;
/** In the suite: so many of each op, none larger. */
const CASES_PER_OP = 3;
const MOST_MODEL_BYTES = 4096;

const names = readdirSync(folder)
  .filter((name) => existsSync(join(folder, name, 'model.onnx')))
  .sort();
const results = names.map((name) => ({name, ...resultOf(folder, name)}));

function resultOf(parent: string, name: string): CaseResult & {readonly stored?: StoredCase} {
  try {
    const {stored, ...given} = readCase(join(parent, name), name);
    return {...runCase(given), stored};
  } catch (error) {
    return {op: '(unreadable)', elements: 0, skipped: error instanceof Error ? error.message : String(error)};
  }
}

function readCase(path: string, name: string): InferenceCase & {readonly stored: StoredCase} {
  const bytes = readFileSync(join(path, 'model.onnx'));
  const {graph} = decodeModel(bytes);
  const read = (kind: string) => (value: Value, index: number) =>
    readTensor(join(path, 'test_data_set_0', `${kind}_${String(index)}.pb`), value);
  const [inputs, outputs] = [graph.inputs.map(read('input')), graph.outputs.map(read('output'))];
  return {name, graph, inputs, outputs, stored: {name, model: bytes.toString('base64'), inputs, outputs}};
}

function readTensor(path: string, {kind}: Value): RecordedTensor | undefined {
  if (kind !== undefined || !existsSync(path)) return undefined;
  return recordedTensor(
    decodeTensor(fromBinary(TensorProtoSchema, new Uint8Array(readFileSync(path))), false),
    MOST_ELEMENTS,
  );
}

const count = (of: readonly CaseResult[], way: 'concrete' | 'symbolic', verdict: Verdict): number =>
  of.filter((result) => result[way] === verdict).length;

const print = (line: string): void => void process.stdout.write(`${line}\n`);

const VERDICTS: readonly Verdict[] = ['exact', 'open', 'wrong', 'refused'];
const row = (op: string, of: readonly CaseResult[]): string => {
  const skipped = of.filter((result) => result.skipped !== undefined);
  const reasons = [...new Set(skipped.map((result) => result.skipped))];
  const cells = [
    op,
    of.length,
    ...VERDICTS.map((verdict) => count(of, 'concrete', verdict)),
    ...VERDICTS.map((verdict) => count(of, 'symbolic', verdict)),
    of.reduce((sum, {elements}) => sum + elements, 0),
    skipped.length,
    op === 'all' || op === '(several)' ? '' : reasons.join('; '),
  ];
  return `| ${cells.map((cell) => (cell === 0 ? '' : String(cell))).join(' | ')} |`;
};

const byOp = [...new Set(results.map(({op}) => op))].sort();
print(
  '| op | cases | exact | open | wrong | refused | symbolic: exact | open | wrong | refused | elements | not compared | why |',
);
print(`|${' --- |'.repeat(13)}`);
for (const op of byOp)
  print(
    row(
      op,
      results.filter((result) => result.op === op),
    ),
  );
print(row('all', results));

if (showsProblems)
  for (const {name, op, concrete, symbolic, problem} of results)
    if (problem !== undefined || concrete === 'open' || symbolic === 'open')
      print(`${name} (${op}): ${concrete ?? '-'}, ${symbolic ?? '-'}${problem === undefined ? '' : ` — ${problem}`}`);

if (writesFixture) {
  const chosen = byOp.flatMap((op) =>
    results
      .filter(
        (result) =>
          result.op === op && op !== '(several)' && result.skipped === undefined && result.concrete === 'exact',
      )
      .flatMap(({stored}) => (stored && stored.model.length <= MOST_MODEL_BYTES ? [stored] : []))
      .slice(0, CASES_PER_OP),
  );
  writeFileSync(FIXTURE, encodeCases(chosen));
}
