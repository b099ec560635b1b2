// The signature as `metadata_props`: one property a member, so that `ingot.task` can be read without ingot.
import {canonicalJson} from '../core/index.js';
import type {Model} from '../onnx/index.js';
import {checkStage, transformOf} from '../transforms/index.js';
import {prepareError} from './errors.js';
import {TASKS, type ModelSignature} from './signature.js';

const PREFIX = 'ingot.';

/** Members that are plain text in the file; all others are JSON. */
const TEXTS = ['task', 'logits', 'loss'] as const;
const MEMBERS = [
  'format',
  'task',
  'architecture',
  'inputs',
  'target',
  'stages',
  'tensors',
  'entry',
  'logits',
  'loss',
  'parents',
] as const satisfies readonly (keyof ModelSignature)[];

function isText(member: string): boolean {
  return (TEXTS as readonly string[]).includes(member);
}

/** Members a model may lack. */
const OPTIONAL = ['lossOptions'] as const satisfies readonly (keyof ModelSignature)[];

/** @returns the model with its signature set; other metadata stay */
export function writeSignature(model: Model, signature: ModelSignature): Model {
  const own = MEMBERS.map((member): [string, string] => {
    const value = signature[member];
    return [PREFIX + member, typeof value === 'string' ? value : canonicalJson(value)];
  });
  const optional = OPTIONAL.flatMap((member): [string, string][] => {
    const {[member]: value} = signature;
    return value === undefined ? [] : [[PREFIX + member, canonicalJson(value)]];
  });
  // What an earlier signature had and this one has not must not stay behind.
  const others = Object.entries(model.metadata).filter(
    ([name]) => !OPTIONAL.some((member) => PREFIX + member === name),
  );
  return {...model, metadata: Object.fromEntries([...others, ...own, ...optional])};
}

/** Whether a model says about itself what ingot needs to feed it raw columns. */
export function hasSignature(model: Model): boolean {
  return model.metadata[`${PREFIX}format`] !== undefined;
}

/**
 * @throws IngotError `MODEL_UNSIGNED` when there is none, `MODEL_SIGNATURE` when it is not one this version reads or
 * does not fit the graph, `STAGE_INVALID` when a stage is unknown or was changed
 */
export function readSignature(model: Model): ModelSignature {
  if (!hasSignature(model))
    throw prepareError(
      'MODEL_UNSIGNED',
      'The model has no ingot metadata, so its columns and its task are not known.',
      {
        hints: ["Make the model with 'ingot model init', or train one: they write the metadata."],
      },
    );
  const there = OPTIONAL.filter((member) => model.metadata[PREFIX + member] !== undefined);
  const entries = [...MEMBERS, ...there].map((member) => [member, readMember(model, member)] as const);
  const signature = Object.fromEntries(entries) as unknown as ModelSignature;
  if ((signature.format as number) !== 1)
    throw invalid(`expected format 1, found ${JSON.stringify(signature.format)}`, 'Use a newer ingot.');
  for (const stage of signature.stages) {
    checkStage(stage);
    transformOf(stage);
  }
  checkAgainstGraph(model, signature);
  return signature;
}

function readMember(model: Model, member: (typeof MEMBERS)[number] | (typeof OPTIONAL)[number]): unknown {
  const text = model.metadata[PREFIX + member];
  if (text === undefined) throw invalid(`'${PREFIX}${member}' is absent`);
  if (isText(member)) return text;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw prepareError('MODEL_SIGNATURE', `The model's metadata '${PREFIX}${member}' is not JSON.`, {cause});
  }
  const isList = ['inputs', 'stages', 'entry'].includes(member);
  const isRight = member === 'format' || (isList ? Array.isArray(value) : typeof value === 'object' && value !== null);
  if (!isRight) throw invalid(`'${PREFIX}${member}' should be ${isList ? 'a list' : 'an object'}`);
  return value;
}

function checkAgainstGraph({graph}: Model, signature: ModelSignature): void {
  const {task} = signature;
  if (!TASKS.includes(task)) throw invalid(`the task '${task}' is not known`);
  const inputs = new Set(graph.inputs.map(({name}) => name));
  const missing = signature.inputs.find(({name}) => !inputs.has(name));
  if (missing) throw invalid(`it lists the column '${missing.name}', but the graph has no such input`);
  const produced = new Set([...inputs, ...graph.nodes.flatMap((node) => node.outputs)]);
  const tensors = [...Object.values(signature.tensors), ...signature.entry, signature.logits];
  const absent = tensors.find((name) => !produced.has(name));
  if (absent !== undefined) throw invalid(`it names the tensor '${absent}', but the graph has no such tensor`);
}

function invalid(
  what: string,
  hint = 'The file was changed by another tool; make it again, or export it again.',
): Error {
  return prepareError('MODEL_SIGNATURE', `The model's ingot metadata cannot be used: ${what}.`, {hints: [hint]});
}
