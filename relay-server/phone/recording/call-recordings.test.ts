/** Files of calls on a real disk: what is written of them, for how long they stay, and what happens when the disk does not play along. */

import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../../src/lib/testing/fake-clock.ts';
import { SessionReader } from '../../../src/recording/session-reader.ts';
import { Harness } from '../../../src/session/testing/harness.ts';
import { until } from '../../testing/until.ts';
import { CallTape } from '../calls/call-tape.ts';
import { callSid } from '../testing/sids.ts';
import { CallRecordings, type CallRecordingsDeps } from './call-recordings.ts';
import type { OpenFile } from './recording-writer.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const NOW = Date.UTC(2026, 4, 4);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sidetone-recordings-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function setUp(deps: Partial<CallRecordingsDeps> = {}, config: { days?: number; megabytes?: number } = {}) {
  const clock = new FakeClock();
  const gone: string[] = [];
  const logged: string[] = [];
  const recordings = new CallRecordings({
    config: { directory: join(folder, 'calls'), days: 30, megabytes: 2000, announcement: null, ...config },
    clock,
    nowEpochMs: () => NOW + clock.nowMs(),
    log: {
      info: () => {},
      warn: (fields, message) => logged.push(`${message} ${JSON.stringify(fields)}`),
    },
    onGone: (id) => gone.push(id),
    ...deps,
  });
  return { clock, recordings, gone, logged };
}

/** A session that goes on, and its tape. */
function call(number = 1) {
  const tape = new CallTape({
    epochMs: () => NOW,
    upstream: 'Emulator',
    call: { id: callSid(number), direction: 'inbound', line: 'twilio', number: '+49•••••••78' },
  });
  const h = new Harness();
  tape.record(h.session);
  return { tape, h };
}

const fileOf = (id: string) => join(folder, 'calls', `${id}.sidetone.jsonl`);
const idOf = (number: number) => `${callSid(number)}-00000000000000${String(number).padStart(2, '0')}`;

/** A file that lies there, of so many bytes, last written so many days ago. */
async function lies(number: number, daysAgo: number, bytes = 100): Promise<string> {
  await mkdir(join(folder, 'calls'), { recursive: true });
  await writeFile(fileOf(idOf(number)), 'x'.repeat(bytes));
  const at = new Date(NOW - daysAgo * DAY_MS);
  await utimes(fileOf(idOf(number)), at, at);
  return idOf(number);
}

async function text(stream: AsyncIterable<Buffer> | undefined): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of stream ?? []) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

describe('a recorded call', () => {
  it('is on the disk while it goes on, a second late at most, and closed behind its end', async () => {
    const { clock, recordings } = setUp();
    const { tape, h } = call();
    const id = recordings.begin(callSid(1), tape);
    h.connect();
    h.answerBegins('r1', 'a1', null);
    await until(() => existsSync(fileOf(id)), 'the file is made');
    clock.advance(1000);
    await until(() => readFileSync(fileOf(id), 'utf8').includes('response.created'), 'it is written');
    expect((await recordings.list()).recordings).toMatchObject([{ id, durationMs: null, isRunning: true }]);
    h.clock.advance(1500);
    tape.close();
    await recordings.close();
    const file = await readFile(fileOf(id), 'utf8');
    expect(new SessionReader().push(file).at(-1)?.text).toContain('sidetone.ended');
    expect((await recordings.list()).recordings).toEqual([
      {
        id,
        callId: callSid(1),
        direction: 'inbound',
        line: 'twilio',
        number: '+49•••••••78',
        upstream: 'Emulator',
        model: 'gpt-realtime-2.1',
        startedAtEpochMs: NOW,
        durationMs: 1500,
        bytes: Buffer.byteLength(file),
        isRunning: false,
      },
    ]);
    expect(await text((await recordings.read(id))?.stream)).toBe(file);
  });

  it('can be read by nobody else on the machine', async () => {
    const { recordings } = setUp();
    const { tape } = call();
    const id = recordings.begin(callSid(1), tape);
    tape.close();
    await recordings.close();
    expect((await stat(join(folder, 'calls'))).mode & 0o777).toBe(0o700);
    expect((await stat(fileOf(id))).mode & 0o777).toBe(0o600);
  });

  it('has a name that the call alone does not give away, and another one each time', async () => {
    const { recordings } = setUp();
    const { tape } = call();
    const ids = [recordings.begin(callSid(1), tape), recordings.begin(callSid(1), tape)];
    tape.close();
    await recordings.close();
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect(id).toMatch(/^CA[0-9a-f]{32}-[0-9a-f]{16}$/);
  });

  it('of a crash is listed with the length that it has, and opens', async () => {
    const { recordings } = setUp();
    const { tape, h } = call();
    const id = recordings.begin(callSid(1), tape);
    h.connect();
    h.clock.advance(700);
    h.answerBegins('r1', 'a1', null);
    tape.close();
    await recordings.close();
    const whole = await readFile(fileOf(id), 'utf8');
    await writeFile(fileOf(id), whole.slice(0, whole.indexOf('conversation.item.added') + 40));
    const next = setUp().recordings;
    await next.start();
    expect((await next.list()).recordings).toMatchObject([{ id, durationMs: 700, isRunning: false }]);
    const reader = new SessionReader();
    reader.push(await text((await next.read(id))?.stream));
    reader.finish();
    expect(reader.damage?.reason).toContain('breaks off');
  });
});

