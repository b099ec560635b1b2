// ONNX's node conformance tests through ingot: every model is read, checked, printed and written again; what was written
// must be the same model, and must run in ONNX Runtime to the same bits as the original. Prints a table in Markdown.
// Run: npm run build && node bench/onnx-conformance.js FOLDER|ARCHIVE.tar.xz [--out FOLDER] > bench/onnx-conformance.md
// FOLDER holds one folder a test (onnx/backend/test/data/node of the onnx package); --out keeps the written models, for
// bench/onnx-conformance.py, which compares them in Python.
import {fork, spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {isDeepStrictEqual, parseArgs} from 'node:util';
import {fromBinary} from '@bufbuild/protobuf';
import {TensorProtoSchema} from '../lib/onnx/generated/onnx_pb.js';
import {allNodes, decodeModel, encodeModel, findProblems, formatType, printModel, typeOf} from '../lib/onnx/index.js';
import {decodeTensor} from '../lib/onnx/tensor-codec.js';
import {createSession} from '../lib/runtime/index.js';

const RAN = 'same bits in ONNX Runtime';
const NO_KERNEL = 'same structure (ONNX Runtime refuses the original too)';
const NOT_EXCHANGED = 'same structure (values that JavaScript cannot exchange with ONNX Runtime)';
const FAILED = 'failed';

/** All of one test; never throws. */
async function judge(folder, outPath) {
  try {
    const bytes = readFileSync(join(folder, 'model.onnx'));
    const model = decodeModel(bytes);
    const written = encodeModel(model);
    if (outPath) writeFileSync(outPath, written);
    const again = decodeModel(written);
    const facts = {op: opOf(model), kinds: kindsOf(model), opset: model.opsets[''] ?? 0};
    const failed = (why) => ({...facts, result: FAILED, why});
    if (!isDeepStrictEqual(again, model)) return failed('the written model differs');
    if (printModel(again) !== printModel(model)) return failed('the written model prints differently');
    const [problem] = findProblems(model);
    if (problem) return failed(`the check finds: ${problem.message}`);
    const values = [...model.graph.inputs, ...model.graph.outputs];
    if (values.some(({kind}) => kind !== undefined)) return {...facts, result: NOT_EXCHANGED};
    const feeds = feedsOf(folder, model);
    const [before, after] = [await outcomeOf(bytes, feeds), await outcomeOf(written, feeds)];
    if (!isDeepStrictEqual(after, before))
      return failed(`the original gives ${tell(before)}, the written ${tell(after)}`);
    if (before.outputs) return {...facts, result: RAN, recorded: agreesWithRecorded(folder, before.outputs)};
    const exchanged = !/cannot be (fed|exchanged|read)/.test(before.error);
    return {...facts, result: exchanged ? NO_KERNEL : NOT_EXCHANGED, why: before.error};
  } catch (error) {
    return {op: '?', kinds: [], opset: 0, result: FAILED, why: error instanceof Error ? error.message : String(error)};
  }
}

function feedsOf(folder, model) {
  const data = join(folder, 'test_data_set_0');
  const feeds = model.graph.inputs.flatMap(({name}, index) => {
    const file = join(data, `input_${String(index)}.pb`);
    return existsSync(file) ? [[name, readTensor(file)]] : [];
  });
  return Object.fromEntries(feeds);
}

function readTensor(file) {
  const {dtype, dims, data} = decodeTensor(fromBinary(TensorProtoSchema, Uint8Array.from(readFileSync(file))), false);
  return {dtype, dims, data};
}

async function outcomeOf(bytes, feeds) {
  let session;
  try {
    session = await createSession(bytes, {threads: 1});
    return {outputs: await session.run(feeds)};
  } catch (error) {
    return {error: error instanceof Error ? error.message : String(error)};
  } finally {
    await session?.close();
  }
}

const tell = ({outputs, error}) => (outputs ? 'outputs' : error);

/** Whether the outputs are the recorded ones, to three digits: the runtime's business, not the codec's. */
function agreesWithRecorded(folder, outputs) {
  return Object.values(outputs).every((output, index) => {
    const file = join(folder, 'test_data_set_0', `output_${String(index)}.pb`);
    if (!existsSync(file)) return true;
    const expected = readTensor(file);
    if (output.dtype !== expected.dtype || output.dims.join() !== expected.dims.join()) return false;
    return Array.from(output.data).every((value, place) => {
      const wanted = expected.data[place];
      if (typeof value !== 'number' || expected.dtype === 'float16')
        return expected.dtype === 'float16' || value === wanted;
      return Object.is(value, wanted) || value === wanted || Math.abs(value - wanted) <= 1e-3 * (1 + Math.abs(wanted));
    });
  });
}

function opOf({graph}) {
  const names = [...new Set(graph.nodes.map(({domain, opType}) => (domain === '' ? opType : `${domain}.${opType}`)))];
  return names.length === 1 ? names[0] : '';
}

function kindsOf(model) {
  const {graph} = model;
  const nodes = allNodes(graph.nodes);
  const values = [...graph.inputs, ...graph.outputs, ...graph.values.values()];
  const types = values.map((value) => formatType(typeOf(value)));
  const stored = [...graph.initializers.values()].map(({dtype}) => dtype);
  const dtypes = types.flatMap((type) => type.match(/[a-z]+\d+\w*|bool|string/g) ?? []);
  const kinds = new Set([...dtypes, ...stored].map((name) => `values: ${name}`));
  for (const name of ['sequence', 'optional', 'map', 'sparse'])
    if (types.some((type) => type.includes(`${name}(`))) kinds.add(`values: ${name}`);
  if (nodes.length > graph.nodes.length) kinds.add('form: graphs inside nodes');
  if (graph.nodes.length > 1) kinds.add('form: several nodes');
  if (model.functions) kinds.add('form: functions');
  if (graph.initializers.size > 0) kinds.add('form: initializers');
  for (const {domain} of nodes) kinds.add(`operators: ${domain === '' ? 'ai.onnx' : domain}`);
  return [...kinds];
}

/** In a process of its own, because a defect of the runtime ends its process: the parent goes on behind that test. */
async function work(root, out) {
  for (;;) {
    const name = await new Promise((resolve) => process.once('message', resolve));
    if (name === '') break;
    const result = await judge(join(root, name), out ? join(out, `${name}.onnx`) : undefined);
    process.send({name, ...result});
  }
  process.disconnect();
}

async function judgeAll(root, names, out) {
  const results = [];
  for (let next = 0; next < names.length;) {
    const child = fork(fileURLToPath(import.meta.url), [root, '--worker', ...(out ? ['--out', out] : [])]);
    await new Promise((resolve) => {
      child.on('message', (result) => {
        results.push(result);
        next += 1;
        child.send(names[next] ?? '');
      });
      child.on('exit', resolve);
      child.send(names[next]);
    });
    if (next >= names.length) break;
    const why = 'ONNX Runtime ended the process';
    results.push({name: names[next], op: '', kinds: [], opset: 0, result: FAILED, why});
    next += 1;
  }
  return results;
}

/** Tests of an operator written out as a function carry the operator's own test in their name. */
function nameOps(results) {
  const known = new Map(results.map(({name, op}) => [name, op]));
  return results.map((result) => {
    const base = known.get(result.name.replace(/_expanded.*$/, '')) ?? '';
    return {...result, op: base || result.op || '(several)'};
  });
}

const REASONS = [
  ['no kernel on the CPU', /NOT_IMPLEMENTED|not implemented|Could not find an implementation|Failed to find kernel/i],
  ['an element type it does not know', /Unsupported data type/],
  [
    'an opset or operator newer than it',
    /Model::Model\(onnx::ModelProto|opset|not a registered function|No Op registered/i,
  ],
];

function reasonOf(message) {
  return REASONS.find(([, pattern]) => pattern.test(message))?.[0] ?? 'its own checks or kernels';
}

function countBy(results, keysOf) {
  const table = new Map();
  for (const result of results)
    for (const key of keysOf(result)) {
      const row = table.get(key) ?? {cases: 0, [RAN]: 0, [NO_KERNEL]: 0, [NOT_EXCHANGED]: 0, [FAILED]: 0};
      row.cases += 1;
      row[result.result] += 1;
      table.set(key, row);
    }
  return [...table].sort(([a], [b]) => (a < b ? -1 : 1));
}

function markdownTable(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const COLUMNS = ['cases', RAN, NO_KERNEL, NOT_EXCHANGED, FAILED];
const SHORT = ['cases', 'same bits', 'refused by ORT', 'not exchanged', 'failed'];
const cells = (row) => COLUMNS.map((column) => String(row[column]));

function report(results) {
  const total = countBy(results, () => ['all'])[0]?.[1];
  const ran = results.filter(({result}) => result === RAN);
  const recorded = ran.filter((result) => result.recorded).length;
  const reasons = new Map();
  for (const {result, why} of results)
    if (result === NO_KERNEL) reasons.set(reasonOf(why), (reasons.get(reasonOf(why)) ?? 0) + 1);
  const failures = results.filter(({result}) => result === FAILED);
  return [
    '# ONNX node conformance tests',
    '',
    'Written by `node bench/onnx-conformance.js`: see there. Every test is in exactly one column; none is skipped.',
    '',
    ...COLUMNS.slice(1, 4).map(
      (column, index) => `- **${SHORT[index + 1]}**: read, checked, printed and written; ${column}.`,
    ),
    '',
    markdownTable(SHORT, [cells(total)]),
    '',
    `Of the ${String(ran.length)} that ran, ${String(recorded)} also give the recorded outputs to three digits, original and ` +
      'written alike; the others are differences of the runtime.',
    '',
    'Refused by ONNX Runtime, the original as well:',
    '',
    markdownTable(
      ['reason', 'cases'],
      [...reasons].sort(([, a], [, b]) => b - a).map(([why, count]) => [why, String(count)]),
    ),
    '',
    ...(failures.length > 0
      ? [
          markdownTable(
            ['failed', 'why'],
            failures.map(({name, why}) => [name, why]),
          ),
          '',
        ]
      : []),
    '## By kind',
    '',
    markdownTable(
      ['kind', ...SHORT],
      countBy(results, ({kinds}) => kinds).map(([kind, row]) => [kind, ...cells(row)]),
    ),
    '',
    '## By opset',
    '',
    markdownTable(
      ['opset', ...SHORT],
      countBy(results, ({opset}) => [String(opset).padStart(2)]).map(([opset, row]) => [opset, ...cells(row)]),
    ),
    '',
    '## By operator',
    '',
    markdownTable(
      ['operator', ...SHORT],
      countBy(results, ({op}) => [op]).map(([op, row]) => [op, ...cells(row)]),
    ),
  ].join('\n');
}

async function main() {
  const options = {out: {type: 'string'}, worker: {type: 'boolean'}};
  const {positionals, values} = parseArgs({options, allowPositionals: true});
  const [given = ''] = positionals;
  if (values.worker) return work(given, values.out);
  if (!existsSync(given)) throw new Error('Usage: node bench/onnx-conformance.js FOLDER|ARCHIVE.tar.xz [--out FOLDER]');
  let root = given;
  let unpacked;
  if (statSync(given).isFile()) {
    unpacked = mkdtempSync(join(tmpdir(), 'ingot-conformance-'));
    spawnSync('tar', ['-xf', given, '-C', unpacked], {stdio: 'inherit'});
    root = unpacked;
  }
  while (!readdirSync(root).some((name) => existsSync(join(root, name, 'model.onnx')))) {
    const [inner] = readdirSync(root);
    if (inner === undefined) throw new Error(`${given}: expected folders with a model.onnx, found none.`);
    root = join(root, inner);
  }
  if (values.out) mkdirSync(values.out, {recursive: true});
  const results = nameOps(await judgeAll(root, readdirSync(root).sort(), values.out));
  if (unpacked) rmSync(unpacked, {recursive: true});
  console.log(report(results));
  if (results.some(({result}) => result === FAILED)) process.exitCode = 1;
  return undefined;
}

await main();
