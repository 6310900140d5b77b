/** What a session tells its home. Vocabulary of OpenAI's reference client where it has a word. */

import type { ClientEvent, NoteEvent } from '../protocol/realtime/events.ts';
import type { ParsedServerEvent, UnreadEvent } from '../protocol/realtime/parse.ts';
import type { Turn } from './turns.ts';
import type { InterruptReason, Item, Mark, Notice, Phase, SettingsState, TokenUsage } from './types.ts';

/** One frame, either way, or a note of ours. `text` is the frame as it was on the wire. */
export type RealtimeEvent = { atMs: number; text: string } & (
  | { direction: 'server'; event: ParsedServerEvent }
  /** One that is read back (recorded, watched) may be any. */
  | {
      direction: 'client';
      event: ClientEvent | UnreadEvent;
      /** Session time at which its audio was captured or its text typed; null = not told. */
      aboutMs: number | null;
    }
  | { direction: 'note'; event: NoteEvent }
);

/** What was added to an item. */
export interface ItemDelta {
  text?: string;
  argumentsText?: string;
  audioSamples?: number;
}

export interface InterruptedItem {
  itemId: string;
  receivedSamples: number;
  heardSamples: number;
  /** As in `Heard`: null = all of it was heard. */
  truncatedAtMs: number | null;
}

export interface SessionEvents {
  'realtime.event': RealtimeEvent;
  'conversation.item.appended': { item: Item };
  'conversation.updated': { item: Item; delta?: ItemDelta };
  'conversation.item.completed': { item: Item };
  'conversation.item.deleted': { itemId: string };
  /** It was decided; nothing sounds any more. */
  'conversation.interrupting': { reason: InterruptReason; itemIds: string[] };
  /** Once the exact positions are known. `items` may be empty: an answer that had not begun to sound. */
  'conversation.interrupted': { reason: InterruptReason; items: InterruptedItem[] };
  /** It has changed; `order` tells what it is when asked. */
  'conversation.order': { order: () => string[] };
  /**
   * Model audio of a session in PCM16, before it goes to the output. The samples belong to the session, which transfers them away right after:
   * a listener copies what it wants to keep before it returns. Late audio is not announced.
   */
  'audio.received': { itemId: string; samples: Int16Array<ArrayBuffer> };
  /** Session time of the microphone audio that became a user item. */
  'input.committed': { itemId: string; startMs: number; endMs: number };
  mark: Mark;
  phase: Phase;
  settings: SettingsState;
  /** Whether the server took the session's audio format; once a line, and again should it change its mind. */
  'audio.format': { agreed: boolean };
  notice: Notice;
  'notice.cleared': string;
  usage: TokenUsage;
  /** A turn is new or has changed; the record replaces the former one of its id. */
  turn: Turn;
  /** `expiresAtMs`: milliseconds since the epoch, null when the server sets no end. */
  ready: { sessionId: string; model: string; expiresAtMs: number | null };
}

/** Subscribes to a session, as `Session.on` does. Who lets go of it again is the giver's affair. */
export type Listen = <K extends keyof SessionEvents>(
  name: K,
  listener: (payload: SessionEvents[K]) => void,
) => void;

export interface SessionCounters {
  underruns: number;
  /** Model audio dropped because it came after an interruption. */
  lateSamples: number;
  /** Microphone frames that the connection would not take. */
  unsentFrames: number;
  unknownEvents: number;
  malformedEvents: number;
}
