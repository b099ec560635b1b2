// What ONNX Runtime says, as an ingot error: the message's first lines, the node it names, and what to do.
import {IngotError} from '../core/index.js';
import {onnxError} from '../onnx/index.js';
import type {Device} from './device.js';
import {runtimeError} from './errors.js';

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** "Non-zero status code returned while running Add node. Name:'add_1' Status Message: …" */
function nodeOf(message: string): {readonly opType: string; readonly name: string} | undefined {
  const match = /while running (\S+) node\. Name:'([^']*)'/.exec(message);
  return match ? {opType: match[1] ?? '', name: match[2] ?? ''} : undefined;
}

/** ONNX Runtime puts the place in its own C++ source before the reason: that part helps nobody here. */
function reasonOf(message: string): string {
  const status = message.split('Status Message:').at(-1) ?? message;
  return status.replace(/\S*\/onnxruntime\/\S*:\d+ /g, '').trim();
}

function isMemoryShortage(message: string): boolean {
  return /bad_alloc|bad allocation|failed to allocate|out of memory|Array buffer allocation failed/i.test(message);
}

function memoryError(error: unknown, doing: string): IngotError {
  return runtimeError('RUNTIME_OUT_OF_MEMORY', `Not enough memory while ${doing}: ${reasonOf(messageOf(error))}.`, {
    cause: error,
    hints: ['Use a smaller batch (--batch-size) or a machine with more memory.'],
  });
}

/** @param source - the file, or words for a model in memory */
export function wrapCreateError(error: unknown, source: string, device: Device): IngotError {
  if (error instanceof IngotError) return error;
  const message = messageOf(error);
  if (/protobuf|ModelProto does not have a graph|No graph was found|Model data pointer is null/i.test(message))
    return onnxError('MODEL_CORRUPT', `${source}: expected an ONNX model, but the content cannot be read as one.`, {
      cause: error,
      hints: ['The file is damaged, cut short, or of another format: make or fetch it again.'],
    });
  if (device.name === 'cuda' && /CUDA|ExecutionProvider|shared library|CUDNN|CUBLAS/i.test(message))
    return runtimeError('DEVICE_UNAVAILABLE', `cuda:${String(device.id)} cannot be used: ${reasonOf(message)}.`, {
      cause: error,
      hints: ["'ingot doctor' says what is missing.", 'Use --device cpu.'],
    });
  if (isMemoryShortage(message)) return memoryError(error, `loading ${source}`);
  return runtimeError(
    'RUNTIME_MODEL_REJECTED',
    `${source}: ONNX Runtime does not accept this model: ${reasonOf(message)}`,
    {
      cause: error,
    },
  );
}

export function wrapRunError(error: unknown): IngotError {
  if (error instanceof IngotError) return error;
  const message = messageOf(error);
  if (isMemoryShortage(message)) return memoryError(error, 'running the model');
  if (/invalid dimensions for input|Invalid rank for input|Unexpected input data type/i.test(message))
    return runtimeError('RUNTIME_FEED_MISMATCH', reasonOf(message), {cause: error});
  const node = nodeOf(message);
  const where = node ? ` in node '${node.name}' (${node.opType})` : '';
  return runtimeError('RUNTIME_FAILED', `Running the model failed${where}: ${reasonOf(message)}`, {
    cause: error,
    data: node ? {node: node.name, opType: node.opType} : {},
  });
}
