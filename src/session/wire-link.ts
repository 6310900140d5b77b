/**
 * The session's end of the wire: commands out, facts in, and every frame either way told to whoever keeps a log. Owns the
 * ids of commands and the counts of what was not understood. Knows no conversation.
 */

import type { NoteEvent } from '../protocol/realtime/events.ts';
import { parseServerEvent } from '../protocol/realtime/parse.ts';
import { parseClientEvent } from '../protocol/realtime/parse-client.ts';
import type { AudioFormat } from './audio-format.ts';
import type { Command, Fact } from './facts.ts';
import { toCommand } from './observed/client-commands.ts';
import type { Transport } from './ports.ts';
import { toFact, toWire } from './realtime-adapter.ts';
import type { RealtimeEvent } from './session-events.ts';

export interface WireLinkDeps {
  newId: () => string;
  format: AudioFormat;
  /** Session time. */
  nowMs: () => number;
  onEvent: (event: RealtimeEvent) => void;
}

export class WireLink {
  readonly #deps: WireLinkDeps;
  #transport: Transport | null = null;
  #unknownEvents = 0;
  #malformedEvents = 0;

  constructor(deps: WireLinkDeps) {
    this.#deps = deps;
  }

  get unknownEvents(): number {
    return this.#unknownEvents;
  }

  get malformedEvents(): number {
    return this.#malformedEvents;
  }

  open(transport: Transport): void {
    this.#transport = transport;
  }

  /** A frame that came over this transport is of the session that counts. */
  isOf(transport: Transport): boolean {
    return this.#transport === transport;
  }

  /** Nothing is sent any more. */
  close(): void {
    this.#transport = null;
  }

  /** Returns the id of the command, or null when it was not sent. */
  send(command: Command): string | null {
    if (this.#transport === null) return null;
    const event = toWire(command, `evt_${this.#deps.newId()}`, this.#deps.format);
    const text = JSON.stringify(event);
    if (!this.#transport.send(text)) return null;
    const aboutMs = 'atMs' in command ? (command.atMs ?? null) : null;
    this.#deps.onEvent({ direction: 'client', event, aboutMs, ...this.#frame(text) });
    return event.event_id;
  }

  /**
   * Sends an event that a person wrote, with an id unless it has one. Null when it was not sent. `command`: what it means to the
   * conversation, null for nothing.
   */
  sendByHand(event: { readonly [field: string]: unknown }): { id: string; command: Command | null } | null {
    if (this.#transport === null) return null;
    const { event_id: given } = event;
    const id = typeof given === 'string' ? given : `evt_${this.#deps.newId()}`;
    const text = JSON.stringify(given === undefined ? { ...event, event_id: id } : event);
    if (!this.#transport.send(text)) return null;
    const parsed = parseClientEvent(text);
    const known = parsed.kind === 'known' ? parsed.event : parsed;
    this.#deps.onEvent({ direction: 'client', event: known, aboutMs: null, ...this.#frame(text) });
    return { id, command: parsed.kind === 'known' ? toCommand(parsed.event) : null };
  }

  /** What a frame of the server means; null when it means nothing to the conversation. */
  receive(text: string): Fact | null {
    const event = parseServerEvent(text);
    if (event.kind === 'unknown') this.#unknownEvents += 1;
    if (event.kind === 'malformed') this.#malformedEvents += 1;
    this.#deps.onEvent({ direction: 'server', event, ...this.#frame(text) });
    return event.kind === 'known' ? toFact(event.event) : null;
  }

  note(event: NoteEvent): void {
    this.#deps.onEvent({ direction: 'note', event, ...this.#frame(JSON.stringify(event)) });
  }

  #frame(text: string) {
    return { atMs: this.#deps.nowMs(), text };
  }
}
