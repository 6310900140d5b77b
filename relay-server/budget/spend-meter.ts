/**
 * What a session costs, from what the upstream says it used. Looks into three kinds of events only: the end of a response, the end of a
 * transcription, and the session's own description, which names the transcription model.
 */

import { type ModelPrice, PRICES, modelPrice } from '../../src/session/prices.ts';
import { costAt, transcriptionCost } from '../../src/session/cost.ts';
import { readTranscriptionUsage, readUsage } from '../../src/session/realtime-usage.ts';
import type { Frame } from '../relay/frame.ts';
import type { Upstream } from '../upstream/upstream.ts';

const RESPONSE_DONE = 'response.done';
const TRANSCRIBED = 'conversation.item.input_audio_transcription.completed';
const DESCRIBED = new Set(['session.created', 'session.updated']);

export class SpendMeter {
  readonly #price: ModelPrice | null;
  #transcriptionModel: string | null = null;
  #usd: number | null = null;

  constructor(upstream: Pick<Upstream, 'kind' | 'pricedAs'>, model: string | null) {
    this.#price = priceFor(upstream, model);
  }

  /** Dollars so far; null when nothing of it could be priced. */
  get usd(): number | null {
    return this.#usd;
  }

  /** Dollars that this frame adds. */
  read(frame: Frame): number {
    const { eventType } = frame;
    if (eventType === RESPONSE_DONE) return this.#add(this.#responseUsd(frame));
    if (eventType === TRANSCRIBED) return this.#add(this.#transcriptionUsd(frame));
    if (eventType !== null && DESCRIBED.has(eventType)) this.#describe(frame);
    return 0;
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
    const model = at(parsed(frame), 'session', 'audio', 'input', 'transcription', 'model');
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
  if (named !== null || kind === 'compatible' || model === null) return named;
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
