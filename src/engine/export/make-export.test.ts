import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { Linter } from '../../protocol/realtime/lint/linter.ts';
import { SessionReader } from '../../recording/session-reader.ts';
import { readWav } from '../../recording/wav-reader.ts';
import { observeFile, tellLine } from '../observe-file.ts';
import type { ExportFormat, ExportMessage } from './export.messages.ts';
import { handleExport } from './make-export.ts';
import {
  ANSWER,
  ANSWER_FROM_MS,
  HEARD_SAMPLES,
  QUESTION,
  SMALL_HEADER,
  smallSession,
  SPOKEN_FROM_MS,
} from './testing/small-session.ts';

const REDACTION = { audio: true, text: true };

async function run(file: Blob, format: ExportFormat, redaction = REDACTION): Promise<ExportMessage[]> {
  const told: ExportMessage[] = [];
  await handleExport({ kind: 'export', file, name: 'A file', wish: { format, redaction } }, (m) =>
    told.push(m),
  );
  return told;
}

async function made(file: Blob, format: ExportFormat, redaction = REDACTION) {
  const last = (await run(file, format, redaction)).at(-1);
  if (last?.kind !== 'exported') throw new Error(`no file was made: ${JSON.stringify(last)}`);
  return {
    text: await last.file.text(),
    bytes: await last.file.bytes(),
    file: last.file,
    fileName: last.fileName,
  };
}

async function digest(file: Blob) {
  const told: ExportMessage[] = [];
  await handleExport({ kind: 'digest', file, name: 'A file' }, (message) => told.push(message));
  const last = told.at(-1);
  if (last?.kind !== 'digested') throw new Error(`nothing was read: ${JSON.stringify(last)}`);
  return last.digest;
}

/** What the linter says of a file once it is open. */
async function findings(file: Blob): Promise<string[]> {
  const linter = new Linter({ shutdownOf: () => null, epochMs: () => 0 });
  const reader = new SessionReader();
  const lines = reader.push(await file.text());
  const session = observeFile(reader.header ?? SMALL_HEADER, {
    onPlayback: () => {},
    onMicrophone: () => {},
  });
  const found: string[] = [];
  session.on('realtime.event', (event) => found.push(...linter.see(event).map(({ rule }) => rule)));
  for (const line of lines) tellLine(session, line);
  return found;
}

