import { describe, expect, it } from 'vitest';
import { draftOf, type Drafts, ended, sent, written } from './drafts';

const NONE: Drafts = new Map();
const begun = written(written(NONE, '4183', 'call 7', { reference: 'YP-1' }), '4184', 'call 9', { note: 'No lights' });

describe('what was begun and not sent', () => {
  it('is found again in its own incident and form, and in no other', () => {
    expect(draftOf(begun, '4183', 'call 7')).toEqual({ reference: 'YP-1' });
    expect(draftOf(begun, '4183', 'call 9')).toEqual({});
    expect(draftOf(begun, '4185', 'call 7')).toEqual({});
  });
  it('keeps each field of a form, also one that was emptied', () => {
    const more = written(written(begun, '4183', 'call 7', { note: 'Asked twice' }), '4183', 'call 7', { reference: '' });
    expect(draftOf(more, '4183', 'call 7')).toEqual({ reference: '', note: 'Asked twice' });
    expect(draftOf(begun, '4183', 'call 7')).toEqual({ reference: 'YP-1' });
  });
  it('is gone once it is sent, and what else was begun stays', () => {
    const more = written(begun, '4183', 'park', { because: 'The manager rings back' });
    expect(draftOf(sent(more, '4183', 'call 7'), '4183', 'call 7')).toEqual({});
    expect(draftOf(sent(more, '4183', 'call 7'), '4183', 'park')).toEqual({ because: 'The manager rings back' });
    expect([...sent(begun, '4183', 'call 7').keys()]).toEqual(['4184']);
    expect(sent(begun, '4183', 'park')).toBe(begun);
  });
  it('does not outlive its incident, but for what may still be sent about it', () => {
    const more = written(written(begun, '4183', 'journal', { text: 'She rang again' }), '4183', 'call_out', { name: 'Redfern' });
    expect(draftOf(ended(more, '4183'), '4183', 'call 7')).toEqual({});
    expect(draftOf(ended(more, '4183'), '4183', 'journal')).toEqual({ text: 'She rang again' });
    expect(draftOf(ended(more, '4183'), '4183', 'call_out')).toEqual({ name: 'Redfern' });
    expect(draftOf(ended(more, '4183'), '4184', 'call 9')).toEqual({ note: 'No lights' });
    expect(ended(NONE, '4183')).toBe(NONE);
  });
});
