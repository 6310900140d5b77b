/**
 * What a session costs, from what the upstream says it used. Looks into three kinds of events only: the end of a response, the end of a
 * transcription, and the session's own description, which names the transcription model. Of a response whose end never came it knows what was heard.
 */

import { type ModelPrice, PRICES, modelPrice } from '../../src/pricing/prices.ts';
import { costAt, transcriptionCost } from '../../src/pricing/cost.ts';
import { readTranscriptionUsage, readUsage } from '../../src/session/realtime-usage.ts';
import type { Frame } from '../relay/frame.ts';
import { RunningResponses } from '../relay/running-responses.ts';
import type { Upstream } from '../upstream/upstream.ts';

const RESPONSE_DONE = 'response.done';
const TRANSCRIBED = 'conversation.item.input_audio_transcription.completed';
const SOUND = 'response.output_audio.delta';
/** The assistant's speech: a token each 50 ms (Realtime guide, managing costs). */
const TOKENS_PER_SECOND = 20;
/** Base64 of PCM16 at 24 kHz, and of the telephone's bytes at 8 kHz. */
const PCM_BYTES_PER_SECOND = 64_000;
const PHONE_BYTES_PER_SECOND = 8000 * (4 / 3);
const DESCRIBED = new Set(['session.created', 'session.updated']);

export class SpendMeter {
  readonly #price: ModelPrice | null;
  #transcriptionModel: string | null = null;
  #usd: number | null = null;
  readonly #responses = new RunningResponses();
  #soundBytesPerSecond = PCM_BYTES_PER_SECOND;
  /** Heard of responses that are running. */
  #heardS = 0;
  #lastResponseUsd = 0;

  constructor(upstream: Pick<Upstream, 'kind' | 'pricedAs'>, model: string | null) {
    this.#price = priceFor(upstream, model);
  }

  /** Dollars so far; null when nothing of it could be priced. */
  get usd(): number | null {
    return this.#usd;
  }

  /** A frame on its way to the server. */
  sent(frame: Frame): void {
    this.#responses.toServer(frame);
  }

  /** Dollars that this frame adds. */
  read(frame: Frame): number {
    const { eventType } = frame;
    this.#responses.toClient(frame);
    if (eventType === SOUND) this.#heardS += frame.bytes.length / this.#soundBytesPerSecond;
    if (eventType === RESPONSE_DONE) {
      const usd = this.#responseUsd(frame);
      this.#lastResponseUsd = usd ?? 0;
      if (this.#responses.isQuiet) this.#heardS = 0;
      return this.#add(usd);
    }
    if (eventType === TRANSCRIBED) return this.#add(this.#transcriptionUsd(frame));
    if (eventType !== null && DESCRIBED.has(eventType)) this.#describe(frame);
    return 0;
  }

  /**
   * Dollars of a response that was on its way when the session ended. Who hangs up just before the count comes has had it all the same, and
   * the service charges it: what was heard of it, and at least what the last one cost, for the conversation is not shorter.
   */
  leftUnsaid(): number {
    if (this.#responses.isQuiet || this.#price === null) return 0;
    const tokens = this.#heardS * TOKENS_PER_SECOND;
    const heardUsd = (tokens * this.#price.perMillionTokens.audio.output) / 1e6;
    return this.#add(Math.max(heardUsd, this.#lastResponseUsd));
  }

  #responseUsd(frame: Frame): number | null {
    const usage = readUsage(at(parsed(frame), 'response', 'usage'));
    return usage === null || this.#price === null ? null : costAt(usage, this.#price).totalUsd;
  }

  #transcriptionUsd(frame: Frame): number | null {
    const usage = readTranscriptionUsage(at(parsed(frame), 'usage'));
    if (usage === null || this.#transcriptionModel === null) return null;
    return transcriptionCost(usage, this.#transcriptionModel);
  }

  #describe(frame: Frame): void {
    const audio = at(parsed(frame), 'session', 'audio');
    const model = at(audio, 'input', 'transcription', 'model');
    const format = at(audio, 'output', 'format', 'type');
    const isPhone = format === 'audio/pcmu' || format === 'audio/pcma';
    this.#soundBytesPerSecond = isPhone ? PHONE_BYTES_PER_SECOND : PCM_BYTES_PER_SECOND;
    this.#transcriptionModel = typeof model === 'string' ? model : null;
  }

  #add(usd: number | null): number {
    if (usd === null) return 0;
    this.#usd = (this.#usd ?? 0) + usd;
    return usd;
  }
}

/**
 * The price of a model that may have any name: what the operator says it is priced as, its own, or, at a service that charges, the
 * dearest of the table, so that an unknown model does not slip through a budget. A server of one's own charges nothing.
 */
function priceFor(
  { kind, pricedAs }: Pick<Upstream, 'kind' | 'pricedAs'>,
  model: string | null,
): ModelPrice | null {
  const named = modelPrice(pricedAs ?? model ?? '');
  if (named !== null || kind === 'compatible') return named;
  const dearest = PRICES.models.toSorted(
    (a, b) =>
      b.perMillionTokens.audio.output - a.perMillionTokens.audio.output ||
      b.perMillionTokens.text.output - a.perMillionTokens.text.output,
  );
  return dearest[0] ?? null;
}

function parsed({ bytes }: Frame): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return null;
  }
}

function at(value: unknown, ...path: string[]): unknown {
  let found: unknown = value;
  for (const key of path) {
    if (typeof found !== 'object' || found === null) return null;
    found = (found as Record<string, unknown>)[key];
  }
  return found;
}
