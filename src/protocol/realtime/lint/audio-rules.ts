/**
 * Audio that a client appends: whether it can be what the session takes it for. The server takes any bytes; in the wrong format they are
 * noise, in the wrong rate speech that is too slow or too fast, and either way the transcript is nonsense without an error.
 */

import { base64Bytes, BYTES_PER_SECOND, FORMAT_NAMES, formatOf, type WireFormat } from '../audio-format.ts';
import { type Finding, NOTHING } from './finding.ts';

/** Live audio comes as fast as it is spoken: over this long the rate shows. Two such stretches must agree. */
const WINDOW_MS = 4000;
/** A longer pause between appends begins a new stretch. */
const PAUSE_MS = 500;
/** Clocks of sound devices and bursts of a socket stay well within this. */
const TOLERANCE = 0.04;
/** Microphones are never exactly zero for so long. */
const SILENCE_MS = 5000;

/** What is sent by mistake, by its bytes a second. */
const MISTAKES: readonly [bytesPerSecond: number, what: string][] = [
  [8000, 'G.711 at 8 kHz'],
  [16_000, 'PCM16 at 8 kHz'],
  [32_000, 'PCM16 at 16 kHz'],
  [48_000, 'PCM16 at 24 kHz'],
  [88_200, 'PCM16 at 44.1 kHz'],
  [96_000, 'PCM16 at 48 kHz, or two channels or 32-bit samples at 24 kHz'],
  [192_000, '32-bit samples or two channels at 48 kHz'],
];

export class AudioRules {
  #format: WireFormat = 'audio/pcm';
  #firstAtMs = Number.NaN;
  #lastAtMs = Number.NaN;
  #bytes = 0;
  /** The mistake that the stretch before this one looked like. */
  #suspicion: string | null = null;
  #silentBytes = 0;
  #heardSound = false;
  readonly #told = new Set<Finding['rule']>();

  /** The session as the server describes it. */
  formats(session: unknown): void {
    const format = formatOf(session, 'input');
    if (format === null || format === this.#format) return;
    this.#format = format;
    this.#firstAtMs = Number.NaN;
    this.#suspicion = null;
  }

  appended(audioBase64: unknown, atMs: number): readonly Finding[] {
    if (typeof audioBase64 !== 'string') return NOTHING;
    const bytes = base64Bytes(audioBase64);
    let news: Finding[] | null = null;
    for (const finding of [this.#odd(bytes), this.#silent(audioBase64, bytes), this.#speed(bytes, atMs)]) {
      if (finding && this.#isNews(finding)) (news ??= []).push(finding);
    }
    return news ?? NOTHING;
  }

  #isNews({ rule }: Finding): boolean {
    if (this.#told.has(rule)) return false;
    this.#told.add(rule);
    return true;
  }

  #odd(bytes: number): Finding | null {
    if (this.#format !== 'audio/pcm' || bytes % 2 === 0) return null;
    return {
      rule: 'audio-odd-bytes',
      summary: `audio of ${bytes} bytes: not a whole number of samples`,
      why: 'The session takes PCM16, two bytes a sample. After an odd number of bytes every further sample is read from the wrong half: loud noise.',
      fix: 'Send whole samples, and see that the bytes are PCM16, little endian, and not a part of a WAV file or of G.711.',
    };
  }

  #silent(audioBase64: string, bytes: number): Finding | null {
    if (this.#heardSound || this.#format !== 'audio/pcm') return null;
    if (/[^A=]/.test(audioBase64)) {
      this.#heardSound = true;
      return null;
    }
    this.#silentBytes += bytes;
    if ((this.#silentBytes * 1000) / BYTES_PER_SECOND[this.#format] < SILENCE_MS) return null;
    return {
      rule: 'audio-silent',
      summary: 'five seconds of audio, and every sample is zero',
      why: 'Even a quiet room is not exactly zero. The microphone is muted or gives no signal, or its samples were lost before they were encoded: floats in -1…1 cast to integers become zeros.',
      fix: 'Unmute, choose another microphone, or multiply float samples by 32,767 before you make integers of them.',
    };
  }

  #speed(bytes: number, atMs: number): Finding | null {
    if (!(atMs - this.#lastAtMs <= PAUSE_MS)) {
      this.#firstAtMs = atMs;
      this.#bytes = 0;
      this.#suspicion = null;
    } else {
      // The first append of a stretch stands for the time before it.
      this.#bytes += bytes;
    }
    this.#lastAtMs = atMs;
    const spanMs = atMs - this.#firstAtMs;
    if (spanMs < WINDOW_MS) return null;
    const perSecond = (this.#bytes * 1000) / spanMs;
    this.#firstAtMs = atMs;
    this.#bytes = 0;
    const before = this.#suspicion;
    const found = mistakeOf(perSecond, BYTES_PER_SECOND[this.#format]);
    this.#suspicion = found;
    if (found === null || found !== before) return null;
    const factor = perSecond / BYTES_PER_SECOND[this.#format];
    const effect =
      factor > 1 ? `${factor.toFixed(1)} times slower` : `${(1 / factor).toFixed(1)} times faster`;
    return {
      rule: 'audio-speed',
      summary: `audio comes at ${Math.round(perSecond / 1000)} KB/s, as ${found} would`,
      why: `The session takes ${FORMAT_NAMES[this.#format]}, which is ${BYTES_PER_SECOND[this.#format] / 1000} KB/s. Read as that, live speech sounds ${effect}, and is not understood.`,
      fix: `Resample to ${FORMAT_NAMES[this.#format]} in one channel before you append, or ask for the format that you send in session.audio.input.format.`,
    };
  }
}

function mistakeOf(perSecond: number, expected: number): string | null {
  const isNear = (rate: number) => Math.abs(perSecond / rate - 1) <= TOLERANCE;
  if (isNear(expected)) return null;
  return MISTAKES.find(([rate]) => rate !== expected && isNear(rate))?.[1] ?? null;
}
