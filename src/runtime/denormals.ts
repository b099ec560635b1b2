// Numbers below the smallest normal float32 (1.2e-38) are computed many times slower by most processors, and training
// makes them by the million: a moment of Adam whose gradient stays zero (a dead unit, a pixel that is always black)
// decays into them after some 800 steps. Flushing them to zero is a mode of each thread, which ONNX Runtime sets for
// its own threads session by session, but for the calling thread only with the first session of the process.
import {loadOrt, LOG_FATAL} from './load.js';
import {IDENTITY_MODEL} from './probe.js';

/** The session option; threads of a session made with it flush. */
export const FLUSH_OPTION = {extra: {session: {set_denormal_as_zero: '1'}}} as const;

let isFlushing = false;

/** Whether this thread, and so every session it makes, takes subnormal numbers for zero. */
export function flushesDenormals(): boolean {
  return isFlushing;
}

/**
 * Makes this thread take subnormal numbers for zero, and every session it makes from now on. It works only in the
 * thread that makes the first session of the process; elsewhere nothing changes, because a session half of whose
 * threads flush would give results that depend on how the work was shared.
 *
 * @returns whether it does
 */
export async function flushDenormals(): Promise<boolean> {
  if (isFlushing) return true;
  const ort = await loadOrt();
  const session = await ort.InferenceSession.create(Buffer.from(IDENTITY_MODEL, 'base64'), {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    logSeverityLevel: LOG_FATAL,
    ...FLUSH_OPTION,
  });
  await session.release();
  isFlushing = tripled(Float64Array.of(1e-310)) === 0;
  return isFlushing;
}

/** Arithmetic of this thread on a number from memory, which no compiler computes ahead. */
function tripled([value = 0]: Float64Array): number {
  return value * 3;
}
