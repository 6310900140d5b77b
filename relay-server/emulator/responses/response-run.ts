/**
 * One response from `response.created` to `response.done`: carries out a plan, streams faster than real time, and can be ended at any
 * moment from outside. Owns its timers. Knows neither rules nor sockets.
 */

import type * as Wire from 'openai/resources/realtime/realtime';
import type { Clock } from '../../../src/lib/clock.ts';
import { messageOf, unreachable } from '../../../src/lib/errors.ts';
import type { ServerEvent } from '../../../src/protocol/realtime/events.ts';
import { createEncoder, type WireEncoder } from '../audio/wire-audio.ts';
import { floatToPcm16 } from '../../../src/dsp/pcm16.ts';
import type { StoredItem } from '../conversation/stored-item.ts';
import { cutIntoSentences, cutIntoWords } from '../voice/sentences.ts';
import type { Synthesiser } from '../voice/synthesiser.ts';
import { newId } from '../wire/ids.ts';
import { FaultPlayer, type FaultPorts } from './fault-player.ts';
import { CallOutput, MessageOutput, type OutputItem, type OutputPlace } from './output-item.ts';
import { type Pace, Pacer } from './pacer.ts';
import type { Plan } from './plan.ts';
import { type ResponseOptions, responseObject } from './response-options.ts';
import { assistantAudioTokens, textTokens } from './usage.ts';

export interface RunPorts extends FaultPorts {
  clock: Clock;
  synthesiser: Synthesiser;
  pace: Pace;
  send: (event: ServerEvent) => void;
  join(item: StoredItem): { previousItemId: string | null } | null;
  /** Usage of the whole response for so much output; called once, at the end. */
  usageOf(output: { text: number; audio: number }): Wire.RealtimeResponseUsage;
  /** After `response.done` was sent. */
  onDone(run: ResponseRun): void;
}

type Ending = NonNullable<Wire.RealtimeResponse['status']> &
  ('completed' | 'cancelled' | 'failed' | 'incomplete');

/** Audio in one delta. */
const CHUNK_MS = 150;
const CHUNK_SAMPLES = CHUNK_MS * 24;
const ARGUMENT_PIECE_CHARS = 12;
/** Deltas of a burst sent before the event loop gets its turn. */
const BURST_BATCH = 500;

export class ResponseRun {
  readonly id = newId('resp');
  readonly options: ResponseOptions;
  readonly #ports: RunPorts;
  readonly #conversationId: string;
  readonly #plan: Plan;
  readonly #pacer: Pacer;
  readonly #faults: FaultPlayer;
  readonly #outputs: OutputItem[] = [];
  #open: OutputItem | null = null;
  #ended = false;
  /** Audio of finished items. */
  #closedAudioMs = 0;
  #firstAudioAtMs: number | null = null;

  constructor(ports: RunPorts, conversationId: string, options: ResponseOptions, plan: Plan) {
    this.#ports = ports;
    this.#conversationId = conversationId;
    this.options = options;
    this.#plan = plan;
    this.#pacer = new Pacer(ports.clock, ports.pace);
    this.#faults = new FaultPlayer(plan.fault, ports);
  }

  /** When a listener who began at the first delta would have heard all of it, on the clock; null when there was no audio. */
  get playbackEndsAtMs(): number | null {
    return this.#firstAudioAtMs === null ? null : this.#firstAudioAtMs + this.#closedAudioMs;
  }

