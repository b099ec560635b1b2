// What this machine has: asked by `ingot doctor`.
import {mkdtempSync, rmdirSync, statfsSync} from 'node:fs';
import {availableParallelism, cpus, freemem, tmpdir, totalmem} from 'node:os';
import {join} from 'node:path';
import {IDENTITY_MODEL, probeDevices, type CudaReport} from './probe.js';
import {createSession} from './session.js';
import {defaultThreads} from './threads.js';

export interface MachineReport {
  /** `'v20.20.2'` */
  readonly node: string;
  /** `'linux-x64'` */
  readonly platform: string;
  readonly onnxruntime: string;
  readonly cpu: {
    readonly model: string;
    readonly cores: number;
    readonly threads: number;
    /** A session was created and ran. */
    readonly works: boolean;
    readonly reason: string;
  };
  readonly memory: {readonly totalBytes: number; readonly availableBytes: number};
  readonly temp: {readonly folder: string; readonly writable: boolean; readonly freeBytes: number};
  readonly cuda: CudaReport;
}

export async function inspectMachine(): Promise<MachineReport> {
  const [{runtimeVersion, cuda}, cpuProblem] = await Promise.all([probeDevices(), tryCpu()]);
  // Inside a container the limit of the group counts, not what the host has.
  const limit = process.constrainedMemory();
  const totalBytes = limit > 0 && limit < totalmem() ? limit : totalmem();
  return {
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    onnxruntime: runtimeVersion,
    cpu: {
      model: cpus()[0]?.model.trim() ?? 'unknown processor',
      cores: availableParallelism(),
      threads: defaultThreads(),
      works: cpuProblem === '',
      reason: cpuProblem,
    },
    memory: {totalBytes, availableBytes: Math.min(totalBytes, freemem())},
    temp: inspectTemp(tmpdir()),
    cuda,
  };
}

/** @returns why a session does not run, or nothing */
async function tryCpu(): Promise<string> {
  try {
    const session = await createSession(Buffer.from(IDENTITY_MODEL, 'base64'), {device: {name: 'cpu'}, threads: 1});
    await session.run({x: {dtype: 'float32', dims: [1], data: Float32Array.of(1)}});
    await session.close();
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error); // the report is where it is told
  }
}

function inspectTemp(folder: string): MachineReport['temp'] {
  try {
    const {bavail, bsize} = statfsSync(folder);
    rmdirSync(mkdtempSync(join(folder, 'ingot-doctor-')));
    return {folder, writable: true, freeBytes: bavail * bsize};
  } catch {
    return {folder, writable: false, freeBytes: 0}; // the report is where it is told
  }
}
