/**
 * Which responses run: one at a time in the default conversation, any number out of band. Starts, cancels and counts them. Owns the runs;
 * what a response says is decided by `planReply`.
 */

import type { Clock } from '../../../src/lib/clock.ts';
import type { ServerEvent } from '../../../src/protocol/realtime/events.ts';
import type { SessionConfig } from '../config/session-config.ts';
import { itemFromClient } from '../conversation/client-item.ts';
import type { Conversation } from '../conversation/conversation.ts';
import type { StoredItem } from '../conversation/stored-item.ts';
import { planReply } from '../replies/reply.ts';
import type { Synthesiser } from '../voice/synthesiser.ts';
import { type ApiError, isApiError, refuse } from '../wire/api-error.ts';
import type { ResponseParams } from '../wire/client-events.ts';
import { newId } from '../wire/ids.ts';
import type { FaultPorts } from './fault-player.ts';
import type { Pace } from './pacer.ts';
import { type ResponseOptions, responseOptions } from './response-options.ts';
import { ResponseRun } from './response-run.ts';
import { buildUsage, cachedPart, countContext, TokenBucket, type TokenCount } from './usage.ts';

export interface DeskPorts extends FaultPorts {
  clock: Clock;
  synthesiser: Synthesiser;
  pace: Pace;
  send: (event: ServerEvent) => void;
  /** A response of the default conversation is over. */
  responseDone(run: ResponseRun): void;
}

/** Out-of-band responses that may run at once; the service has a limit too. */
const MOST_RUNS = 16;

export class ResponseDesk {
  readonly #ports: DeskPorts;
  readonly #conversation: Conversation;
  readonly #conversationId = newId('conv');
  readonly #runs = new Map<string, ResponseRun>();
  readonly #bucket: TokenBucket;
  #active: ResponseRun | null = null;
  /** What the last response read, which the next one finds cached. */
  #lastContext: TokenCount | null = null;

  constructor(ports: DeskPorts, conversation: Conversation) {
    this.#ports = ports;
    this.#conversation = conversation;
    this.#bucket = new TokenBucket(ports.clock.nowMs());
  }

  get active(): ResponseRun | null {
    return this.#active;
  }

  create(config: SessionConfig, params: ResponseParams): ApiError | null {
    const options = responseOptions(config, params);
    const refusal = this.#refusal(config, options);
    if (refusal) return refusal;
    const context = this.#contextOf(config, params);
    if (isApiError(context)) return context;
    const input = countContext(options.instructions, options.tools, context);
    let tokens = 0;
    const run: ResponseRun = new ResponseRun(
      {
        ...this.#ports,
        join: (item) => {
          const joined = this.#conversation.insert(item);
          return isApiError(joined) ? null : joined;
        },
        usageOf: (output) => {
          const cached = cachedPart(this.#lastContext, input);
          this.#lastContext = input;
          const usage = buildUsage(input, cached, output);
          tokens = usage.total_tokens ?? 0;
          return usage;
        },
        onDone: (done) => this.#finish(done, tokens),
      },
      this.#conversationId,
      options,
      planReply(context, options),
    );
    this.#runs.set(run.id, run);
    if (!options.outOfBand) this.#active = run;
    run.start();
    return null;
  }

  /** Without an id: whatever runs in the default conversation. */
  cancel(responseId: string | null | undefined): ApiError | null {
    const run = typeof responseId === 'string' ? this.#runs.get(responseId) : this.#active;
    if (!run) return refuse('response_cancel_not_active', 'Cancellation failed: no active response found');
    run.cancel('client_cancelled');
    return null;
  }

  /** Somebody began to speak. */
  interrupt(): void {
    this.#active?.cancel('turn_detected');
  }

  dispose(): void {
    for (const run of this.#runs.values()) run.abandon();
    this.#runs.clear();
    this.#active = null;
  }

  #refusal(config: SessionConfig, options: ResponseOptions): ApiError | null {
    if (config.kind === 'transcription') {
      return refuse('invalid_value', 'A transcription session creates no responses.', 'type');
    }
    if (!options.outOfBand && this.#active) {
      return refuse(
        'conversation_already_has_active_response',
        `Conversation already has an active response in progress: ${this.#active.id}. ` +
          'Wait until the response is finished before creating a new one.',
      );
    }
    if (options.outOfBand && this.#runs.size >= MOST_RUNS) {
      return refuse('too_many_responses', `At most ${MOST_RUNS} responses can run at once.`);
    }
    if (
      !options.outOfBand &&
      options.voice !== responseOptions(config, {}).voice &&
      this.#conversation.hasAssistantAudio
    ) {
      const message = "Cannot update a conversation's voice if assistant audio is present.";
      return refuse('cannot_update_voice', message, 'response.audio.output.voice');
    }
    return null;
  }

  /** The conversation, or the items that the response was given instead. */
  #contextOf(config: SessionConfig, params: ResponseParams): StoredItem[] | ApiError {
    if (!params.input) return this.#conversation.items;
    const items: StoredItem[] = [];
    for (const entry of params.input) {
      if (entry.type === 'item_reference') {
        const item = this.#conversation.get(entry.id);
        if (!item) {
          return refuse('invalid_value', `The item with id '${entry.id}' does not exist.`, 'response.input');
        }
        items.push(item);
        continue;
      }
      const item = itemFromClient(entry, config.input.format);
      if (isApiError(item)) return item;
      items.push(item);
    }
    return items;
  }

  #finish(run: ResponseRun, tokens: number): void {
    this.#runs.delete(run.id);
    if (this.#active === run) this.#active = null;
    const bucket = this.#bucket.take(tokens, this.#ports.clock.nowMs());
    this.#ports.send({ type: 'rate_limits.updated', event_id: newId('event'), rate_limits: [bucket] });
    if (!run.options.outOfBand) this.#ports.responseDone(run);
  }
}
