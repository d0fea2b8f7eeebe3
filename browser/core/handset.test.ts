import { expect, test } from 'vitest';
import type { HandsetCall, HandsetMessage } from '../contract/api';
import { handsetsOf } from './handset';

const message = (notice: string, to: string, asks = false): HandsetMessage => ({
  notice, to, asks, incident: 'i', kind: asks ? 'run_alone' : 'supervisor', address: '07700 900118', title: 'Burglary alarm', text: 'Burglary alarm', at: '2026-01-18T02:44:13.120Z', has_it: null, is_over: false,
});

test('each person has one handset, and whoever was told last comes first', () => {
  const handsets = handsetsOf({ items: [message('3', 'Helena', true), message('2', 'Priya'), message('1', 'Helena')], ringing: [] });
  expect(handsets.map((one) => [one.to, one.messages.length, one.asks])).toEqual([['Helena', 2, true], ['Priya', 1, false]]);
});

test('whoever is waited for comes before whoever was told later', () => {
  expect(handsetsOf({ items: [message('3', 'Priya'), message('2', 'Tom', true), message('1', 'Helena')], ringing: [] }).map((one) => one.to)).toEqual(['Tom', 'Priya', 'Helena']);
});

test('nothing sent is no handset', () => {
  expect(handsetsOf({ items: [], ringing: [] })).toEqual([]);
});

test('a call rings on the handset that has its messages, before all others', () => {
  const call: HandsetCall = { call: 'c', incident: 'i', to: 'Helena', address: '07700 900118', at: '2026-01-18T02:45:00Z' };
  const handsets = handsetsOf({ items: [message('2', 'Tom', true), message('1', 'Helena')], ringing: [call] });
  expect(handsets.map((one) => [one.to, one.messages.length, one.ringing.length])).toEqual([['Helena', 1, 1], ['Tom', 1, 0]]);
});
