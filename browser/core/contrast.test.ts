/** WCAG 2.2 AA of the words on every ground that they may stand on, in both schemes: what explains is read at night too. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const tokens = readFileSync(new URL('../ui/tokens.css', import.meta.url), 'utf8');
const LEAST = 4.5;
const INKS = ['ink-1', 'ink-2', 'ink-3', 'accent-ink', 'danger', 'warning', 'ok', 'duress'];
const GROUNDS = ['surface-0', 'surface-1', 'surface-2', 'surface-3', 'surface-4'];
const SOFTS = ['accent-soft', 'danger-soft', 'warning-soft', 'ok-soft', 'duress-soft'];

const [, dark = '', light = ''] = /\[data-theme="dark"\][^{]*\{([^}]*)\}[\s\S]*?\n\[data-theme="light"\][^{]*\{([^}]*)\}/.exec(tokens) ?? [];

function luminance(scheme: string, name: string): number {
  const [, hex = ''] = new RegExp(`--${name}: #([0-9A-F]{6});`).exec(scheme) ?? [];
  expect(hex, name).not.toBe('');
  const [red, green, blue] = [0, 2, 4].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(scheme: string, ink: string, ground: string): number {
  const [one, other] = [luminance(scheme, ink), luminance(scheme, ground)];
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

describe.each([['dark', dark], ['light', light]])('in the %s', (_, scheme) => {
  it.each(INKS)('%s is read on every surface', (ink) => {
    for (const ground of GROUNDS) expect(contrast(scheme, ink, ground), ground).toBeGreaterThanOrEqual(LEAST);
  });
  it.each(['ink-1', 'ink-2', 'ink-3'])('%s is read on every soft ground', (ink) => {
    for (const ground of SOFTS) expect(contrast(scheme, ink, ground), ground).toBeGreaterThanOrEqual(LEAST);
  });
});
