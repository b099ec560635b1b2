// The content of a file as a cell of JSON: in base64, as web pages have it.
import {dataError} from '../errors.js';
import type {NumberColumn, ParseRule} from '../types.js';
import {mediaKinds} from './registry.js';

const BASE64 = /^(?:data:[\w.+/-]*;base64,)?([A-Za-z0-9+/\s]+={0,2})\s*$/;

/**
 * @param text - base64, plain or as `data:image/png;base64,…`
 * @param rule - of a column made from files
 * @throws IngotError `DATA_FORMAT` for text that is none, and what reading the file throws
 */
export async function decodeMediaText(text: string, rule: ParseRule, where: string): Promise<NumberColumn> {
  const [, content] = BASE64.exec(text) ?? [];
  if (content === undefined || !rule.media)
    throw dataError('DATA_FORMAT', `${where}: expected the content of a file in base64, got other text.`);
  const reader = await mediaKinds.get(rule.media.kind).open(rule);
  try {
    const {values} = await reader.read(Buffer.from(content, 'base64'), where);
    return values;
  } finally {
    await reader.close();
  }
}
