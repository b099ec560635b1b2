// Named amounts as lying bars, each with its number.
import type {Html} from './html.js';
import {plot, type PlotText} from './plots.js';
import {formatTick} from './ticks.js';

export interface BarPlot extends PlotText {
  readonly bars: readonly {readonly label: string; readonly value: number}[];
  readonly format?: ((value: number) => string) | undefined;
  readonly width?: number;
  /** Full length; default: the greatest value. */
  readonly max?: number;
}

const MAX_LABEL = 22;

/** Bars from top to bottom in the order given. */
export async function barSvg(parts: BarPlot): Promise<Html> {
  const {bars, format = formatTick, width = 320, max} = parts;
  const labels = bars.map(({label}) => shorten(label));
  const alt = bars.map(({label, value}) => `${label}: ${format(value)}`).join(', ');
  // About 6.3 px a character at 11 px.
  const room = 8 + 6.3 * Math.min(MAX_LABEL, Math.max(1, ...labels.map(({length}) => length)));
  const space = 14 + 6.3 * Math.max(1, ...bars.map(({value}) => format(value).length));
  return plot(
    {
      grid: {left: room, right: space, top: 2, bottom: 2},
      xAxis: {type: 'value', show: false, ...(max === undefined ? {} : {max}), min: 0},
      yAxis: {
        type: 'category',
        inverse: true,
        data: labels,
        axisTick: {show: false},
        axisLine: {show: false},
        axisLabel: {color: 'var(--ink)', fontSize: 11, interval: 0},
      },
      series: [
        {
          type: 'bar',
          silent: true,
          barWidth: 11,
          itemStyle: {color: 'var(--a)'},
          data: bars.map(({value}) => value),
          label: {
            show: true,
            position: 'right',
            color: 'var(--soft)',
            fontSize: 11,
            formatter: ({dataIndex}: {dataIndex: number}) => format(bars[dataIndex]?.value ?? 0),
          },
        },
      ],
    },
    {...parts, alt: parts.alt ?? alt},
    {width, height: 4 + 19 * Math.max(1, bars.length)},
  );
}

/** Line breaks would break a label, and halves of a surrogate pair the page. */
function shorten(label: string): string {
  const flat = label.slice(0, 100).replace(/[\s\p{Cc}]+/gu, ' ');
  return flat.length > MAX_LABEL ? `${flat.slice(0, MAX_LABEL - 1).replace(/\p{Cs}$/u, '')}…` : flat;
}
