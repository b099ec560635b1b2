// A profile as one HTML page.
import {counted} from '../../core/index.js';
import {ledgerLines} from '../../data/index.js';
import {
  barSvg,
  cards,
  facts,
  formatTick,
  heatmapSvg,
  histogramSvg,
  markup,
  notes,
  page,
  table,
  type Card,
  type Content,
  type Note,
  type PageSection,
} from '../../report/index.js';
import type {CorrelatedPair, Correlations} from './correlations.js';
import type {FindingKind} from './findings.js';
import {detailLines, nearLine} from './profile-lines.js';
import {sharedLines, type PartsProfile} from './profile-parts.js';
import type {DatasetProfile, ProfiledColumn} from './profile.js';

/** Columns drawn; further ones are in the table only, so that the page stays small. */
const MAX_CARDS = 120;
const MAX_HEATMAP = 30;
const MAX_BARS = 12;

const GRAVE: ReadonlySet<FindingKind> = new Set(['leak', 'no-target-value']);

/** One page about one dataset, or about several parts of one. */
export async function profilePage(profile: DatasetProfile | PartsProfile): Promise<string> {
  if (!('parts' in profile)) {
    return page({title: profile.name, lead: leadOf(profile), sections: await sectionsOf(profile)});
  }
  const {parts, shared} = profile;
  const lines = sharedLines(shared).map((text, index): Note => ({
    tone: (shared.parts[index + 1]?.shared ?? 0) > 0 ? 'bad' : 'good',
    label: 'rows across files',
    text,
  }));
  const sections = await Promise.all(
    parts.map(async (part) =>
      (await sectionsOf(part)).map(({title, content}) => ({title: `${part.name}: ${title}`, content})),
    ),
  );
  return page({
    title: parts.map(({name}) => name).join(', '),
    lead: `${counted(parts.length, 'file')}, described one after the other.`,
    sections: [{title: 'Shared rows', content: notes(lines)}, ...sections.flat()],
  });
}

function leadOf({rows, columns, split}: DatasetProfile): string {
  return `${counted(rows, 'row')}, ${counted(columns.length, 'column')}${split === null ? '' : `, split ${split}`}`;
}

async function sectionsOf(profile: DatasetProfile): Promise<PageSection[]> {
  const {columns, lineage, stages, nearDuplicates, sampledRows, rows} = profile;
  const near = nearDuplicates.map((found): Note => ({tone: 'plain', label: found.column, text: nearLine(found)}));
  const drawn: Card[] = [];
  for (const column of columns.slice(0, MAX_CARDS)) drawn.push(await cardOf(column));
  const rest = columns.length - drawn.length;
  return [
    {title: 'Problems', content: problemsOf(profile)},
    {title: 'Target', content: await classesOf(profile)},
    {title: 'Columns', content: tableOf(profile)},
    {
      title: 'Column by column',
      content: [
        cards(drawn),
        rest > 0 ? markup`<p class="soft">${counted(rest, 'further column')} in the table only.</p>` : '',
      ],
    },
    {title: 'How columns go together', content: await correlationsPart(profile.correlations)},
    {title: 'Near duplicates', content: notes(near)},
    {
      title: 'What happened to its rows',
      content: [
        notes(stages.map(({transform, columns: of}) => ({tone: 'plain', label: 'fitted', text: `${transform} of ${of.join(', ')}`}))), // prettier-ignore
        notes(
          lineage.map(({command, ledger}) => ({
            tone: 'plain',
            label: command,
            text: [`${String(ledger.rowsKept)} of ${String(ledger.rowsRead)} rows kept`, ...ledgerLines(ledger)].join(
              '; ',
            ),
          })),
        ),
      ],
    },
    {
      title: 'How it was computed',
      content: markup`<p class="soft">Counts, moments and duplicates: all ${counted(rows, 'row')}, exact. “Alone”: how well a table of that column predicts the target, cross-validated in five parts. Quantiles and histograms: exact where the column says nothing else. Distinct values marked ~ are estimates (standard error 0.8 %). Relations to the target, correlations and near duplicates: ${
        sampledRows < rows ? `an even sample of ${String(sampledRows)} rows` : 'all rows'
      }${profile.correlations && profile.correlations.rows < sampledRows ? `; correlations: ${counted(profile.correlations.rows, 'row')} of those` : ''}.</p>`,
    },
  ];
}

function problemsOf({findings}: DatasetProfile): Content {
  if (findings.length === 0) return notes([{tone: 'good', label: 'none', text: 'Nothing asks for a second look.'}]);
  return notes(
    findings.map(({kind, message}) => ({tone: GRAVE.has(kind) ? 'bad' : 'warn', label: kind, text: message})),
  );
}

