/** Opening files through the engine: whole, damaged, and of other kinds. */

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeClock } from '../lib/testing/fake-clock.ts';
import { fileLine, headerLine, type FileHeader } from '../recording/session-file.ts';
import type { EngineBatch, ShownSession } from './engine.messages.ts';
import { Engine } from './engine.ts';
import { surroundings } from './testing/surroundings.ts';

const header: FileHeader = {
  sidetone: 1,
  startedAt: '2026-05-04T10:00:00.000Z',
  sampleRateHz: 24_000,
  upstream: 'Emulator',
  model: 'gpt-realtime',
  recordedBy: 'console',
  session: { type: 'realtime', instructions: 'Be kind.', audio: { output: { voice: 'marin' } } },
};
const message = (id: string, text: string, t: number) => {
  const item = {
    id,
    type: 'message',
    role: 'user',
    status: 'completed',
    content: [{ type: 'input_text', text }],
  };
  const event = JSON.stringify({ type: 'conversation.item.added', event_id: `e_${id}`, item });
  return fileLine({ t, dir: 'server', text: event, event: true });
};

let clock: FakeClock;
let engine: Engine;
let batches: EngineBatch[];

beforeEach(() => {
  clock = new FakeClock(1000);
  batches = [];
  engine = new Engine({
    ...surroundings,
    clock,
    tools: [],
    post: (posted) => {
      if (posted.kind === 'batch') batches.push(posted.batch);
    },
  });
});

function settle(): void {
  for (let seen = -1; seen !== batches.length; clock.advance(0)) {
    seen = batches.length;
    engine.handle({ kind: 'ack' });
  }
}

const shown = (): ShownSession | undefined => batches.flatMap((batch) => batch.shown ?? []).at(-1);
const items = () => batches.flatMap((batch) => batch.items?.upserts ?? []).map(({ id }) => id);

async function open(text: string, name = 'talk.sidetone.jsonl'): Promise<void> {
  engine.handle({ kind: 'open-recording', file: new Blob([text]), name });
  await vi.waitFor(() => {
    settle();
    const done = shown()?.kind === 'recorded' && (shown() as { progress: unknown }).progress === null;
    expect(done || batches.some(({ notices }) => notices)).toBe(true);
  });
}

describe('A session file', () => {
  it('is shown with what its header says, under its title or its name', async () => {
    await open(headerLine(header) + message('i1', 'Hello.', 40) + message('i2', 'Again.', 900));
    expect(shown()).toMatchObject({
      kind: 'recorded',
      title: 'talk.sidetone.jsonl',
      startedAtEpochMs: Date.parse(header.startedAt),
      lengthMs: 900,
      model: 'gpt-realtime',
      heard: 'reported',
      damage: null,
    });
    expect(items()).toEqual(expect.arrayContaining(['i1', 'i2']));
    const asked = batches.flatMap(({ settings }) => settings ?? []).at(-1)?.asked;
    expect(asked).toMatchObject({ instructions: 'Be kind.', voice: 'marin', model: 'gpt-realtime' });
    const marks = batches.flatMap(({ timeline }) => timeline?.marks ?? []);
    expect(marks.at(-1)).toMatchObject({ kind: 'disconnected', label: 'Disconnected', atMs: 900 });
  });

  it('that breaks off is shown up to there, and says where', async () => {
    await open(headerLine(header) + message('i1', 'Hello.', 40) + message('i2', 'Again.', 900).slice(0, 60));
    expect(items()).toContain('i1');
    expect(items()).not.toContain('i2');
    expect(shown()).toMatchObject({
      damage: expect.stringMatching(/^The file is damaged in line 3: a line that breaks off/),
    });
  });

  it.each([
    ['', 'The file is empty.'],
    ['RIFF\n', 'This is no session file'],
    [headerLine({ ...header, sidetone: 9 }), 'written by a newer Sidetone (format 9'],
  ])('that cannot be opened says why, and leaves nothing on the screen', async (text, words) => {
    await open(text, 'song.wav');
    const notice = batches.flatMap(({ notices }) => notices ?? []).at(-1);
    expect(notice?.text).toContain('“song.wav” cannot be opened.');
    expect(notice?.text).toContain(words);
    expect(shown()).toEqual({ kind: 'live' });
  });

  it('is read no further once another is opened', async () => {
    const long =
      headerLine(header) + Array.from({ length: 500 }, (_, i) => message(`old${i}`, 'x', i)).join('');
    engine.handle({ kind: 'open-recording', file: new Blob([long]), name: 'first' });
    await open(headerLine({ ...header, title: 'The second' }) + message('new', 'y', 1));
    expect(shown()).toMatchObject({ title: 'The second' });
    const after = batches.slice(batches.findLastIndex(({ reset }) => reset));
    expect(after.flatMap((batch) => batch.items?.upserts ?? []).map(({ id }) => id)).toEqual(['new']);
  });
});