describe('how long recordings stay', () => {
  it('deletes what is too old at the start, and each hour', async () => {
    const { clock, recordings, gone } = setUp({}, { days: 2 });
    await lies(1, 3);
    await lies(2, 1);
    await recordings.start();
    expect(gone).toEqual([idOf(1)]);
    expect(await readdir(join(folder, 'calls'))).toEqual([`${idOf(2)}.sidetone.jsonl`]);
    clock.advance(1.5 * DAY_MS);
    await until(() => gone.length === 2, 'the other one is gone');
    await recordings.close();
  });

  it('deletes the oldest when all together are too much', async () => {
    const { recordings, gone } = setUp({}, { megabytes: 2 });
    await lies(1, 1, 900_000);
    await lies(2, 3, 900_000);
    await lies(3, 2, 900_000);
    await recordings.sweep();
    expect(gone).toEqual([idOf(2)]);
  });

  it('never deletes one that is running, and counts it', async () => {
    const { recordings, gone } = setUp({}, { megabytes: 1 });
    await lies(2, 1, 999_990);
    const { tape, h } = call();
    const id = recordings.begin(callSid(1), tape);
    h.connect();
    tape.close();
    // Not closed yet: its file is being written.
    expect(await recordings.remove(id)).toBe('running');
    await recordings.close();
    const running = call(3);
    const runningId = recordings.begin(callSid(3), running.tape);
    await until(() => existsSync(fileOf(runningId)), 'its file is there');
    const long = new Date(NOW - 100 * DAY_MS);
    await utimes(fileOf(runningId), long, long);
    await recordings.sweep();
    expect(gone).toEqual([idOf(2)]);
    expect(await recordings.remove(id)).toBe('removed');
    expect(await readdir(join(folder, 'calls'))).toEqual([`${runningId}.sidetone.jsonl`]);
    running.tape.close();
    await recordings.close();
  });

  it('leaves files alone that are not its own', async () => {
    const { recordings, gone } = setUp({}, { days: 1 });
    await lies(1, 3);
    const other = join(folder, 'calls', 'letter.sidetone.jsonl');
    await writeFile(other, 'x');
    await utimes(other, new Date(0), new Date(0));
    await recordings.sweep();
    expect(gone).toEqual([idOf(1)]);
    expect(await readdir(join(folder, 'calls'))).toEqual(['letter.sidetone.jsonl']);
  });
});

describe('a disk that does not play along', () => {
  it('that is full costs the rest of the recording, is told of once, and is tried again with the next call', async () => {
    let room = 400;
    const written: string[] = [];
    const createFile = async (): Promise<OpenFile> => ({
      async write(piece) {
        room -= piece.length;
        if (room < 0) throw new Error('ENOSPC: no space left on device, write');
        written.push(piece);
      },
      close: async () => {},
    });
    const { clock, recordings, gone, logged } = setUp({ createFile });
    const { tape, h } = call();
    const id = recordings.begin(callSid(1), tape);
    h.connect();
    for (let second = 0; second < 10; second += 1) {
      clock.advance(1000);
      h.emit('rate_limits.updated', { rate_limits: [] });
      await h.settle();
    }
    await until(() => gone.length > 0, 'it has failed');
    expect(gone).toEqual([id]);
    expect(logged).toEqual([expect.stringContaining('the call goes on')]);
    expect(logged[0]).toContain('ENOSPC');
    tape.close();
    room = 2 ** 20;
    const next = call(2);
    const nextId = recordings.begin(callSid(2), next.tape);
    next.h.connect();
    next.tape.close();
    await recordings.close();
    expect(gone).not.toContain(nextId);
    expect(written.join('')).toContain('sidetone.ended');
  });

  it('that cannot be written to costs the recording', async () => {
    await writeFile(join(folder, 'calls'), 'a file in place of the folder');
    const { recordings, gone, logged } = setUp();
    const { tape, h } = call();
    const id = recordings.begin(callSid(1), tape);
    h.connect();
    tape.close();
    await recordings.close();
    expect(gone).toEqual([id]);
    expect(logged).toHaveLength(1);
  });

  it('that takes nothing is given up before it fills the memory', async () => {
    const createFile = async (): Promise<OpenFile> => ({
      write: () => new Promise(() => {}),
      close: async () => {},
    });
    const { recordings, gone, logged } = setUp({ createFile });
    const { tape, h } = call();
    recordings.begin(callSid(1), tape);
    h.connect();
    for (let n = 0; n < 100; n += 1) h.emit('error', { error: { message: 'x'.repeat(100_000) } });
    await h.settle();
    expect(gone).toHaveLength(1);
    expect(logged[0]).toContain('does not keep up');
  });
});
