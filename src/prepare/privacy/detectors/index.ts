// The kinds of personal data. To be loaded where used: the phone numbers of the world weigh.
import {isSupportedCountry} from 'libphonenumber-js/max';
import {Registry} from '../../../core/index.js';
import {card} from './card.js';
import type {Detector} from './detector.js';
import {email} from './email.js';
import {iban} from './iban.js';
import {ip} from './ip.js';
import {nationalId} from './national-id.js';
import {person} from './person.js';
import {phone} from './phone.js';

/** In order: what an earlier kind finds, a later one does not. */
export const DETECTORS: readonly Detector[] = [email, iban, card, ip, nationalId, phone, person];
export const detectors = new Registry<Detector>('kind of personal data', DETECTORS);
export const isRegion = (code: string): boolean => isSupportedCountry(code);
