/** What a person can do with telephone calls, as the panels call it. Implemented once, in `app`. */

import type { CallSummary, PhoneFacts } from '../lib/call-messages.ts';
import type { CallCommand, CallSettings } from '../session/call-commands.ts';
import type { Followed } from './followed.ts';
import type { SessionSettings } from '../session/types.ts';

/** The answer, or what happened and what to do. */
export type Answered<T> = { ok: true; value: T } | { ok: false; words: string };

export interface CallsActions {
  /** Tells the relay's calls now and with every change. The returned function stops. */
  follow(this: void, listener: (calls: Followed<CallSummary>) => void): () => void;
  /** What the relay's telephone can do. */
  readFacts(): Promise<Answered<PhoneFacts>>;
  /** The whole number of a call. */
  readNumber(callId: string): Promise<Answered<{ number: string }>>;
  /** Shows a call as it goes. A running session is ended. */
  watch(callId: string): void;
  /** Calls the agent over the telephone in the box, and shows that call. From a gesture: it unlocks audio. */
  callHere(): Promise<void>;
  /** Has something done in a call. Null: done, or on its way; else why not. */
  steer(callId: string, command: CallCommand): Promise<string | null>;
  /** Hears both sides of the shown call from now on, or no more. From a gesture. */
  listen(on: boolean): Promise<void>;
  /** Speaks in the shown call in the agent's place. From a gesture. */
  takeOver(callId: string): Promise<void>;
  /** Gives the call back, or hangs up where this page made it. */
  stopSpeaking(): void;
  pressKeys(keys: string): void;
  /** With what new calls begin. */
  readAgent(): Promise<Answered<SessionSettings>>;
  /** New calls begin with this from now on. */
  changeAgent(patch: Partial<CallSettings>): Promise<Answered<SessionSettings>>;
  /** New calls begin as the configuration says. */
  resetAgent(): Promise<Answered<SessionSettings>>;
}
