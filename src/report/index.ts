export {escapeHtml, Html, markup, type Content} from './html.js';
export {page, type PageParts, type PageSection} from './page.js';
export {cards, facts, notes, table, type Card, type HtmlTable, type Note} from './parts.js';
export {plot, type PlotSize, type PlotText} from './plots.js';
export {histogramSvg, type HistogramPlot} from './histogram.js';
export {barSvg, type BarPlot} from './bars.js';
export {heatmapSvg, type HeatmapPlot} from './heatmap.js';
export {formatTick} from './ticks.js';
