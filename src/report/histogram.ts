// Counts over intervals of one quantity, of one or two samples.
import type {Html} from './html.js';
import {formatTick} from './ticks.js';
import {plot, type PlotSize, type PlotText} from './plots.js';

export interface HistogramSeries {
  readonly name: string;
  /** One for each interval; of several samples, shares compare better than counts. */
  readonly counts: readonly number[];
}

export interface HistogramPlot extends PlotText, Partial<PlotSize> {
  /** One more than there are intervals, ascending. */
  readonly edges: readonly number[];
  readonly series: readonly HistogramSeries[];
  /** Writes an edge; default: few digits. */
  readonly format?: ((value: number) => string) | undefined;
}

const COLOURS = ['var(--a)', 'var(--b)', 'var(--good)', 'var(--warn)'];

/** Bars of equal width from the least to the greatest edge; the ends and the middle are labelled. */
export async function histogramSvg(parts: HistogramPlot): Promise<Html> {
  const {edges, series, format = formatTick, width = 320, height = 110} = parts;
  const bins = Math.max(1, edges.length - 1);
  const first = format(edges[0] ?? 0);
  const last = format(edges[bins] ?? 0);
  const alt = series
    .map(({name, counts}) => `${name}: ${counts.map((count) => formatTick(count)).join(', ')}`)
    .join('; ');
  return plot(
    {
      grid: {left: 2, right: 2, top: 4, bottom: 20},
      xAxis: {
        type: 'category',
        data: Array.from({length: bins}, (_, bin) => String(bin)),
        axisTick: {show: false},
        axisLine: {lineStyle: {color: 'var(--line)'}},
        axisLabel: {
          color: 'var(--soft)',
          fontSize: 11,
          interval: (index: number) => index === 0 || index === bins - 1,
          formatter: (_: string, index: number) => (bins === 1 ? first : index === 0 ? first : last),
          alignMinLabel: 'left',
          alignMaxLabel: 'right',
          hideOverlap: false,
        },
      },
      yAxis: {type: 'value', show: false},
      series: series.map(({name, counts}, index) => ({
        type: 'bar',
        name,
        silent: true,
        barGap: '0%',
        barCategoryGap: series.length === 1 ? '4%' : '12%',
        itemStyle: {color: COLOURS[index % COLOURS.length]},
        data: counts,
      })),
    },
    {...parts, alt: parts.alt ?? `From ${first} to ${last}. ${alt}`},
    {width, height},
  );
}
