/**
 * One session of the Realtime protocol: takes the client's frames, keeps the configuration, and wires buffer, conversation and responses
 * together. Knows no socket: frames come in as text, events go out through ports.
 */

import type { Clock } from '../../src/lib/clock.ts';
import { unreachable } from '../../src/lib/errors.ts';
import { Scope } from '../../src/lib/scope.ts';
import type { ServerEvent } from '../../src/protocol/realtime/events.ts';
import type { ClassifierSource } from './audio/fvad.ts';
import { applyPatch } from './config/apply-patch.ts';
import { defaultConfig, echoConfig, SESSION_SECONDS, type SessionConfig } from './config/session-config.ts';
import { Conversation } from './conversation/conversation.ts';
import {
  addedAndDone,
  createItem,
  deleteItem,
  retrieveItem,
  truncateItem,
} from './conversation/item-commands.ts';
import { type UserAudio, userAudioItem } from './conversation/stored-item.ts';
import type { Pace } from './responses/pacer.ts';
import { ResponseDesk } from './responses/response-desk.ts';
import type { ResponseRun } from './responses/response-run.ts';
import { IdlePrompt } from './turns/idle-prompt.ts';
import { transcribe } from './turns/transcriber.ts';
import { TurnTaker } from './turns/turn-taker.ts';
import type { Synthesiser } from './voice/synthesiser.ts';
import { type ApiError, errorEvent, isApiError, refuse } from './wire/api-error.ts';
import { type ClientEvent, parseClientFrame } from './wire/client-events.ts';
import { newId } from './wire/ids.ts';

export interface SessionPorts {
  clock: Clock;
  /** Seconds since 1970. */
  nowSeconds(): number;
  synthesiser: Synthesiser;
  classifiers: ClassifierSource;
  pace: Pace;
  /** How long the session may last. */
  lifetimeSeconds?: number;
  send: (event: ServerEvent) => void;
  /** Text that is no event, for `/garbage`. */
  sendRaw(text: string): void;
  dropSocket(): void;
  closeSocket(code: number, reason: string): void;
}

export interface SessionStart {
  kind: SessionConfig['kind'];
  model: string;
}

export class EmulatorSession {
  readonly id = newId('sess');
  readonly #ports: SessionPorts;
  readonly #scope: Scope;
  readonly #conversation = new Conversation();
  readonly #turns: TurnTaker;
  readonly #desk: ResponseDesk;
  readonly #idle: IdlePrompt;
  readonly #lifetimeSeconds: number;
  #config: SessionConfig;

