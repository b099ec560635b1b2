// Plots as SVG inside the page, drawn by echarts without a browser. Colours are the style sheet's variables, so that one
// picture suits light and dark; echarts' script hooks are taken out.
import type {EChartsCoreOption} from 'echarts/core';
import {Html, markup} from './html.js';

type Charts = typeof import('echarts/core');

/** Loaded on the first plot: it takes half a second, which commands without a page do not pay. */
async function loadCharts(): Promise<Charts> {
  const [core, charts, components, renderers] = await Promise.all([
    import('echarts/core'),
    import('echarts/charts'),
    import('echarts/components'),
    import('echarts/renderers'),
  ]);
  core.use([charts.BarChart, charts.LineChart, charts.HeatmapChart]);
  core.use([components.GridComponent, components.VisualMapComponent, renderers.SVGRenderer]);
  return core;
}

let loading: Promise<Charts> | undefined;

export interface PlotText {
  /** What is shown, for those who do not see it; not printed. */
  readonly title: string;
  /** The same as numbers, in a sentence. */
  readonly alt?: string;
  /** Printed under the plot. */
  readonly caption?: string;
}

export interface PlotSize {
  /** Pixels; the picture shrinks with the page. */
  readonly width: number;
  readonly height: number;
}

/**
 * Any chart of bars, lines or a heat map as a figure. Same option, same bytes.
 *
 * @param option - for echarts; colours as `var(--a)`, see the style sheet
 */
export async function plot(option: EChartsCoreOption, text: PlotText, size: PlotSize): Promise<Html> {
  const {init} = await (loading ??= loadCharts());
  const chart = init(null, null, {renderer: 'svg', ssr: true, ...size});
  try {
    chart.setOption({animation: false, backgroundColor: 'transparent', ...option});
    return figure(chart.renderToSVGString(), text);
  } finally {
    chart.dispose();
  }
}

function figure(svg: string, {title, alt, caption}: PlotText): Html {
  const inside = svg
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/^<svg [^>]*>/, '')
    .replace(/<\/svg>\s*$/, '')
    .replace(/ (class|pointer-events|ecmeta_\w+|cursor)="[^"]*"/g, '')
    .replace(/zr\d+-/g, 'z-')
    .replace(/font-family:[^;"]*;?/g, '')
    .replace(/\n\s*/g, '\n');
  const box = /viewBox="([\d. ]+)"/.exec(svg)?.[1] ?? '';
  const [, , width = '', height = ''] = box.split(' ');
  const opening = markup`<svg role="img" width="${width}" height="${height}" viewBox="${box}"><title>${title}</title>`;
  const described = alt === undefined ? '' : markup`<desc>${alt}</desc>`;
  const printed = caption === undefined ? '' : markup`<figcaption>${caption}</figcaption>`;
  return markup`<figure>${opening}${described}${new Html(inside)}</svg>${printed}</figure>`;
}