  /** Sends `response.created` and goes on by itself. */
  start(): void {
    this.#ports.send({
      type: 'response.created',
      event_id: newId('event'),
      response: this.#object('in_progress'),
    });
    this.#perform().catch((error: unknown) => {
      this.#end('failed', {
        type: 'failed',
        error: { type: 'server_error', code: 'server_error', message: messageOf(error) },
      });
    });
  }

  /** Ends it now; harmless when it has ended. */
  cancel(reason: 'turn_detected' | 'client_cancelled'): void {
    const cancelled = this.#open;
    const wasRunning = !this.#ended;
    this.#end('cancelled', { type: 'cancelled', reason });
    if (wasRunning && cancelled instanceof MessageOutput)
      this.#faults.afterCancel(cancelled, this.options.format);
  }

  /** Stops without a word: the socket is gone. */
  abandon(): void {
    this.#ended = true;
    this.#pacer.stop();
  }

  async #perform(): Promise<void> {
    const opening = this.#faults.opening();
    if (opening?.kind === 'fail') {
      this.#end('failed', { type: 'failed', error: opening.error });
      return;
    }
    if (opening?.kind === 'delay') await this.#pacer.wait(opening.ms);
    for (const utterance of this.#plan.utterances) {
      if (this.#ended) return;
      switch (utterance.kind) {
        case 'say':
          await (this.options.modality === 'audio'
            ? this.#speak(utterance.text)
            : this.#write(utterance.text));
          break;
        case 'play':
          if (this.options.modality === 'audio') await this.#play(utterance.transcript, utterance.pcm16);
          break;
        case 'call':
          await this.#call(utterance.name, utterance.argumentsJson);
          break;
        case 'burst':
          await this.#burst(utterance.count);
          break;
        default:
          unreachable(utterance);
      }
      if (this.#ended) return;
      this.#closeOpen('completed');
    }
    this.#end('completed', null);
  }

  async #speak(text: string): Promise<void> {
    const item = this.#openMessage();
    const encoder = createEncoder(this.options.format);
    const sentences = cutIntoSentences(text);
    const synthesise = (index: number): Promise<Float32Array> | null => {
      const sentence = sentences[index];
      if (sentence === undefined) return null;
      const samples = this.#ports.synthesiser.speak(sentence, this.options);
      // Its failure is met where it is awaited; until then it must not count as unhandled.
      samples.catch(() => undefined);
      return samples;
    };
    let next = synthesise(0);
    for (let index = 0; index < sentences.length; index += 1) {
      const samples = await next;
      if (this.#ended || samples === null) return;
      next = synthesise(index + 1);
      const pcm16 = new Int16Array(samples.length);
      floatToPcm16(samples, pcm16);
      await this.#stream(item, encoder, sentences[index] ?? '', pcm16);
      if (this.#ended) return;
    }
    item.sendAudio(encoder.flush());
  }

  async #play(transcript: string, pcm16: Int16Array): Promise<void> {
    const item = this.#openMessage();
    const encoder = createEncoder(this.options.format);
    await this.#stream(item, encoder, transcript, pcm16);
    if (!this.#ended) item.sendAudio(encoder.flush());
  }

  /** Audio in chunks, each word just ahead of the chunk in which it begins. */
  async #stream(item: MessageOutput, encoder: WireEncoder, text: string, pcm16: Int16Array): Promise<void> {
    const words = cutIntoWords(text);
    let chars = 0;
    for (let at = 0; at < pcm16.length || words.length > 0; at += CHUNK_SAMPLES) {
      const chunkEnd = Math.min(at + CHUNK_SAMPLES, pcm16.length);
      const dueChars = chunkEnd === pcm16.length ? text.length : (text.length * chunkEnd) / pcm16.length;
      for (let word = words[0]; word !== undefined && chars < dueChars; word = words[0]) {
        item.sendText(word);
        chars += word.length;
        words.shift();
      }
      item.sendAudio(encoder.encode(pcm16.subarray(at, chunkEnd)));
      this.#firstAudioAtMs ??= this.#ports.clock.nowMs();
      if (!(await this.#goOn((chunkEnd - at) / 24))) return;
    }
  }

  async #write(text: string): Promise<void> {
    const item = this.#openMessage();
    for (const word of cutIntoWords(text)) {
      item.sendText(word);
      if (!(await this.#goOn(CHUNK_MS))) return;
    }
  }

  async #call(name: string, argumentsJson: string): Promise<void> {
    const call = new CallOutput(this.#place(), name);
    this.#open = call;
    for (let at = 0; at < argumentsJson.length; at += ARGUMENT_PIECE_CHARS) {
      call.sendArguments(argumentsJson.slice(at, at + ARGUMENT_PIECE_CHARS));
      if (!(await this.#goOn(CHUNK_MS / 2))) return;
    }
  }

  async #burst(count: number): Promise<void> {
    const item = this.#openMessage();
    for (let sent = 0; sent < count; sent += 1) {
      item.sendText(sent === 0 ? '1' : ` ${sent + 1}`);
      if (sent % BURST_BATCH === BURST_BATCH - 1) await this.#pacer.wait(0);
      if (this.#ended) return;
    }
  }

  /** Waits as long as `spanMs` of speech is worth. False when the response is over. */
  async #goOn(spanMs: number): Promise<boolean> {
    const { maxOutputTokens } = this.options;
    const output = this.#outputTokens();
    if (maxOutputTokens !== 'inf' && output.text + output.audio >= maxOutputTokens) {
      this.#end('incomplete', { type: 'incomplete', reason: 'max_output_tokens' });
      return false;
    }
    const ordered = this.#faults.after(spanMs);
    if (ordered === 'incomplete')
      this.#end('incomplete', { type: 'incomplete', reason: 'max_output_tokens' });
    else if (ordered === 'stall') await this.#pacer.waitForEver();
    if (this.#ended) return false;
    await this.#pacer.pass(spanMs);
    return !this.#ended;
  }

  #openMessage(): MessageOutput {
    const message = new MessageOutput(
      this.#place(),
      this.options.modality === 'audio' ? this.options.format : null,
    );
    this.#open = message;
    return message;
  }

  #place(): OutputPlace {
    return {
      responseId: this.id,
      outputIndex: this.#outputs.length,
      send: this.#ports.send,
      join: (item) => (this.options.outOfBand ? null : this.#ports.join(item)),
    };
  }

  #closeOpen(status: 'completed' | 'incomplete'): void {
    const open = this.#open;
    if (!open) return;
    this.#open = null;
    this.#outputs.push(open);
    this.#closedAudioMs += open instanceof MessageOutput ? open.audioMs : 0;
    open.close(status);
  }

  #outputTokens(): { text: number; audio: number } {
    let audioMs = 0;
    let text = 0;
    for (const output of this.#open ? [...this.#outputs, this.#open] : this.#outputs) {
      if (output instanceof MessageOutput) audioMs += output.audioMs;
      if (output instanceof MessageOutput || output instanceof CallOutput) text += textTokens(output.text);
    }
    return { text, audio: assistantAudioTokens(audioMs) };
  }

  #end(status: Ending, details: Wire.RealtimeResponseStatus | null): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#pacer.stop();
    this.#closeOpen(status === 'completed' ? 'completed' : 'incomplete');
    const response: Wire.RealtimeResponse = {
      ...this.#object(status),
      ...(details && { status_details: details }),
      usage: this.#ports.usageOf(this.#outputTokens()),
    };
    this.#ports.send({ type: 'response.done', event_id: newId('event'), response });
    this.#ports.onDone(this);
  }

  #object(status: NonNullable<Wire.RealtimeResponse['status']>): Wire.RealtimeResponse {
    return {
      ...responseObject(this.id, this.#conversationId, this.options),
      status,
      output: this.#outputs.map(({ stored }) => stored.object),
    };
  }
}
