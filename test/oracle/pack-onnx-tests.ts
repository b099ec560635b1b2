// Writes fixtures/onnx-node-tests.br: the models of all of ONNX's node conformance tests, and for one small test of each
// operator its inputs too. Run: npx tsx test/oracle/pack-onnx-tests.ts FOLDER (one folder a test, see
// bench/onnx-conformance.js). The form is read by test/support/onnx-node-tests.ts.
import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {brotliCompressSync, constants} from 'node:zlib';
import {decodeModel, type Tensor} from '../../src/onnx/index.js';
import {createSession} from '../../src/runtime/index.js';
import {readTensorFile} from '../support/onnx-node-tests.js';

const MAX_INPUT_BYTES = 1500;

async function runs(bytes: Uint8Array, inputs: readonly Uint8Array[]): Promise<boolean> {
  try {
    const session = await createSession(bytes, {threads: 1});
    const names = decodeModel(bytes).graph.inputs.map(({name}) => name);
    const feeds: Record<string, Tensor> = {};
    for (const [index, input] of inputs.entries()) feeds[names[index] ?? ''] = readTensorFile(input);
    await session.run(feeds);
    await session.close();
    return true;
  } catch {
    return false; // The test is then held by its structure only.
  }
}

function entry(path: string, content: Uint8Array): Buffer {
  const head = Buffer.alloc(6);
  head.writeUInt16LE(path.length, 0);
  head.writeUInt32LE(content.byteLength, 2);
  return Buffer.concat([head, Buffer.from(path), content]);
}

const [root = ''] = process.argv.slice(2);
const entries: Buffer[] = [];
const seen = new Set<string>();
for (const name of readdirSync(root).sort()) {
  const bytes = Uint8Array.from(readFileSync(join(root, name, 'model.onnx')));
  entries.push(entry(`${name}/model.onnx`, bytes));
  const {graph} = decodeModel(bytes);
  const op = graph.nodes.map(({domain, opType}) => `${domain}:${opType}`).join(' ');
  const files = graph.inputs.map((_, index) => join(root, name, 'test_data_set_0', `input_${String(index)}.pb`));
  if (seen.has(op) || graph.nodes.length > 3 || !files.every((file) => existsSync(file))) continue;
  const inputs = files.map((file) => Uint8Array.from(readFileSync(file)));
  if (inputs.reduce((sum, input) => sum + input.byteLength, 0) > MAX_INPUT_BYTES || !(await runs(bytes, inputs))) continue;
  seen.add(op);
  for (const [index, input] of inputs.entries()) entries.push(entry(`${name}/input_${String(index)}.pb`, input));
}
const all = Buffer.concat(entries);
const params = {[constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: all.byteLength};
writeFileSync('fixtures/onnx-node-tests.br', brotliCompressSync(all, {params}));
