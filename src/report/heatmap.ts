// A square of pairs: how strongly each column goes with each other one.
import type {Html} from './html.js';
import {plot, type PlotText} from './plots.js';

export interface HeatmapPlot extends PlotText {
  readonly names: readonly string[];
  /** −1 to 1, row by row; null where nothing can be said. */
  readonly values: readonly (readonly (number | null)[])[];
}

const CELL = 24;

/** Strength is opacity, sign is hue; each cell of up to 16 columns has its number. */
export async function heatmapSvg(parts: HeatmapPlot): Promise<Html> {
  const {names, values} = parts;
  const labels = names.map((name) => (name.length > 20 ? `${name.slice(0, 19)}…` : name));
  const size = Math.max(CELL, names.length <= 16 ? 36 : CELL) * names.length;
  // About 6.3 px a character at 11 px.
  const room = 16 + 6.3 * Math.max(1, ...labels.map(({length}) => length));
  const data = values.flatMap((row, y) =>
    row.flatMap((value, x) =>
      value === null || x === y
        ? []
        : [
            {
              value: [x, y, Math.abs(value)],
              shown: value.toFixed(2),
              itemStyle: {color: value < 0 ? 'var(--low)' : 'var(--high)'},
            },
          ],
    ),
  );
  const axis = {
    type: 'category',
    data: labels,
    axisTick: {show: false},
    axisLine: {show: false},
    axisLabel: {color: 'var(--ink)', fontSize: 11, interval: 0},
  };
  return plot(
    {
      grid: {left: room, right: 4, top: 4, bottom: room},
      xAxis: {...axis, axisLabel: {...axis.axisLabel, rotate: 90}},
      yAxis: {...axis, inverse: true},
      visualMap: {show: false, min: 0, max: 1, inRange: {opacity: [0, 0.9]}},
      series: [
        {
          type: 'heatmap',
          silent: true,
          data,
          label: {
            show: names.length <= 16,
            color: 'var(--ink)',
            opacity: 1,
            fontSize: 10,
            formatter: (cell: {data: {shown: string}}) => cell.data.shown,
          },
        },
      ],
    },
    parts,
    {width: room + 4 + size, height: room + 4 + size},
  );
}
