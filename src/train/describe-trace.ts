// A traced step as text for people: what is computed from what, row by row; long tensors are cut, --json has all.
import {counted} from '../core/index.js';
import type {TraceNumbers, TraceResult} from './trace.js';

/** Numbers shown of a tensor's row, rows shown of a tensor, and updated numbers shown of a parameter. */
const SHOWN = {columns: 10, rows: 10, updates: 24};

export function describeTrace(trace: TraceResult): string {
  const {target, loss, optimizer} = trace;
  return [
    'Row, prepared',
    ...trace.entry.flatMap((tensor) => tensorLines(tensor)),
    `  ${target.name} = ${format(target.value)} (target)`,
    '',
    'Forward',
    ...trace.forward.flatMap((value) => tensorLines(value, ` = ${value.op}(${value.inputs.join(', ')})`)),
    `  loss = ${loss.name}`,
    `    ${format(loss.value)}`,
    '',
    'Backward: gradient of the loss by',
    ...trace.gradients.flatMap((gradient) => tensorLines(gradient)),
    '',
    `Update: ${optimizer.name}, learning rate ${format(optimizer.learningRate)}`,
    ...updateLines(trace),
  ].join('\n');
}

function tensorLines(tensor: TraceNumbers, from = ''): string[] {
  const {name, shape, values} = tensor;
  const columns = Math.max(1, shape.at(-1) ?? 1);
  const rows = Array.from({length: Math.ceil(values.length / columns)}, (_, row) =>
    values.slice(row * columns, (row + 1) * columns),
  );
  const shown = rows.slice(0, SHOWN.rows).map((row) => row.slice(0, SHOWN.columns).map(format));
  const widths = (shown[0] ?? []).map((_, column) => Math.max(...shown.map((row) => row[column]?.length ?? 0)));
  const lines = shown.map((row) => {
    const cells = row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  ');
    return `    ${cells}${columns > SHOWN.columns ? `  … ${String(columns)} in all` : ''}`;
  });
  const more = rows.length > SHOWN.rows ? [`    … ${counted(rows.length, 'row')} in all`] : [];
  return [`  ${name}${from}`, ...lines, ...more];
}

function updateLines({parameters}: TraceResult): string[] {
  const head = ['parameter', 'before', 'gradient', 'after'];
  const table = [head];
  for (const {name, shape, before, gradient, after} of parameters) {
    for (const [index, value] of before.slice(0, SHOWN.updates).entries())
      table.push([
        `${name}[${position(shape, index).join(',')}]`,
        ...[value, gradient[index] ?? NaN, after[index] ?? NaN].map(format),
      ]);
    if (before.length > SHOWN.updates) table.push([`${name} … ${String(before.length)} in all`, '', '', '']);
  }
  const widths = head.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table.map((row) => {
    const [name = '', ...cells] = row;
    const numbers = cells.map((cell, at) => cell.padStart(widths[at + 1] ?? 0)).join('  ');
    return `  ${name.padEnd(widths[0] ?? 0)}  ${numbers}`.trimEnd();
  });
}

/** Indices of an element in a tensor of this shape. */
function position(shape: readonly number[], index: number): number[] {
  const indices: number[] = [];
  let rest = index;
  for (const size of shape.toReversed()) {
    indices.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return indices;
}

/** Six significant digits: what float32 is good for. */
function format(value: number): string {
  if (Number.isInteger(value)) return String(value);
  const size = Math.abs(value);
  return size >= 1e-4 && size < 1e7 ? String(Number(value.toPrecision(6))) : value.toExponential(4);
}
