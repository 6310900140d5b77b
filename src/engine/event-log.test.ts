import { describe, expect, it } from 'vitest';
import { EventLog } from './event-log.ts';
import { logEntry as entry } from './testing/log-entry.ts';

const audio = (itemId: string, atMs: number) =>
  entry({
    type: 'response.output_audio.delta',
    itemId,
    atMs,
    audioMs: 100,
    streamKey: `audio ${itemId}`,
    text: `{"type":"response.output_audio.delta","delta":"${'QUJD'.repeat(100)}","n":${atMs}}`,
  });

describe('EventLog', () => {
  it('folds the deltas of one item into a row with count, bytes and milliseconds', () => {
    const log = new EventLog();
    for (let i = 0; i < 3; i += 1) log.append(audio('a', i * 10));
    const rows = log.takeChanges(10);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ count: 3, audioMs: 300, atMs: 0, lastAtMs: 20, bytes: 3 * 455 + 2 });
  });

  it('keeps two interleaved streams apart, in one row each', () => {
    const log = new EventLog();
    for (let i = 0; i < 4; i += 1) {
      log.append(audio('a', i));
      log.append(
        entry({ direction: 'client', type: 'input_audio_buffer.append', streamKey: 'append', audioMs: 20 }),
      );
    }
    expect(log.takeChanges(10).map((row) => [row.direction, row.count])).toEqual([
      ['server', 4],
      ['client', 4],
    ]);
  });

  it('starts a new row after a structural event, so that order stays readable', () => {
    const log = new EventLog();
    log.append(audio('a', 0));
    log.append(entry({ type: 'input_audio_buffer.speech_started' }));
    log.append(audio('a', 10));
    expect(log.takeChanges(10).map((row) => row.type)).toEqual([
      'response.output_audio.delta',
      'input_audio_buffer.speech_started',
      'response.output_audio.delta',
    ]);
  });

  it('joins the words of a folded transcript', () => {
    const log = new EventLog();
    for (const word of ['Hello', ' there', ' you']) {
      log.append(entry({ streamKey: 'transcript a', summary: `“${word}”`, streamText: word }));
    }
    expect(log.takeChanges(10)[0]?.summary).toBe('“Hello there you”');
  });

  it('hands out each change once, oldest rows first, never more than asked', () => {
    const log = new EventLog();
    for (let i = 0; i < 5; i += 1) log.append(entry({ atMs: i }));
    expect(log.takeChanges(3).map((row) => row.seq)).toEqual([0, 1, 2]);
    expect(log.takeChanges(3).map((row) => row.seq)).toEqual([3, 4]);
    expect(log.takeChanges(3)).toEqual([]);
  });

  it('hands out copies, so that a row growing later does not change under the reader', () => {
    const log = new EventLog();
    log.append(audio('a', 0));
    const [before] = log.takeChanges(1);
    log.append(audio('a', 10));
    expect(before?.count).toBe(1);
    expect(log.takeChanges(1)[0]?.count).toBe(2);
  });

  it('cuts base64 for reading, and gives the exact wire text on demand', async () => {
    const log = new EventLog();
    log.append(audio('a', 7));
    const cut = await log.read(0, 0, 10, false);
    expect(cut).toMatchObject({ total: 1, events: [{ cut: true }] });
    expect(JSON.parse(cut.events[0]?.text ?? '')).toMatchObject({
      n: 7,
      delta: 'QUJDQUJDQUJDQUJD… 400 characters of base64',
    });
    const whole = await log.read(0, 0, 10, true);
    expect(whole.events[0]).toMatchObject({ text: audio('a', 7).text, cut: false });
  });

  it('cuts base64 that a server wrote with a space before it, too', async () => {
    const log = new EventLog();
    const text = `{"type": "x", "delta": "${'A'.repeat(400)}"}`;
    log.append({ ...audio('a', 1), text });
    expect((await log.read(0, 0, 1, false)).events[0]).toMatchObject({ cut: true });
  });

  it('reads a long folded row in pages', async () => {
    const log = new EventLog();
    for (let i = 0; i < 250; i += 1) log.append(audio('a', i));
    const page = await log.read(0, 200, 100, false);
    expect(page.total).toBe(250);
    expect(page.events.map((event) => event.atMs)).toEqual(Array.from({ length: 50 }, (_, i) => 200 + i));
  });

  it('answers a row that does not exist with nothing', async () => {
    expect(await new EventLog().read(3, 0, 10, false)).toEqual({ events: [], total: 0 });
  });
});
