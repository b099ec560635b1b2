// A profile beside its table of columns, for people.
import {counted} from '../../core/index.js';
import {ledgerLines} from '../../data/index.js';
import type {CorrelatedPair, Correlations} from './correlations.js';
import type {NearDuplicates} from './near-duplicates.js';
import type {DatasetProfile, ProfiledColumn} from './profile.js';

const MAX_CLASSES = 20;
const MAX_PAIRS = 5;

/** Details, classes, relations, findings, stages and history, a line each. */
export function profileLines(profile: DatasetProfile): string[] {
  const {classes, findings, stages, lineage, sampledRows, rows, columns, correlations, nearDuplicates} = profile;
  const shown = (classes ?? []).slice(0, MAX_CLASSES).map(({value, count, share}) => {
    return `${String(value)} ${String(count)} (${percent(share)})`;
  });
  const more = (classes?.length ?? 0) - shown.length;
  return [
    ...columns.flatMap(detailLines),
    ...(shown.length === 0 ? [] : [`classes: ${shown.join(', ')}${more > 0 ? `, and ${String(more)} more` : ''}`]),
    ...(sampledRows < rows ? [`relations to the target: from an even sample of ${String(sampledRows)} rows`] : []),
    ...correlationLines(correlations),
    ...nearDuplicates.map(nearLine),
    ...findings.map(({kind, message}) => `${kind}: ${message}`),
    ...stages.map(({transform, columns: of}) => `fitted: ${transform} of ${of.join(', ')}`),
    ...lineage.flatMap(({command, ledger}) => [
      `${command}: ${String(ledger.rowsKept)} of ${String(ledger.rowsRead)} rows kept`,
      ...ledgerLines(ledger).map((line) => `  ${line}`),
    ]),
  ];
}

/** What a column's kind says beyond its row of the table. */
export function detailLines({name, text, labels, tensor, days}: ProfiledColumn): string[] {
  const lines: string[] = [];
  if (text) {
    const {characters, words, blank, isExact} = text;
    const told = [characters, words].map(
      ({min, median, p95, max, mean}) =>
        [min, median, p95, max].map((value) => String(Math.round(value))).join(' / ') + ` (mean ${mean.toFixed(1)})`,
    );
    lines.push(
      `${name}: characters ${told[0] ?? ''}, words ${told[1] ?? ''} as least / median / 95 % / most${isExact ? '' : ', estimated'}` +
        (blank === 0 ? '' : `; ${counted(blank, 'text is', 'texts are')} blank`),
    );
  }
  if (labels) {
    const often = labels.top.map(({value, share}) => `${value} (${percent(share)})`).join(', ');
    lines.push(
      `${name}: ${counted(labels.labels, 'label')}, ${labels.perRow.mean.toFixed(2)} a row (${String(labels.perRow.min)} to ${String(labels.perRow.max)}), ` +
        `${String(labels.unlabelled)} rows with none; most frequent: ${often}`,
    );
  }
  if (tensor?.image)
    lines.push(
      `${name}: pictures of ${String(tensor.image.height)} × ${String(tensor.image.width)} pixels, ${counted(tensor.image.channels, 'channel')}`,
    );
  if (tensor?.sound)
    lines.push(`${name}: ${tensor.sound.seconds.toFixed(2)} s of sound a row at ${String(tensor.sound.sampleRate)} Hz`);
  if (tensor && tensor.channels.length > 1)
    lines.push(
      `${name}: mean ± deviation by channel: ` +
        tensor.channels
          .map(
            ({name: channel, mean, deviation}, at) => `${channel ?? String(at)} ${short(mean)} ± ${short(deviation)}`,
          )
          .join(', '),
    );
  if (days !== null) lines.push(`${name}: spans ${counted(Math.round(days), 'day')}`);
  return lines;
}

function correlationLines(correlations: Correlations | null): string[] {
  if (!correlations || correlations.strongest.length === 0) return [];
  const {strongest, rows, isSampled, leftOut} = correlations;
  const from = isSampled ? `, from an even sample of ${counted(rows, 'row')}` : '';
  const without = leftOut > 0 ? `, ${counted(leftOut, 'column')} left out` : '';
  return [`strongest pairs${from}${without}: ${strongest.slice(0, MAX_PAIRS).map(pairText).join(', ')}`];
}

/** `'a ~ b pearson 0.912'` */
function pairText({a, b, measure, value, spearman}: CorrelatedPair): string {
  const byRank =
    spearman !== null && Math.abs(spearman) > Math.abs(value) + 0.05 ? ` (by rank ${spearman.toFixed(3)})` : '';
  return `${a} ~ ${b} ${measure} ${value.toFixed(3)}${byRank}`;
}

/** What was compared, and what was found. */
export function nearLine({
  column,
  kind,
  method,
  threshold,
  rows,
  isSampled,
  groups,
  identical,
}: NearDuplicates): string {
  const what = kind === 'text' ? 'texts' : 'pictures';
  const same = identical === null || identical === 0 ? '' : `${String(identical)} repeat an earlier text exactly; `;
  return (
    `near duplicates in ${column}: ${same}${groups === 0 ? 'no groups' : counted(groups, 'group')} of ${what} nearly the same ` +
    `(${isSampled ? 'even sample of ' : ''}${counted(rows, 'row')}; from ${String(threshold)}; ${method})`
  );
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function short(value: number | null): string {
  return value === null ? '-' : String(Number(value.toPrecision(4)));
}
