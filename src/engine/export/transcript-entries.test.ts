import { describe, expect, it } from 'vitest';
import { messageItem, toolCallItem } from '../../../tests/support/items.ts';
import { testTurn } from '../../store/testing/test-turn.ts';
import { transcriptEntries } from './transcript-entries.ts';

const heard = {
  receivedSamples: 48_000,
  heardSamples: 24_000,
  heardChars: 5,
  complete: true,
  interrupted: 'speech',
  truncatedAtMs: 1000,
  lateSamples: 0,
} as const;

describe('Entries of a transcript', () => {
  it('have an answer’s time from where it sounded, gaps included, and what was heard of it', () => {
    const [entry] = transcriptEntries({
      items: [messageItem({ id: 'a', role: 'assistant', text: 'It is noon.', heard, startedAtMs: 700 })],
      turns: [],
      segments: [
        { id: 1, itemId: 'a', startMs: 1000, fromSample: 0, lengthSamples: 12_000 },
        { id: 2, itemId: 'a', startMs: 1700, fromSample: 12_000, lengthSamples: 12_000 },
      ],
    });
    expect(entry).toEqual({
      speaker: 'assistant',
      startMs: 1000,
      endMs: 2200,
      text: 'It is noon.',
      heardText: 'It is',
      interrupted: true,
    });
  });

  it('have an answer that never sounded where it began, without length', () => {
    const unheard = { ...heard, heardSamples: 0, heardChars: 0 };
    const items = [messageItem({ role: 'assistant', text: 'It is', heard: unheard, startedAtMs: 700 })];
    expect(transcriptEntries({ items, turns: [], segments: [] })[0]).toMatchObject({
      startMs: 700,
      endMs: 700,
      heardText: '',
    });
  });

  it('have speech where it sounded, as far as the sound tells, and say so when nobody wrote it down', () => {
    const items = [
      messageItem({ id: 'u1', startedAtMs: 1000, audioMs: 900 }),
      messageItem({ id: 'u2', text: '', transcription: 'off', startedAtMs: 5000, audioMs: 900 }),
    ];
    const turns = [testTurn(1, { itemId: 'u1', moments: { speechStart: 1100, speechEnd: 1700 } })];
    expect(transcriptEntries({ items, turns, segments: [] })).toMatchObject([
      { startMs: 1100, endMs: 1700, text: 'Hello' },
      { startMs: 5000, endMs: 5900, text: '[speech without a transcript]' },
    ]);
  });

  it('have tools with what they were asked and gave, and the words of seams', () => {
    const seam = {
      kind: 'seam',
      id: 's',
      startedAtMs: 9000,
      cause: 'lost',
      state: 'ended',
      gapMs: null,
      crossing: null,
      words: 'Connection lost.',
    } as const;
    const items = [toolCallItem(), toolCallItem({ id: 't2', output: null, durationMs: null }), seam];
    expect(transcriptEntries({ items, turns: [], segments: [] })).toMatchObject([
      {
        speaker: 'tool',
        startMs: 2000,
        endMs: 2320,
        text: 'get_weather({"city":"Paris"}) → {"temperature":21}',
      },
      { speaker: 'tool', endMs: 2000, text: 'get_weather({"city":"Paris"})' },
      { speaker: 'note', text: 'Connection lost.' },
    ]);
  });
});
