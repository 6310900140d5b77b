/**
 * Holds a `response.create` back until the response before it is over. Beta clients answer a function call as soon as the call is
 * complete, which is before `response.done`; GA refuses a second response while one is active. Owns which response of the default
 * conversation is active; out-of-band responses (`conversation: 'none'`) may run beside it and are never held.
 */

import { isObject, type WireObject } from './wire-object.ts';

/** More than this and the client is not waiting for anything: the rest goes up, and the upstream says no. */
const MAX_HELD = 16;
const ALREADY_ACTIVE = 'conversation_already_has_active_response';

interface Create {
  event: WireObject;
  eventId: string;
  /** The id is ours: the client gave none, and will be told of none. */
  isOwnId: boolean;
}

export interface ErrorVerdict {
  /** To be sent to the server now. */
  release: WireObject[];
  /** The client need not hear of the error: what it complains of has been put right. */
  isSettled: boolean;
  /** The error names an event id that the client does not know. */
  hidesId: boolean;
}

export class CreateGate {
  readonly #newEventId: () => string;
  #held: Create[] = [];
  /** The response of the default conversation that runs. */
  #activeId: string | null = null;
  /** The last create that was let through, and whether the server has answered it. */
  #sent: { create: Create; isAnswered: boolean } | null = null;
  #outOfBandAwaited = 0;

  constructor(newEventId: () => string) {
    this.#newEventId = newEventId;
  }

  /** A `response.create` in GA's shape; returns what may go up now. Holding one bare create is as good as holding several. */
  create(event: WireObject): WireObject[] {
    if (isObject(event['response']) && event['response']['conversation'] === 'none') {
      this.#outOfBandAwaited += 1;
      return [event];
    }
    const create = this.#withId(event);
    if (!this.#isBusy()) return [this.#send(create)];
    if (this.#held.length >= MAX_HELD) return [event];
    const last = this.#held.at(-1);
    if (last === undefined || !isBare(last.event) || !isBare(event)) this.#held.push(create);
    return [];
  }

  /** The client cancels: also what it asked for before and has not got yet. */
  cancelled(): void {
    this.#held = [];
  }

  /** `response.created`. `conversationId` null: out of band, if the client asked for such a response. */
  created(responseId: string, conversationId: unknown): void {
    if (conversationId === null && this.#outOfBandAwaited > 0) {
      this.#outOfBandAwaited -= 1;
      return;
    }
    this.#activeId = responseId;
    if (this.#sent !== null) this.#sent.isAnswered = true;
  }

  /** `response.done`; returns what may go up now. */
  done(responseId: string): WireObject[] {
    if (responseId !== this.#activeId) return [];
    this.#activeId = null;
    return this.#release();
  }

  /** An `error` event with the id of the client event at fault. */
  failed(eventId: unknown, code: unknown): ErrorVerdict {
    const sent = this.#sent;
    if (sent === null || eventId !== sent.create.eventId) {
      // A server that does not say which event it refuses may mean this one, and nothing must wait for ever.
      if (sent !== null && typeof eventId !== 'string') sent.isAnswered = true;
      return { release: this.#release(), isSettled: false, hidesId: false };
    }
    this.#sent = null;
    // The server began a response of its own (somebody spoke) just before the create arrived: its turn comes after that one.
    if (code === ALREADY_ACTIVE && this.#activeId !== null) {
      this.#held.unshift(sent.create);
      return { release: [], isSettled: true, hidesId: false };
    }
    return { release: this.#release(), isSettled: false, hidesId: sent.create.isOwnId };
  }

  #isBusy(): boolean {
    return this.#activeId !== null || (this.#sent !== null && !this.#sent.isAnswered);
  }

  #release(): WireObject[] {
    if (this.#isBusy()) return [];
    const next = this.#held.shift();
    return next === undefined ? [] : [this.#send(next)];
  }

  #send(create: Create): WireObject {
    this.#sent = { create, isAnswered: false };
    return create.event;
  }

  #withId(event: WireObject): Create {
    const { event_id: given } = event;
    if (typeof given === 'string' && given !== '') return { event, eventId: given, isOwnId: false };
    const eventId = this.#newEventId();
    return { event: { ...event, event_id: eventId }, eventId, isOwnId: true };
  }
}

function isBare(event: WireObject): boolean {
  const { response } = event;
  return (
    response === undefined || response === null || (isObject(response) && Object.keys(response).length === 0)
  );
}
