import { describe, expect, it } from 'vitest';
import { gaps, itemOf, placeOfFault, type Row, written } from './contacts';

const unwritten: Row = { key: 'a', id: null, name: '', relation: ' ', phone: '', email: '' };
const adaeze: Row = { key: 'b', id: null, name: 'Adaeze', relation: 'Keyholder', phone: '07700 900118', email: ' ' };

describe('contacts that are being written', () => {
  it('are without the rows that nobody filled', () => {
    expect(written([unwritten, adaeze, unwritten])).toEqual([adaeze]);
    expect(gaps([{ ...unwritten }, adaeze], false).size).toBe(0);
    expect(itemOf(adaeze)).toEqual({ id: null, name: 'Adaeze', relation: 'Keyholder', phone: '07700 900118', email: null });
  });
  it('need what a row that was begun leaves open', () => {
    expect([...gaps([unwritten, { ...adaeze, phone: '', relation: '' }], false).keys()]).toEqual(['1 relation', '1 phone']);
    expect([...gaps([{ ...unwritten, email: 'a@b.example' }], true).keys()]).toEqual(['0 name', '0 relation', '0 phone']);
  });
  it('never lose one that is stored because its fields are empty', () => {
    const emptied = { ...unwritten, id: 'i' };
    expect(written([emptied])).toEqual([emptied]);
    expect(gaps([emptied], true).size).toBe(3);
  });
  it('may become none where there were some, but one is needed where there was none', () => {
    expect(gaps([unwritten], true).size).toBe(0);
    expect([...gaps([{ ...unwritten }, { ...unwritten }], false).keys()]).toEqual(['0 name', '0 relation', '0 phone']);
  });
  it('have what is wrong beside the row that it is about', () => {
    expect(placeOfFault('items.0.email', [unwritten, adaeze])).toBe('1 email');
    expect(placeOfFault('items.7.email', [adaeze])).toBe('items.7.email');
    expect(placeOfFault('items', [adaeze])).toBe('items');
  });
});