describe('A session exports', () => {
  it('as the stereo sound that was heard: you on the left, the assistant on the right, on the session’s clock', async () => {
    const { bytes } = await made(smallSession(), 'stereo');
    const wav = readWav(bytes);
    expect(wav).toMatchObject({ sampleRateHz: 24_000, channels: 2 });
    const channel = (side: 0 | 1) => wav?.pcm16.filter((_, n) => n % 2 === side);
    const [left, right] = [channel(0), channel(1)];
    expect(left).toHaveLength(3000 * 24);
    const spokenAt = SPOKEN_FROM_MS * 24;
    const answerAt = ANSWER_FROM_MS * 24;
    expect(left?.slice(spokenAt, spokenAt + QUESTION.length)).toEqual(QUESTION);
    expect(left?.slice(0, spokenAt).every((sample) => sample === 0)).toBe(true);
    expect(right?.slice(answerAt, answerAt + HEARD_SAMPLES)).toEqual(ANSWER.slice(0, HEARD_SAMPLES));
    // What came and was never heard is not there.
    expect(right?.slice(answerAt + HEARD_SAMPLES).every((sample) => sample === 0)).toBe(true);
  });

  it('as a WAV of each message, in a folder of its own', async () => {
    const { bytes, fileName } = await made(smallSession(), 'messages');
    expect(fileName).toMatch(/^2026-05-04 \d\d\.32 gpt-realtime\.zip$/);
    const files = unzipSync(bytes);
    expect(Object.keys(files)).toEqual([
      expect.stringMatching(/^2026-05-04 \d\d\.32 gpt-realtime\/001 you at 0m00\.\ds\.wav$/),
      expect.stringMatching(/^2026-05-04 \d\d\.32 gpt-realtime\/002 assistant at 0m01\.\ds\.wav$/),
    ]);
    const [question, answer] = Object.values(files).map((file) => readWav(file)?.pcm16);
    expect(question).toEqual(QUESTION);
    expect(answer).toEqual(ANSWER);
  });

  it('as a transcript, in which what nobody heard is marked', async () => {
    const { text } = await made(smallSession(), 'markdown');
    expect(text).toContain('What is the weather?');
    expect(text).toMatch(/\*\*Assistant\*\* 0:01\.5 {2}\nIt is .*~~.*today\.~~/);
  });

  it('as subtitles that run beside the sound', async () => {
    const { text, fileName } = await made(smallSession(), 'vtt');
    expect(fileName).toMatch(/\.vtt$/);
    expect(text).toMatch(/^WEBVTT\n\n00:00:00\.1\d\d --> 00:00:01\.\d{3}\n<v You>What is the weather\?\n/);
    expect(text).toContain('00:00:01.500 --> 00:00:02.100\n<v Assistant>It is');
    expect(text).not.toContain('today');
    expect((await made(smallSession(), 'srt')).text).toContain(
      '00:00:01,500 --> 00:00:02,100\nAssistant: It is',
    );
  });

  it('as itself, byte by byte', async () => {
    const file = smallSession();
    const { text, fileName } = await made(file, 'session');
    expect(text).toBe(await file.text());
    expect(fileName).toMatch(/^2026-05-04 \d\d\.32 gpt-realtime\.sidetone\.jsonl$/);
  });

  it('redacted: without a word, and opening to the same turns, times and positions', async () => {
    const whole = smallSession({ ...SMALL_HEADER, title: 'Paris' });
    const { text, file, fileName } = await made(whole, 'redacted');
    expect(text).not.toMatch(/weather|sunny|Ada|Paris/);
    expect(fileName).not.toContain('Paris');
    const [before, after] = [await digest(whole), await digest(file)];
    expect(after.usage).toEqual(before.usage);
    expect(after.lengthMs).toBe(before.lengthMs);
    expect(after.items.map(({ id, startedAtMs }) => [id, startedAtMs])).toEqual(
      before.items.map(({ id, startedAtMs }) => [id, startedAtMs]),
    );
    const heard = (of: typeof before) =>
      of.items.map((item) =>
        item.kind === 'message' ? [item.audioMs, item.heard?.heardSamples, item.heard?.interrupted] : [],
      );
    expect(heard(after)).toEqual(heard(before));
  });

  it('redacted: without making the linter find what was not there before', async () => {
    const whole = smallSession();
    const { file } = await made(whole, 'redacted');
    expect(await findings(file)).toEqual(await findings(whole));
  });

  it('without its sound: what was heard of the words is still known', async () => {
    const whole = smallSession();
    const { file } = await made(whole, 'redacted', { audio: true, text: false });
    const sizes = [file.size, whole.size];
    expect(sizes[0]).toBeLessThan((sizes[1] ?? 0) / 4);
    expect((await made(file, 'text')).text.replace(/^.*\n/, '')).toBe(
      (await made(whole, 'text')).text.replace(/^.*\n/, ''),
    );
  });

  it('up to the damage when its file is damaged; behind it nothing is given away', async () => {
    const file = new Blob([smallSession(), '{"t":3001,"dir":"server","event":{"secr']);
    const { text } = await made(file, 'redacted');
    expect(text).not.toContain('secr');
    const reader = new SessionReader();
    reader.push(text);
    expect(reader.damage).toBeNull();
    expect((await digest(file)).damage).toContain('Its file is damaged in line');
  });

  it('or says why it does not', async () => {
    const told = await run(new Blob(['RIFF....WAVE\n']), 'stereo');
    expect(told).toEqual([{ kind: 'failed', words: expect.stringContaining('This is no session file') }]);
  });

  it('and tells how far it is, never backwards', async () => {
    const told = await run(smallSession(), 'stereo');
    const shares = told.flatMap((message) => (message.kind === 'progress' ? [message.share] : []));
    expect(shares.toSorted((a, b) => a - b)).toEqual(shares);
    expect(shares.at(-1)).toBe(1);
  });
});
