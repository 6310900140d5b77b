import { describe, expect, it } from 'vitest';
import { messageItem } from '../../../tests/support/items.ts';
import { exportName, itemFileName } from './export-names.ts';

/** By the computer’s own clock, wherever it is. */
const startedAt = new Date(2026, 4, 4, 10, 32).toISOString();

describe('An exported file', () => {
  it('is named after when it was, and after its title, else its model', () => {
    const header = { startedAt, model: 'gpt-realtime-2' };
    expect(exportName(header, 'stereo')).toBe('2026-05-04 10.32 gpt-realtime-2.wav');
    expect(exportName({ ...header, title: 'Weather' }, 'markdown')).toBe('2026-05-04 10.32 Weather.md');
    expect(exportName({ startedAt, model: '' }, 'session')).toBe('2026-05-04 10.32 session.sidetone.jsonl');
  });

  it('does not carry the title of what was redacted', () => {
    const header = { startedAt, model: 'm', title: 'Call with Ada' };
    expect(exportName(header, 'redacted')).toBe('2026-05-04 10.32 m.redacted.sidetone.jsonl');
  });

  it('has a name that every file system takes', () => {
    const title = `a/b\\c:d*e?f"g<h>i|j\n${'k'.repeat(200)}`;
    const name = exportName({ startedAt, model: 'm', title }, 'srt');
    expect(name).toMatch(/^2026-05-04 10\.32 a-b-c-d-e-f-g-h-i-j-k+\.srt$/);
    expect(name.length).toBeLessThan(100);
    expect(exportName({ startedAt, model: 'm', title: 'ends. . ' }, 'srt')).toBe('2026-05-04 10.32 ends.srt');
  });

  it('of one message says whose it is and when', () => {
    expect(itemFileName(messageItem({ role: 'assistant', startedAtMs: 125_678 }))).toBe(
      'assistant at 2m05.6s.wav',
    );
  });
});
