import {Flags} from '@oclif/core';
import {formatTable, IngotCommand} from '../cli/index.js';
import {EXIT, IngotError} from '../core/index.js';
import type {MachineReport} from '../runtime/index.js';

interface DoctorReport extends MachineReport {
  readonly ingot: string;
  /** Set when `--device` named one that cannot be had. */
  readonly problem?: Record<string, unknown>;
}

export default class Doctor extends IngotCommand {
  static override summary = 'Check what works on this machine, and name what is missing.';
  static override description =
    'Tells versions, processors, memory, disk and devices. With --device it exits with status 6 when that device cannot be had.';
  static override examples = [
    {description: 'See what this machine has', command: '<%= config.bin %> doctor'},
    {
      description: 'Make sure that CUDA works before a long job (exit 6 when it does not)',
      command: '<%= config.bin %> doctor --device cuda',
    },
    {description: 'For a script', command: '<%= config.bin %> doctor --json'},
  ];
  static override flags = {
    device: Flags.string({summary: 'A device that must work: cpu, cuda or cuda:N.', helpValue: 'DEVICE'}),
  };

  async run(): Promise<DoctorReport> {
    const {flags} = await this.parse(Doctor);
    const {inspectMachine, resolveDevice} = await import('../runtime/index.js');
    const device = flags.device ?? 'auto';
    const problem = await resolveDevice(device).then(
      () => undefined,
      (error: unknown) => {
        // A device that is not there is this command's result, not its failure: the table still comes.
        if (error instanceof IngotError && error.exitStatus === EXIT.resource) return error;
        throw error;
      },
    );
    const machine = await inspectMachine();
    this.print(formatTable(['check', 'status', 'details'], rowsOf(this.config.version, machine)));
    if (problem) {
      this.print(`\n${problem.message}\n${problem.suggestions.join('\n')}`);
      this.endWith(EXIT.resource);
    }
    return {ingot: this.config.version, ...machine, ...(problem ? {problem: problem.toJSON()} : {})};
  }
}

const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

function rowsOf(version: string, {node, platform, onnxruntime, cpu, memory, temp, cuda}: MachineReport): string[][] {
  const cudaText = cuda.available
    ? 'a session ran'
    : `${cuda.reason}; missing: ${cuda.missing.join(', ') || 'nothing'}`;
  return [
    ['ingot', 'ok', version],
    ['node', 'ok', `${node} ${platform}`],
    ['onnxruntime', cpu.works ? 'ok' : 'FAILS', onnxruntime],
    ['cpu', cpu.works ? 'ok' : 'FAILS', cpu.works ? `${cpu.model}, ${String(cpu.threads)} threads` : cpu.reason],
    ['memory', 'ok', `${gigabytes(memory.availableBytes)} of ${gigabytes(memory.totalBytes)} available`],
    ['temporary files', temp.writable ? 'ok' : 'FAILS', `${temp.folder}, ${gigabytes(temp.freeBytes)} free`],
    ['cuda', cuda.available ? 'ok' : cuda.hasGpu ? 'FAILS' : 'absent', cudaText],
  ];
}
