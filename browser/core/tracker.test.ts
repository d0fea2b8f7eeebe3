import { describe, expect, test } from 'vitest';
import { PROTOCOLS, protocolOf } from './tracker';

describe('what a tracker is set to', () => {
  test.each(PROTOCOLS)('$name is given the address', ({ settings }) => {
    expect(settings('https://centre.example/in/key')).toContain('https://centre.example/in/key');
  });

  test('Traccar forwards both positions and events, as JSON', () => {
    const told = protocolOf('traccar')?.settings('https://centre.example/in/key') ?? '';
    expect(told.split('\n')).toEqual([
      "<entry key='forward.type'>json</entry>",
      "<entry key='forward.url'>https://centre.example/in/key</entry>",
      "<entry key='event.forward.type'>json</entry>",
      "<entry key='event.forward.url'>https://centre.example/in/key</entry>",
    ]);
  });

  test('a line for panels is none of theirs', () => expect(protocolOf('dc09')).toBeUndefined());
});
