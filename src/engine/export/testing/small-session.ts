/** A short recorded conversation for tests, as its file: a spoken question, an answer that is cut off, and a tool. Its sound is known sample by sample. */

import { encodePcm16 } from '../../../dsp/pcm16-base64.ts';
import {
  fileLine,
  headerLine,
  type FileHeader,
  type LineDirection,
} from '../../../recording/session-file.ts';

export const SMALL_HEADER: FileHeader = {
  sidetone: 1,
  startedAt: '2026-05-04T10:32:00.000Z',
  sampleRateHz: 24_000,
  upstream: 'Emulator',
  model: 'gpt-realtime',
  recordedBy: 'console',
};

const FRAME = 480;
/** Session time of the first sample of the microphone. */
export const SPOKEN_FROM_MS = 100;
export const ANSWER_FROM_MS = 1500;
/** All that came, and what was heard of it. */
const ANSWER_SAMPLES = 24_000;
export const HEARD_SAMPLES = 14_400;

/** One second of a voice: loud, so that it is speech; no two neighbours alike. */
function voice(samples: number, seed: number): Int16Array<ArrayBuffer> {
  return Int16Array.from({ length: samples }, (_, n) =>
    Math.round(Math.sin((n + seed) / 5) * 8000 + (n % 7)),
  );
}

export const QUESTION = voice(24_000, 1);
export const ANSWER = voice(ANSWER_SAMPLES, 2);

export function smallSession(header: FileHeader = SMALL_HEADER): Blob {
  let file = headerLine(header);
  const add = (dir: LineDirection, t: number, event: object, at?: number) => {
    const line = { t, dir, text: JSON.stringify(event), event: true };
    file += fileLine(at === undefined ? line : { ...line, at });
  };
  const server = (t: number, type: string, fields: object) =>
    add('server', t, { type, event_id: `e${t}`, ...fields });
  const note = (t: number, type: string, facts: object, itemId?: string) =>
    add('note', t, {
      type: `sidetone.${type}`,
      summary: type,
      ...(itemId === undefined ? {} : { itemId }),
      facts,
    });
  const playback = (t: number, fact: object) => note(t, 'playback', fact, 'answer');

  const session = {
    type: 'realtime',
    id: 'sess_1',
    model: 'gpt-realtime',
    instructions: 'Be kind to Ada.',
    audio: { input: { transcription: { model: 'whisper-1' }, turn_detection: { type: 'server_vad' } } },
  };
  server(10, 'session.created', { session });
  for (let n = 0; n * FRAME < QUESTION.length; n += 1) {
    const audio = encodePcm16(QUESTION.slice(n * FRAME, (n + 1) * FRAME));
    const capturedAtMs = SPOKEN_FROM_MS + n * 20;
    add('client', capturedAtMs + 25, { type: 'input_audio_buffer.append', audio }, capturedAtMs);
  }
  server(1110, 'input_audio_buffer.speech_started', { item_id: 'question', audio_start_ms: 0 });
  server(1120, 'input_audio_buffer.speech_stopped', { item_id: 'question', audio_end_ms: 1500 });
  server(1130, 'input_audio_buffer.committed', { item_id: 'question', previous_item_id: null });
  const spoken = {
    id: 'question',
    type: 'message',
    role: 'user',
    content: [{ type: 'input_audio', transcript: null }],
  };
  server(1140, 'conversation.item.added', { previous_item_id: null, item: spoken });
  server(1150, 'response.created', { response: { id: 'r1', status: 'in_progress', output: [] } });
  const answer = { id: 'answer', type: 'message', role: 'assistant', status: 'in_progress', content: [] };
  server(1160, 'response.output_item.added', { response_id: 'r1', output_index: 0, item: answer });
  server(1170, 'conversation.item.added', { previous_item_id: 'question', item: answer });
  const place = { response_id: 'r1', item_id: 'answer', output_index: 0, content_index: 0 };
  server(1200, 'conversation.item.input_audio_transcription.completed', {
    item_id: 'question',
    content_index: 0,
    transcript: 'What is the weather?',
  });
  server(1300, 'response.output_audio_transcript.delta', { ...place, delta: 'It is sunny in Paris today.' });
  server(1400, 'response.output_audio.delta', { ...place, delta: encodePcm16(ANSWER) });
  playback(ANSWER_FROM_MS, { kind: 'started', atSample: 0, atMs: ANSWER_FROM_MS });
  playback(1800, { kind: 'position', playedSamples: 7200 });
  note(2100, 'interrupting', { reason: 'stop', itemIds: ['answer'] });
  playback(2110, { kind: 'stopped', playedSamples: HEARD_SAMPLES });
  const cut = {
    itemId: 'answer',
    receivedSamples: ANSWER_SAMPLES,
    heardSamples: HEARD_SAMPLES,
    truncatedAtMs: 600,
  };
  note(2110, 'interrupted', { reason: 'stop', items: [cut] });
  add('client', 2115, { type: 'response.cancel', event_id: 'c1' });
  server(2150, 'response.done', {
    response: {
      id: 'r1',
      status: 'cancelled',
      output: [],
      usage: { total_tokens: 30, input_tokens: 20, output_tokens: 10 },
    },
  });
  note(3000, 'ended', {});
  return new Blob([file]);
}
