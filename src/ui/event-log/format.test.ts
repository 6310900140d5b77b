import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogRow } from '../../engine/engine.messages.ts';
import {
  formatBytes,
  formatDelta,
  formatOffset,
  formatDuration,
  formatMinutes,
  formatSeconds,
  rowLabel,
  rowTrouble,
  splitType,
} from './format.ts';

const row: LogRow = {
  seq: 0,
  direction: 'client',
  type: 'input_audio_buffer.append',
  atMs: 12_340,
  lastAtMs: 13_300,
  count: 48,
  bytes: 61_440,
  audioMs: 960,
  summary: '',
  level: 'normal',
  parsed: 'known',
  itemId: null,
  responseId: null,
  callId: null,
  commandId: null,
};

describe('numbers of the log', () => {
  it('shows time in seconds to the millisecond', () => {
    expect([formatSeconds(0), formatSeconds(12_340), formatSeconds(3_600_000.6)]).toEqual([
      '0.000',
      '12.340',
      '3600.001',
    ]);
  });

  it('shows time in minutes to the tenth, rounded down', () => {
    expect([formatMinutes(0), formatMinutes(12_399), formatMinutes(65_000)]).toEqual([
      '0:00.0',
      '0:12.3',
      '1:05.0',
    ]);
  });

  it('shows an offset with its sign', () => {
    expect([formatOffset(616), formatOffset(-12_480.4), formatOffset(-0.2)]).toEqual([
      '+616',
      '−12,480',
      '+0',
    ]);
  });

  it('shows a delta that is never negative', () => {
    expect([formatDelta(616), formatDelta(12_480.4), formatDelta(-3)]).toEqual(['+616', '+12,480', '+0']);
    // Half a millisecond live, and the same from a file that keeps microseconds.
    expect([formatDelta(3.499_999_98), formatDelta(3.500_000_02)]).toEqual(['+4', '+4']);
    expect([formatSeconds(2048.499_999_98), formatSeconds(2048.5)]).toEqual(['2.049', '2.049']);
  });

  it('picks the unit of a duration where it reads best', () => {
    expect([0, 48, 999.4, 999.6, 3249, 59_940, 59_960, 64_000].map(formatDuration)).toEqual([
      '0 ms',
      '48 ms',
      '999 ms',
      '1.0 s',
      '3.2 s',
      '59.9 s',
      '1:00 min',
      '1:04 min',
    ]);
  });

  it('never shows a thousand of a unit', () => {
    expect([312, 999, 1000, 1349, 999_949, 999_950].map(formatBytes)).toEqual([
      '312 B',
      '999 B',
      '1.0 KB',
      '1.3 KB',
      '999.9 KB',
      '1.0 MB',
    ]);
    fc.assert(
      fc.property(fc.nat(999_949_999), (bytes) => {
        expect(formatBytes(bytes)).not.toMatch(/^1000/);
      }),
    );
  });
});

describe('types', () => {
  it('parts the noun from what happened, and loses no letter', () => {
    expect(splitType('response.output_audio.delta')).toEqual({
      prefix: 'response.',
      name: 'output_audio.delta',
    });
    expect(splitType('conversation.item.created')).toEqual({ prefix: 'conversation.item.', name: 'created' });
    expect(splitType('error')).toEqual({ prefix: '', name: 'error' });
    expect(splitType('odd.')).toEqual({ prefix: '', name: 'odd.' });
    fc.assert(
      fc.property(fc.string(), (type) => {
        const { prefix, name } = splitType(type);
        expect(prefix + name).toBe(type);
        expect(name === '').toBe(type === '');
      }),
    );
  });
});

describe('words for a row', () => {
  it('names type, direction, count, sound and size', () => {
    expect(rowLabel(row)).toBe(
      '12.340 s, client, input_audio_buffer.append, 48 events, 960 ms of audio, 61.4 KB',
    );
  });

  it('says in a word what is wrong, the worst first', () => {
    expect(rowTrouble(row)).toBeNull();
    expect(rowTrouble({ ...row, parsed: 'unknown' })).toBe('unknown');
    expect(rowTrouble({ ...row, level: 'warning', parsed: 'unknown' })).toBe('warning');
    expect(rowTrouble({ ...row, level: 'error' })).toBe('error');
    expect(rowTrouble({ ...row, level: 'error', parsed: 'malformed' })).toBe('malformed');
    expect(rowLabel({ ...row, level: 'error' })).toContain(', error, ');
  });
});
