/**
 * The beta dialect of one connection: beta frames of the client in, GA frames for the server out, and the other way round. Wires the
 * pure mappings to what has to be remembered in between. Knows no socket and never throws.
 */

import { ClientView } from './client-view.ts';
import { toGaClientEvent } from './client-events.ts';
import { CreateGate } from './create-gate.ts';
import { EvenAudio } from './even-audio.ts';
import { toBetaServerEvent } from './server-events.ts';
import { SessionMemory } from './session-memory.ts';
import { isObject, parseObject, stringOr, writeObject, type WireObject } from './wire-object.ts';

/** Wire texts to send, in order. A frame that needs no change is the very string that came in. */
export interface Translated {
  toServer: string[];
  toClient: string[];
}

export class BetaTranslator {
  readonly #newId: (prefix: string) => string;
  readonly #memory = new SessionMemory();
  readonly #gate: CreateGate;
  readonly #view: ClientView;
  readonly #audio = new EvenAudio();
  /** Audio formats of responses that asked for their own. */
  readonly #formats = new Map<string, string>();

  /** `newId` makes an id that no other event has; the argument is its prefix. */
  constructor(newId: (prefix: string) => string) {
    this.#newId = newId;
    this.#gate = new CreateGate(() => newId('event'));
    this.#view = new ClientView(() => newId('event'));
  }

  /** One text frame of the client. What is not a JSON object goes up as it is, and the server answers with its own error. */
  fromClient(text: string): Translated {
    const event = parseObject(text);
    if (event === null) return { toServer: [text], toClient: [] };
    const ga = toGaClientEvent(event);
    // Before anything is remembered of it: what cannot be written is never sent.
    if (ga !== event && writeObject(ga) === null) return { toServer: [], toClient: [this.#tooDeep(event)] };
    const toServer = this.#up(event, ga).map((each) => (each === event ? text : writeObject(each)));
    return { toServer: toServer.filter((frame) => frame !== null), toClient: [] };
  }

  /** One text frame of the server. What is no event is dropped: a beta client throws at it. */
  fromServer(text: string): Translated {
    const event = parseObject(text);
    if (event === null || typeof event['type'] !== 'string') return { toServer: [], toClient: [] };
    const { release, forClient } = this.#down(event);
    return { toServer: written(release), toClient: written(forClient) };
  }

  #up(event: WireObject, ga: WireObject): WireObject[] {
    switch (ga['type']) {
      case 'session.update':
        return [this.#memory.asked(event, ga)];
      case 'response.create':
        return this.#gate.create(ga);
      case 'response.cancel':
        this.#gate.cancelled();
        return [ga];
      default:
        return [ga];
    }
  }

  #down(event: WireObject): { release: WireObject[]; forClient: WireObject[] } {
    const translated = toBetaServerEvent(event, this.#memory.temperature);
    if (translated === null) return { release: [], forClient: [] };
    const hasId = typeof event['event_id'] === 'string' && event['event_id'] !== '';
    const beta = hasId ? translated : { ...translated, event_id: this.#newId('event') };
    if (beta['type'] === 'error') return this.#error(beta);
    const release = this.#follow(beta);
    const forClient = this.#view.admit(beta).flatMap((each) => this.#withEvenAudio(each));
    return {
      release,
      forClient: beta['type'] === 'session.created' ? [...forClient, ...this.#conversation()] : forClient,
    };
  }

  /** Keeps what later frames depend on; returns what was waiting for this event. */
  #follow(beta: WireObject): WireObject[] {
    const { session, response } = beta;
    if (isObject(session)) this.#memory.confirmed(session);
    if (!isObject(response)) return [];
    const id = stringOr(response['id'], '');
    if (beta['type'] === 'response.created') {
      this.#gate.created(id, response['conversation_id']);
      this.#formats.set(id, stringOr(response['output_audio_format'], this.#memory.outputFormat));
      return [];
    }
    this.#formats.delete(id);
    return this.#gate.done(id);
  }

  #error(beta: WireObject): { release: WireObject[]; forClient: WireObject[] } {
    const error = isObject(beta['error']) ? beta['error'] : {};
    this.#memory.refused(error['param'], error['code']);
    const { release, isSettled, hidesId } = this.#gate.failed(error['event_id'], error['code']);
    if (isSettled) return { release, forClient: [] };
    return { release, forClient: [hidesId ? { ...beta, error: { ...error, event_id: null } } : beta] };
  }

  #withEvenAudio(event: WireObject): WireObject[] {
    const { type, content_index: index, delta } = event;
    const part = `${stringOr(event['item_id'], '')} ${typeof index === 'number' ? index : 0}`;
    if (type === 'response.audio.done') {
      const format = this.#formats.get(stringOr(event['response_id'], '')) ?? this.#memory.outputFormat;
      const rest = this.#audio.end(part, format);
      if (rest === null) return [event];
      const last = { ...event, type: 'response.audio.delta', event_id: this.#newId('event'), delta: rest };
      return [last, event];
    }
    if (type !== 'response.audio.delta' || typeof delta !== 'string') return [event];
    const even = this.#audio.align(part, delta);
    if (even === null) return [];
    return even === delta ? [event] : [{ ...event, delta: even }];
  }

  /** Beta announced the conversation right after the session; GA does not. The id is ours: GA's is not known yet. */
  #conversation(): WireObject[] {
    return this.#view.admit({
      type: 'conversation.created',
      event_id: this.#newId('event'),
      conversation: { id: this.#newId('conv'), object: 'realtime.conversation' },
    });
  }

  #tooDeep(event: WireObject): string {
    const { event_id: eventId } = event;
    return JSON.stringify({
      type: 'error',
      event_id: this.#newId('event'),
      error: {
        type: 'invalid_request_error',
        code: 'invalid_event',
        message:
          'The event is nested too deeply to be translated, so it was not sent on. Send a flatter one.',
        param: null,
        event_id: typeof eventId === 'string' ? eventId : null,
      },
    });
  }
}

function written(events: readonly WireObject[]): string[] {
  return events.map(writeObject).filter((text) => text !== null);
}
