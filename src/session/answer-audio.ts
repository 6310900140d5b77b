/**
 * The model's audio on its way to a person: received, handed to the output, heard. Owns what is playing and keeps each
 * item's `heard` in step with the ledger. What an interruption means is decided in `interrupt.ts`.
 */

import { decodeBase64 } from '../dsp/base64.ts';
import { pcm16Of } from '../dsp/pcm16-base64.ts';
import { heardChars } from '../lib/spoken-words.ts';
import { coreSamplesIn } from './audio-format.ts';
import type { SessionContext } from './context.ts';
import type { Conversation } from './conversation.ts';
import type { HeardLedger } from './heard-ledger.ts';
import type { SessionAudio } from './ports.ts';
import type { ItemDelta } from './session-events.ts';
import { CORE_SAMPLE_RATE_HZ, type Heard } from './types.ts';

const SAMPLES_PER_MS = CORE_SAMPLE_RATE_HZ / 1000;

export class AnswerAudio {
  readonly #context: SessionContext;
  readonly #conversation: Conversation;
  readonly #ledger: HeardLedger;
  readonly #audio: SessionAudio;
  readonly #heardOnce = new Set<string>();
  #playingId: string | null = null;
  #underruns = 0;

  constructor(context: SessionContext, conversation: Conversation, ledger: HeardLedger, audio: SessionAudio) {
    this.#context = context;
    this.#conversation = conversation;
    this.#ledger = ledger;
    this.#audio = audio;
  }

  /** Item that sounds right now, as far as playback has told. */
  get playingId(): string | null {
    return this.#playingId;
  }

  get underruns(): number {
    return this.#underruns;
  }

  /** Some answer is not heard to its end: it plays, or waits to. */
  get unheard(): boolean {
    return this.#ledger.unheard().length > 0;
  }

  /** Takes a delta. False when the audio came too late and was dropped. */
  received(itemId: string, audioBase64: string): boolean {
    const bytes = decodeBase64(audioBase64);
    if (bytes === null) {
      const summary = 'audio that is not base64 was dropped';
      this.#context.note({ type: 'sidetone.bad-audio', summary, level: 'warning', itemId });
      return true;
    }
    const length = coreSamplesIn(bytes.length, this.#audio.format);
    if (length === 0) return true;
    const first = (this.#ledger.get(itemId)?.receivedSamples ?? 0) === 0;
    if (!this.#ledger.received(itemId, length)) {
      this.#noteLate(itemId, length);
      this.show(itemId);
      return false;
    }
    if (first) this.#context.mark('first-audio', 'First audio', itemId);
    this.show(itemId, { audioSamples: length });
    this.#play(itemId, bytes);
    return true;
  }

  /** No more audio will come for the item. */
  complete(itemId: string): void {
    if (!this.#ledger.complete(itemId)) return;
    if (this.#ledger.get(itemId)?.interrupted === null) this.#audio.output.end(itemId);
    this.show(itemId);
  }

  started(itemId: string, atMs: number): void {
    if (!this.#isOpen(itemId)) return;
    this.#playingId = itemId;
    if (this.#heardOnce.has(itemId)) return;
    this.#heardOnce.add(itemId);
    this.#context.mark('first-audio-heard', 'First audio heard', itemId, atMs);
  }

  position(itemId: string, playedSamples: number): void {
    if (this.#ledger.heard(itemId, playedSamples)) this.show(itemId);
  }

  ended(itemId: string, playedSamples: number): void {
    if (this.#ledger.end(itemId, playedSamples)) this.show(itemId);
    // The next item follows without a gap when its audio is there.
    if (this.#playingId === itemId) this.#playingId = this.#ledger.unheard()[0] ?? null;
  }

  underrun(itemId: string, atSample: number, atMs: number): void {
    this.position(itemId, atSample);
    if (!this.#isOpen(itemId)) return;
    this.#underruns += 1;
    this.#context.mark('underrun', 'The audio arrived too slowly to play without a gap', itemId, atMs);
    const summary = `ran dry after ${Math.floor(atSample / SAMPLES_PER_MS)} ms of the answer`;
    this.#context.note({ type: 'sidetone.underrun', summary, level: 'warning', itemId, facts: { atSample } });
  }

  /** The output was emptied. */
  silenced(): void {
    this.#playingId = null;
  }

  /** Writes what the ledger knows into the item. */
  show(itemId: string, delta?: ItemDelta): void {
    const entry = this.#ledger.get(itemId);
    const item = this.#conversation.message(itemId);
    if (!entry || !item) return;
    const before = item.heard;
    // Once cut, the words are settled: text and `complete` may still change, what was heard may not.
    const settled = before !== null && before.truncatedAtMs !== null;
    const { receivedSamples, heardSamples, complete, interrupted, truncatedAtMs, lateSamples } = entry;
    const spoken = {
      receivedMs: receivedSamples / SAMPLES_PER_MS,
      heardMs: heardSamples / SAMPLES_PER_MS,
      complete,
    };
    const heard: Heard = {
      receivedSamples,
      heardSamples,
      heardChars: settled ? before.heardChars : heardChars(item.text, spoken, before?.heardChars ?? 0),
      complete,
      interrupted,
      truncatedAtMs,
      lateSamples,
    };
    const audioMs = receivedSamples > 0 ? receivedSamples / SAMPLES_PER_MS : item.audioMs;
    this.#conversation.patchMessage(itemId, { heard, audioMs, medium: 'voice' }, delta);
  }

  #play(itemId: string, bytes: Uint8Array<ArrayBuffer>): void {
    const audio = this.#audio;
    if (audio.format === 'ulaw') return audio.output.enqueue(itemId, bytes);
    const samples = pcm16Of(bytes);
    this.#context.emit('audio.received', { itemId, samples });
    audio.output.enqueue(itemId, samples);
  }

  /** Once an item; how much it came to stands in the item. */
  #noteLate(itemId: string, samples: number): void {
    if (this.#ledger.get(itemId)?.lateSamples !== samples) return;
    const summary = 'audio that came after the interruption is dropped';
    this.#context.note({ type: 'sidetone.late-audio', summary, itemId });
  }

  #isOpen(itemId: string): boolean {
    return this.#ledger.get(itemId)?.interrupted === null;
  }
}
