import { describe, expect, it } from 'vitest';
import { callReport } from './call-report.ts';

/** Silence (0) and sound (1), a second each. */
const ear = (...pieces: number[]) =>
  Uint8Array.from(pieces.flatMap((piece) => Array.from({ length: 8000 }, () => (piece === 1 ? 0x10 : 0xff))));

describe('the report of a call', () => {
  it('says who spoke when, and how long the answer let wait for itself', () => {
    const report = callReport({
      heard: ear(0, 1, 0, 0, 0, 1, 0),
      spoken: [{ fromMs: 3000, toMs: 4200 }],
      events: [
        { atMs: 0, kind: 'verb', name: 'Connect', text: '' },
        { atMs: 6000, kind: 'mark', name: 'a:1' },
        { atMs: 7000, kind: 'stream-ended', by: 'relay', code: 1000 },
        { atMs: 7000, kind: 'verb', name: 'Say', text: 'Bye' },
      ],
    });
    expect(report).toEqual([
      'The call lasted 7.00 s.',
      'The other end spoke first, after 1.00 s.',
      'You spoke from 3.00 s to 4.20 s; the answer came after 0.80 s.',
      'At 7.00 s the other end closed the line (1000).',
      'TwiML: Say “Bye”.',
    ]);
  });

  it('says when nothing was answered, what was cut off, and what Twilio would not take', () => {
    const report = callReport({
      heard: ear(0, 0),
      spoken: [{ fromMs: 500, toMs: 900 }],
      events: [
        { atMs: 1000, kind: 'clear', playedBytes: 800, droppedBytes: 4000 },
        { atMs: 1200, kind: 'fault', problem: 'media without sound' },
        { atMs: 2000, kind: 'stream-ended', by: 'caller', code: 1000 },
      ],
    });
    expect(report.slice(1)).toEqual([
      'You spoke from 0.50 s to 0.90 s; no answer was heard.',
      'At 1.00 s the answer was cut off: 0.50 s of what had been sent was not heard.',
      'At 1.20 s the relay sent media without sound, which Twilio would not take.',
      'At 2.00 s you hung up.',
    ]);
  });
});
