// Cells that list labels: none, one or several for a row.
import type {ParseRule} from './types.js';

/** Between the labels of a cell unless a rule says otherwise. */
export const LABEL_DELIMITER = ';';

/**
 * @param missing - tokens that mean "not known"; the empty cell is none of them: it says that the row has no label
 * @param labelDelimiter - one character that no label holds
 */
export function labelsRule(missing: readonly string[], labelDelimiter: string = LABEL_DELIMITER): ParseRule {
  return {kind: 'labels', missing: missing.filter((token) => token !== ''), labelDelimiter};
}

/** The labels of a canonical text, in its order. */
export function splitLabels(
  text: string,
  {labelDelimiter = LABEL_DELIMITER}: Pick<ParseRule, 'labelDelimiter'>,
): string[] {
  return text.split(labelDelimiter).filter((label) => label !== '');
}

/**
 * The canonical text of a set of labels: each once, sorted by code unit, joined. Of no label it is the delimiter alone, so
 * that it is not mistaken for a missing value.
 */
export function formatLabels(
  labels: readonly string[],
  {labelDelimiter = LABEL_DELIMITER}: Pick<ParseRule, 'labelDelimiter'>,
): string {
  const names = [...new Set(labels.map((label) => label.trim()))].filter((label) => label !== '').sort();
  return names.length === 0 ? labelDelimiter : names.join(labelDelimiter);
}

/** @returns the canonical text of a cell */
export function parseLabels(text: string, rule: ParseRule): string {
  return formatLabels(text.split(rule.labelDelimiter ?? LABEL_DELIMITER), rule);
}

/** The same of a list of JSON; undefined where it holds anything but texts, or one that the delimiter would cut. */
export function parseLabelList(list: readonly unknown[], rule: ParseRule): string | undefined {
  const {labelDelimiter = LABEL_DELIMITER} = rule;
  const isName = (label: unknown): label is string => typeof label === 'string' && !label.includes(labelDelimiter);
  return list.every(isName) ? formatLabels(list, rule) : undefined;
}
