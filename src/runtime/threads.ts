// How many threads a model uses unless told.
import {readFileSync} from 'node:fs';
import {availableParallelism} from 'node:os';

/**
 * The cores this process may use: those the system shows, less where a container's CPU quota allows fewer (more
 * threads than quota makes every run wait for the slowest).
 */
export function defaultThreads(): number {
  return Math.max(1, Math.min(availableParallelism(), quotaCores() ?? Infinity));
}

/** Whole cores of the cgroup v2 quota; undefined without one. */
function quotaCores(): number | undefined {
  try {
    const [quota, period] = readFileSync('/sys/fs/cgroup/cpu.max', 'utf8').trim().split(' ').map(Number);
    return quota && period ? Math.ceil(quota / period) : undefined;
  } catch {
    return undefined; // No cgroup v2 here, hence no quota to respect.
  }
}
