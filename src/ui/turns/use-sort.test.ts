import { describe, expect, it } from 'vitest';
import { sorted } from './use-sort.ts';

const value = (row: { value: number | null }) => row.value;
const names = (rows: { name: string }[]) => rows.map(({ name }) => name).join('');

describe('a sorted table', () => {
  const rows = [
    { name: 'a', value: 2 },
    { name: 'b', value: null },
    { name: 'c', value: 5 },
    { name: 'd', value: 2 },
  ];

  it('leaves rows without a value at the end in either order', () => {
    expect(names(sorted(rows, value, true))).toBe('cdab');
    expect(names(sorted(rows, value, false))).toBe('adcb');
  });

  it('does not touch what it was given', () => {
    sorted(rows, value, true);
    expect(names(rows)).toBe('abcd');
  });
});
