// ONNX Runtime, loaded when first needed: commands that run no model do not pay for it.
import {runtimeError} from './errors.js';
import {disableTelemetry} from './telemetry.js';

export type Ort = typeof import('onnxruntime-node');

/** Fatal only: failures reach us as exceptions, and the log would say them again on stderr. */
export const LOG_FATAL = 4;

let loading: Promise<Ort> | undefined;

/** @throws IngotError `RUNTIME_MISSING` where there is no build for this platform */
export function loadOrt(): Promise<Ort> {
  loading ??= importOrt();
  return loading;
}

async function importOrt(): Promise<Ort> {
  disableTelemetry();
  try {
    const ort = await import('onnxruntime-node');
    ort.env.logLevel = 'fatal';
    return ort;
  } catch (error) {
    throw runtimeError(
      'RUNTIME_MISSING',
      `ONNX Runtime cannot be loaded on ${process.platform}-${process.arch}: ${error instanceof Error ? error.message : String(error)}`,
      {
        cause: error,
        hints: ['Reinstall with the dependencies; linux-x64, linux-arm64, macOS and Windows have builds.'],
      },
    );
  }
}
