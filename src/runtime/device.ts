// Which device a command computes on. A device asked for by name is had or is an error; only `auto` may fall back.
import type {Report} from '../core/index.js';
import {runtimeError} from './errors.js';
import {probeDevices} from './probe.js';

export type Device = {readonly name: 'cpu'} | {readonly name: 'cuda'; readonly id: number};

/** `'cpu'`, `'cuda:0'`: the way a device is written in manifests and messages. */
export function describeDevice(device: Device): string {
  return device.name === 'cpu' ? 'cpu' : `cuda:${String(device.id)}`;
}

/**
 * Turns the text of `--device` into a device.
 *
 * @param text - `auto`, `cpu`, `cuda` or `cuda:N`
 * @param report - told what `auto` took when there was a choice
 * @throws IngotError `DEVICE_UNKNOWN` (exit 2), `DEVICE_UNAVAILABLE` (exit 6) naming what is missing
 */
export async function resolveDevice(text: string, report?: Report): Promise<Device> {
  if (text === 'cpu') return {name: 'cpu'};
  const match = /^cuda(?::(\d+))?$/.exec(text);
  if (!match && text !== 'auto')
    throw runtimeError('DEVICE_UNKNOWN', `Unknown device '${text}'.`, {
      hints: ['Expected auto, cpu, cuda or cuda:N.'],
    });
  const {cuda} = await probeDevices({deviceId: Number(match?.[1] ?? 0), onlyIfPresent: text === 'auto'});
  if (text === 'auto') {
    if (cuda.available) report?.({type: 'note', message: 'Device: cuda:0.'});
    else if (cuda.hasGpu) report?.({type: 'note', message: `Device: cpu (a GPU is here, but ${cuda.reason}).`});
    return cuda.available ? {name: 'cuda', id: 0} : {name: 'cpu'};
  }
  if (!cuda.available)
    throw runtimeError('DEVICE_UNAVAILABLE', `The device '${text}' cannot be had: ${cuda.reason}.`, {
      hints: [
        ...(cuda.missing.length > 0 ? [`Missing: ${cuda.missing.join(', ')}.`] : []),
        "Run 'ingot doctor --device cuda' for the details, or use --device cpu.",
      ],
      data: {missing: cuda.missing},
    });
  return {name: 'cuda', id: Number(match?.[1] ?? 0)};
}
