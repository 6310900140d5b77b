/** What a turn is: records of facts on the session clock, which cross threads. `turn-ledger.ts` keeps them. */

import type { TranscriptionUsage } from '../pricing/cost.ts';
import type { ContextStory } from './context-story.ts';
import type { Fact, ResponseUsage } from './facts.ts';
import type { InterruptReason } from './types.ts';

/** What a turn began with. `request`: a response was asked for without new words. `aside`: a response outside the conversation. */
export type TurnTrigger = 'speech' | 'talk-button' | 'text' | 'idle' | 'request' | 'aside';

/** In the order in which they should come; the wire may bring them otherwise. */
export type Moment =
  | 'speechStart'
  | 'speechEnd'
  /** A typed message was sent. */
  | 'sent'
  /** The server said that the person has stopped. */
  | 'detected'
  | 'committed'
  | 'responseCreated'
  | 'firstText'
  | 'firstAudio'
  /** The first sound of the answer at the ear. */
  | 'audible'
  /** The last of: response done, tool done, answer heard or cut. */
  | 'end';

export interface TurnTool {
  itemId: string;
  name: string;
  startMs: number;
  /** null while it runs. */
  endMs: number | null;
  failed: boolean;
}

interface TurnResponse {
  id: string;
  startMs: number;
  endMs: number | null;
  /** The model that answered, as the server names it. */
  model: string;
  outcome: Extract<Fact, { kind: 'response-ended' }>['outcome'] | null;
  usage: ResponseUsage | null;
  story: ContextStory | null;
}

interface TurnInterruption {
  reason: InterruptReason;
  /** When the person began it: the first sound of their speech, the press of a key. */
  causeMs: number;
  /** When nothing of the answer was heard any more; null until the output has answered. */
  silentMs: number | null;
}

export interface Turn {
  id: string;
  /** From 1. */
  number: number;
  trigger: TurnTrigger;
  /** What the person said; null when they said nothing. */
  itemId: string | null;
  /** Session time. Absent = did not happen, or not yet. */
  moments: Partial<Record<Moment, number>>;
  /** How the end of speech was found: in the sound, by the server's turn detection, or by the release of the button. */
  speechEndFrom: 'sound' | 'server' | 'button' | null;
  /** What `audible` has in it for the way from the browser to the ear. */
  outputLatencyMs: number;
  responses: TurnResponse[];
  tools: TurnTool[];
  interruption: TurnInterruption | null;
  /** The first sound of the answer came while the person was speaking. */
  spokeOver: boolean;
  transcription: { usage: TranscriptionUsage; model: string } | null;
}