async function classesOf({classes, columns}: DatasetProfile): Promise<Content> {
  const target = columns.find(({role}) => role === 'target');
  if (!target || !classes || classes.length === 0) return '';
  const shown = classes.slice(0, MAX_BARS);
  const more = classes.length - shown.length;
  return barSvg({
    title: `Classes of ${target.name}`,
    bars: shown.map(({value, count}) => ({label: String(value), value: count})),
    width: 480,
    caption: `${target.name}: rows of each class${more > 0 ? `, ${counted(more, 'rarer class', 'rarer classes')} not drawn` : ''}`,
  });
}

const HEAD = ['column', 'kind', 'role', 'missing', 'distinct', 'least', 'median', 'greatest', 'mean', 'deviation', 'with target']; // prettier-ignore

function tableOf({columns}: DatasetProfile): Content {
  const rows = columns.map((column) => {
    const {name, kind, role, missing, missingShare, min, max, mean, deviation, quantiles} = column;
    const gone = missing === 0 ? '0' : `${String(missing)} (${(100 * missingShare).toFixed(1)} %)`;
    const numbers = [min, quantiles?.['0.5'] ?? null, max, mean, deviation].map(shown);
    return [name, kind, role, gone, distinctOf(column), ...numbers, relationOf(column)];
  });
  return table({head: HEAD, rows, align: HEAD.map((_, at) => (at > 2 && at < 10 ? 'right' : 'left'))});
}

function distinctOf({distinct, isDistinctExact}: ProfiledColumn): string {
  return distinct === null ? '' : `${isDistinctExact ? '' : '~'}${String(distinct)}`;
}

function relationOf({relation, prediction}: ProfiledColumn): string {
  const told = [relation, prediction].flatMap((each, at) =>
    each ? [`${each.measure} ${each.value.toFixed(3)}${at === 1 ? ' alone' : ''}`] : [],
  );
  return told.join(', ');
}

function shown(value: string | number | null): string {
  return typeof value === 'number' ? formatTick(value) : (value ?? '');
}

async function cardOf(column: ProfiledColumn): Promise<Card> {
  const {name, kind, role, storage, missingShare, min, max, mean, quantiles, isQuantileExact} = column;
  const estimated = quantiles && !isQuantileExact ? ' (estimated)' : '';
  return {
    title: name,
    subtitle: `${kind}, ${role}${storage === 'utf8' ? '' : `, ${storage}`}`,
    content: [
      await pictureOf(column),
      facts([
        ['missing', missingShare === 0 ? null : `${(100 * missingShare).toFixed(1)} %`],
        ['distinct', distinctOf(column)],
        ['mean', mean === null ? null : shown(mean)],
        ['range', min === null ? null : `${shown(min)} to ${shown(max)}`],
        ['5, 50, 95 %', quantiles ? `${['0.05', '0.5', '0.95'].map((q) => shown(quantiles[q] ?? null)).join(', ')}${estimated}` : null],
        ['with target', relationOf(column)],
      ]), // prettier-ignore
      detailLines(column).map((line) => markup`<p>${line.slice(name.length + 2)}</p>`),
    ],
  };
}

async function pictureOf({name, kind, histogram, top, labels}: ProfiledColumn): Promise<Content> {
  if (histogram && kind !== 'boolean') {
    const isDate = kind === 'datetime';
    const format = (value: number): string =>
      isDate ? new Date(value * 1000).toISOString().slice(0, 10) : formatTick(value);
    return histogramSvg({
      title: `Histogram of ${name}`,
      ...histogram,
      series: [{name: 'rows', counts: histogram.counts}],
      format,
    });
  }
  const values = labels?.top ?? (kind === 'text' ? [] : top);
  if (values.length === 0) return '';
  const bars = values.slice(0, MAX_BARS).map(({value, count}) => ({label: String(value), value: count}));
  return barSvg({title: `Most frequent values of ${name}`, bars});
}

async function correlationsPart(correlations: Correlations | null): Promise<Content> {
  if (!correlations || correlations.strongest.length === 0) return '';
  const {columns, matrix, strongest} = correlations;
  const places = columns.map((_, at) => at).slice(0, MAX_HEATMAP);
  const rows = strongest.map(({a, b, measure, value, spearman, rows: of}: CorrelatedPair) => [
    `${a} ~ ${b}`,
    measure,
    value.toFixed(3),
    spearman === null ? '' : spearman.toFixed(3),
    of,
  ]);
  return [
    await heatmapSvg({
      title: 'Correlation of each pair of columns',
      names: places.map((at) => columns[at] ?? ''),
      values: places.map((y) => places.map((x) => matrix[y]?.[x] ?? null)),
      alt: 'The strongest pairs are in the table below.',
      caption:
        'Two numbers: Pearson. Two categories: Cramér’s V. A number and a category: correlation ratio.' +
        (columns.length > places.length
          ? ` The first ${String(places.length)} of ${String(columns.length)} columns.`
          : ''),
    }),
    table({
      head: ['strongest pairs', 'measure', 'value', 'by rank', 'rows'],
      rows,
      align: ['left', 'left', 'right', 'right', 'right'],
    }),
  ];
}
