// Takes the 400 steps of the example one by one and holds each loss against PyTorch's, recorded in pytorch.json. The
// steps are those of `ingot train`: the same program, the same order of rows.
//
//   node examples/hundred-by-three/steps.js model.onnx train.arrow [--dump start.json]
//
// --dump writes the start (rows, weights, batches), from which pytorch.py records pytorch.json anew.
import {readFileSync, writeFileSync} from 'node:fs';
import {
  buildTrainingProgram,
  createSession,
  encodeModel,
  epochOrder,
  openDataset,
  openNetwork,
  planEpoch,
  prepareTensors,
  readModel,
  readSignature,
  rowsOfSteps,
} from 'ingot';

const [modelPath, dataPath, ...rest] = process.argv.slice(2);
const dumpPath = rest[0] === '--dump' ? rest[1] : undefined;
const [epochs, batchSize, seed, learningRate] = [100, 32, 42, 0.001];

const model = await readModel(modelPath);
const signature = readSignature(model);
const {rowCount, entry, target} = await prepareTensors(model, signature, await openDataset(dataPath), {
  target: 'required',
});
const {graph, parameters} = openNetwork(model, signature);
const {logits} = signature;
const program = buildTrainingProgram({network: graph, logits, parameters, loss: 'mse', optimizer: 'adam', seed});
const session = await createSession(encodeModel(program.model), {threads: 1});

const data = {[program.targetInput.name]: {dtype: 'float32', dims: [rowCount], data: target}};
for (const {name, dtype, width, data: block} of entry) data[name] = {dtype, dims: [rowCount, width], data: block};

const plan = planEpoch(rowCount, batchSize);
const losses = [];
const batches = [];
let state = program.pack(graph.initializers);
for (let epoch = 0; epoch < epochs; epoch += 1)
  for (let step = 0; step < plan.stepCount; step += 1) {
    const {indices, lengths} = rowsOfSteps(plan, epochOrder(rowCount, seed, epoch), step, 1);
    const firstStep = losses.length + 1;
    const steps = program.stepFeeds({firstStep, indices, batchSize, lengths, learningRates: [learningRate]});
    const outputs = await session.run({...state, ...data, ...steps});
    losses.push(program.readLosses(outputs)[0]);
    batches.push([...indices.subarray(0, lengths[0])]);
    state = program.stateFeeds(outputs);
  }

if (dumpPath) {
  const weights = parameters.map((name) => ({name, ...graph.initializers.get(name)}));
  const start = {
    x: [...entry[0].data],
    y: [...target],
    weights: weights.map(({name, dims, data: values}) => ({name, dims, values: [...values]})),
    batches,
  };
  writeFileSync(dumpPath, JSON.stringify(start));
  console.log(`wrote ${dumpPath}`);
} else {
  const {losses: recorded, versions} = JSON.parse(readFileSync(new URL('pytorch.json', import.meta.url), 'utf8'));
  console.log('step  ingot       PyTorch     difference');
  for (const step of [1, 2, 4, 100, 200, 399, 400]) {
    const [ours, theirs] = [losses[step - 1], recorded[step - 1]];
    const difference = Math.abs(ours - theirs).toExponential(1);
    console.log(`${String(step).padStart(4)}  ${ours.toFixed(8)}  ${theirs.toFixed(8)}  ${difference}`);
  }
  const largest = Math.max(...losses.map((loss, index) => Math.abs(loss - recorded[index])));
  console.log(`largest difference over ${losses.length} steps: ${largest.toExponential(1)} (torch ${versions.torch})`);
  if (!(largest <= 1e-5) || losses.length !== recorded.length) process.exitCode = 1;
}
