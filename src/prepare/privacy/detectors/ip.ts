import {isIPv4, isIPv6} from 'node:net';
import {matches, type Detector} from './detector.js';

const ADDRESS =
  /(?<![\p{L}\d:.])(?:\d{1,3}(?:\.\d{1,3}){3}(?![\p{L}\d]|[.:]\d+\.)|(?=[\da-f:]*\d)[\da-f]{0,4}(?::[\da-f]{0,4}){2,7}(?:\.\d{1,3}){0,3}(?![\p{L}\d:]))/giu;

/** IPv4 with four parts, IPv6 (RFC 4291) with a digit in it. */
export const ip: Detector = {
  name: 'ip',
  columns: /^(.+_)?ip(v4|v6)?(_?addr(ess)?)?$/,
  find: (text) => matches(text, ADDRESS, (found) => isIPv4(found) || isIPv6(found)),
  canonical: (value) => value.trim().toLowerCase(),
};
