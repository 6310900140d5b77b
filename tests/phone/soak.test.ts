/** An hour of a call on a bad line, at many times real speed: a clock turned by hand, a model that is a script, and memory that stays flat. */

import { runInNewContext } from 'node:vm';
import { setFlagsFromString } from 'node:v8';
import { expect, it } from 'vitest';
import { encodeBase64 } from '../../src/dsp/base64.ts';
import { Scope } from '../../src/lib/scope.ts';
import { FakeClock } from '../../src/lib/testing/fake-clock.ts';
import { Session } from '../../src/session/session.ts';
import { testSettings } from '../../src/session/testing/settings.ts';
import { CallerAudio } from '../../relay-server/phone/call/caller-audio.ts';
import { PhoneOutput } from '../../relay-server/phone/call/phone-output.ts';
import { tickFrames } from '../../relay-server/phone/telephone/frame-ticker.ts';
import { GOOD_LINE, LineConditions } from '../../relay-server/phone/telephone/line-conditions.ts';
import { Playout } from '../../relay-server/phone/telephone/playout.ts';

const HOUR_MS = 3_600_000;
const ROUND_MS = 12_000;
/** Texts and records of the turns, and what the runner itself needs: measured between −3 and 8 MB. Sound that stayed would be 29 MB each way. */
const MOST_GROWTH_BYTES = 14 * 2 ** 20;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heapBytes(): number {
  collect();
  return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
}

it('stays in step and lets go of what is over', { timeout: 120_000 }, async () => {
  const clock = new FakeClock();
  const scope = new Scope(clock);
  let appendedBytes = 0;
  let heardFrames = 0;
  const playout: Playout = new Playout((name) => output.markReported(name));
  const output: PhoneOutput = new PhoneOutput({
    clock,
    media: (audio) => playout.media(audio.slice()),
    mark: (name) => playout.mark(name),
    clear: () => playout.clear(),
    ear: {
      started: (id, at) => session.playbackStarted(id, at, session.nowMs()),
      position: (id, at) => session.playbackPosition(id, at, session.nowMs()),
      ended: (id, at) => session.playbackEnded(id, at, session.nowMs()),
      underrun: (id, at) => session.playbackUnderrun(id, at, session.nowMs()),
      stopped: () => undefined,
      quiet: () => undefined,
    },
  });
  const session: Session = new Session({ clock, format: 'ulaw', output, settings: testSettings });
  const truncations: number[] = [];
  session.start({
    send(text) {
      const event = JSON.parse(text) as { type: string; audio?: string; audio_end_ms?: number };
      if (event.type === 'input_audio_buffer.append')
        appendedBytes += Buffer.byteLength(event.audio ?? '', 'base64');
      if (event.type === 'conversation.item.truncate') truncations.push(event.audio_end_ms ?? 0);
      return true;
    },
    bufferedBytes: () => 0,
  });
  let ids = 0;
  const say = (type: string, fields: object) =>
    session.receive(JSON.stringify({ type, event_id: `e${(ids += 1)}`, ...fields }));
  say('session.created', { session: { id: 's', model: 'gpt-realtime-2.1' } });
  const format = { type: 'audio/pcmu' };
  const turn = { type: 'server_vad', create_response: true, interrupt_response: true };
  const audio = { input: { format, turn_detection: turn }, output: { format } };
  say('session.updated', { session: { type: 'realtime', audio } });

  const caller = new CallerAudio({
    clock,
    scope,
    onAudio: (block, atMs) => void session.appendInputAudio(block, atMs),
  });
  const line = new LineConditions<number>({ ...GOOD_LINE, loss: 0.03, jitterMs: 40, reorder: 0.02 });
  tickFrames(clock, scope, (index) => {
    if (playout.frame().some((byte) => byte !== 0xff)) heardFrames += 1;
    for (const { packet, delayMs } of line.pass(index)) {
      scope.after(delayMs, () => caller.receive(packet * 20, new Uint8Array(160).fill(packet % 200)));
    }
  });
  const delta = encodeBase64(new Uint8Array(8000).fill(9));
  /** A turn of the caller's, and six seconds of answer; every third is interrupted after two. */
  const round = (n: number): void => {
    const inputMs = session.nowMs();
    say('input_audio_buffer.speech_started', { item_id: `u${n}`, audio_start_ms: inputMs });
    say('input_audio_buffer.speech_stopped', { item_id: `u${n}`, audio_end_ms: inputMs + 100 });
    say('input_audio_buffer.committed', { item_id: `u${n}`, previous_item_id: null });
    const response = { id: `r${n}`, status: 'in_progress', conversation_id: 'c', output: [] };
    say('response.created', { response });
    const item = { id: `a${n}`, type: 'message', role: 'assistant', status: 'in_progress', content: [] };
    say('response.output_item.added', { response_id: `r${n}`, output_index: 0, item });
    say('conversation.item.added', { previous_item_id: `u${n}`, item });
    const place = { response_id: `r${n}`, item_id: `a${n}`, output_index: 0, content_index: 0 };
    for (let second = 0; second < 6; second += 1) say('response.output_audio.delta', { ...place, delta });
    say('response.output_audio.done', place);
    say('response.output_item.done', { response_id: `r${n}`, item: { ...item, status: 'completed' } });
    say('response.done', { response: { ...response, status: 'completed' } });
    clock.advance(2000);
    if (n % 3 === 0)
      say('input_audio_buffer.speech_started', { item_id: `v${n}`, audio_start_ms: inputMs + 2000 });
    clock.advance(ROUND_MS - 2000);
  };

  let baseBytes = 0;
  const rounds = HOUR_MS / ROUND_MS;
  for (let n = 1; n <= rounds; n += 1) {
    round(n);
    await Promise.resolve();
    if (n === 50) baseBytes = heapBytes();
  }
  const grownBytes = heapBytes() - baseBytes;

  // Every millisecond of the hour went to the model, though three packets in a hundred never came.
  expect(Math.abs(appendedBytes / 8 - HOUR_MS)).toBeLessThan(1000);
  expect(caller.filledMs).toBeGreaterThan(0.025 * HOUR_MS);
  // Whole answers were heard whole, and those that were cut off, for two seconds.
  expect(truncations.length).toBe(rounds / 3);
  for (const heardMs of truncations) expect(Math.abs(heardMs - 2000)).toBeLessThanOrEqual(20);
  const heardMs = heardFrames * 20;
  expect(Math.abs(heardMs - (rounds * (2 / 3) * 6000 + (rounds / 3) * 2000))).toBeLessThan(rounds * 20);
  expect(grownBytes).toBeLessThan(MOST_GROWTH_BYTES);
  scope.dispose();
});