  /** Sends `session.created` at once. */
  constructor(ports: SessionPorts, { kind, model }: SessionStart) {
    this.#ports = ports;
    this.#scope = new Scope(ports.clock);
    this.#lifetimeSeconds = ports.lifetimeSeconds ?? SESSION_SECONDS;
    this.#config = defaultConfig(kind, this.id, model, ports.nowSeconds(), this.#lifetimeSeconds);
    this.#idle = new IdlePrompt(this.#scope);
    this.#desk = new ResponseDesk(
      {
        ...ports,
        scope: this.#scope,
        expire: () => this.#expire(),
        responseDone: (run) => this.#afterResponse(run),
      },
      this.#conversation,
    );
    this.#turns = new TurnTaker(
      {
        classifiers: ports.classifiers,
        send: ports.send,
        speechStarted: () => this.#speechStarted(),
        committed: (itemId, audio, detected) => this.#committed(itemId, audio, detected),
      },
      this.#config.input,
    );
    this.#scope.add(() => this.#turns.dispose());
    this.#scope.add(() => this.#desk.dispose());
    this.#scope.after(this.#lifetimeSeconds * 1000, () => this.#expire());
    ports.send({ type: 'session.created', event_id: newId('event'), session: echoConfig(this.#config) });
  }

  /** One text frame of the client. */
  receive(text: string): void {
    const frame = parseClientFrame(text);
    if (!frame.ok) {
      this.#ports.send(errorEvent(frame.error, frame.eventId));
      return;
    }
    const result = this.#handle(frame.event);
    if (isApiError(result)) this.#ports.send(errorEvent(result, frame.event.event_id ?? null));
    else for (const event of result ?? []) this.#ports.send(event);
  }

  /** Ends everything without a word. */
  dispose(): void {
    this.#scope.dispose();
  }

  #handle(event: ClientEvent): ServerEvent[] | ApiError | null {
    switch (event.type) {
      case 'session.update':
        return this.#update(event.session);
      case 'input_audio_buffer.append':
        return this.#turns.append(event.audio);
      case 'input_audio_buffer.commit':
        return this.#turns.commit();
      case 'input_audio_buffer.clear':
        this.#turns.clear();
        return null;
      case 'conversation.item.create':
        return createItem(this.#conversation, event, this.#config.input.format);
      case 'conversation.item.retrieve':
        return retrieveItem(this.#conversation, event.item_id);
      case 'conversation.item.truncate':
        return truncateItem(this.#conversation, event);
      case 'conversation.item.delete':
        return deleteItem(this.#conversation, event.item_id);
      case 'response.create':
        this.#idle.disarm();
        return this.#desk.create(this.#config, event.response ?? {});
      case 'response.cancel':
        return this.#desk.cancel(event.response_id);
      case 'output_audio_buffer.clear':
        return refuse(
          'invalid_value',
          'output_audio_buffer.clear is for WebRTC and SIP: over a WebSocket the client owns the playback.',
          'type',
        );
      default:
        return unreachable(event);
    }
  }

  #update(session: unknown): ServerEvent[] | ApiError {
    const patched = applyPatch(this.#config, session, this.#conversation.hasAssistantAudio);
    if (!patched.ok) return patched.error;
    this.#config = patched.config;
    this.#turns.configure(patched.config.input);
    return [{ type: 'session.updated', event_id: newId('event'), session: echoConfig(patched.config) }];
  }

  #speechStarted(): void {
    this.#idle.disarm();
    if (this.#config.input.turn_detection?.interrupt_response) this.#desk.interrupt();
  }

  #committed(itemId: string, audio: UserAudio, detected: boolean): void {
    const item = userAudioItem(itemId, audio);
    const inserted = this.#conversation.insert(item);
    const previousItemId = isApiError(inserted) ? null : inserted.previousItemId;
    this.#ports.send({
      type: 'input_audio_buffer.committed',
      event_id: newId('event'),
      item_id: itemId,
      previous_item_id: previousItemId,
    });
    for (const event of addedAndDone(item, previousItemId)) this.#ports.send(event);
    const { transcription, turn_detection: detection } = this.#config.input;
    if (transcription) transcribe(item, transcription, this.#ports.send, this.#scope);
    if (detected && detection?.create_response && this.#config.kind === 'realtime') {
      const refusal = this.#desk.create(this.#config, {});
      if (refusal) this.#ports.send(errorEvent(refusal, null));
    }
  }

  #afterResponse(run: ResponseRun): void {
    const detection = this.#config.input.turn_detection;
    if (detection?.type !== 'server_vad' || detection.idle_timeout_ms === null || this.#turns.speaking)
      return;
    const playbackMs = (run.playbackEndsAtMs ?? 0) - this.#ports.clock.nowMs();
    const sinceMs = this.#turns.clockMs + Math.max(0, Math.round(playbackMs));
    this.#idle.arm(playbackMs, detection.idle_timeout_ms, () => {
      const current = this.#config.input.turn_detection;
      if (current?.type === 'server_vad' && current.idle_timeout_ms !== null && !this.#desk.active) {
        this.#turns.commitNothing(sinceMs);
      }
    });
  }

  #expire(): void {
    const message = `Your session hit the maximum duration of ${durationWords(this.#lifetimeSeconds)}.`;
    this.#ports.send(errorEvent(refuse('session_expired', message), null));
    this.#ports.closeSocket(1001, message);
  }
}

/** `60 minutes`, as the service has it; `30 seconds` where the session is shorter than it allows. */
function durationWords(seconds: number): string {
  return seconds % 60 === 0 ? `${seconds / 60} minutes` : `${seconds} seconds`;
}
