/** What the relay tells about telephone calls, and what it can be told to do with one: plain JSON, in both rooms the same. */

import type { InputSent } from './watch-messages.ts';

export type CallState =
  /** Asked of Twilio, and not ringing yet. */
  | 'placing'
  | 'ringing'
  /** The telephones are connected; the agent is not there yet. */
  | 'connecting'
  | 'talking'
  | 'ended';

/** Why a call is over. */
export type CallEndReason =
  | 'caller-hung-up'
  | 'agent-hung-up'
  | 'operator-hung-up'
  | 'transferred'
  | 'time-limit'
  | 'agent-lost'
  | 'no-common-format'
  | 'shutting-down'
  | 'protocol'
  /** Calls that were placed and never came about. */
  | 'busy'
  | 'no-answer'
  | 'not-placed'
  | 'canceled';

/** A call as `GET /api/calls` lists it. Figures are at most a second old. */
export interface CallSummary {
  /** Twilio's, `CA…`. */
  id: string;
  direction: 'inbound' | 'outbound';
  /** `box`: by the telephone in the box, so that no number is behind it. */
  line: 'twilio' | 'box';
  /** The other end's number, all but its country and last digits masked; '' when it is withheld. */
  number: string;
  state: CallState;
  startedAtEpochMs: number;
  /** Since when caller and agent can talk; null before. */
  talkingSinceEpochMs: number | null;
  /** Name of the upstream, for people. */
  upstream: string;
  model: string;
  /** From the end of the caller's speech to the answer in their ear; null before there was one. */
  voiceToVoiceMs: { last: number; median: number; turns: number } | null;
  /** Of the model; null when nothing of it could be priced. Twilio's bill is its own. */
  spentUsd: number | null;
  /** Name of the operator who speaks in the agent's place; null: the agent does. */
  takenOverBy: string | null;
  /** Who picked up a call that was placed, as Twilio heard it; null: not known (yet). */
  answeredBy: 'human' | 'machine' | 'fax' | 'unknown' | null;
  /** Who watches it just now. */
  watchers: number;
  /** By which its recording is fetched; null: it is not recorded. */
  recording: string | null;
  /** Set when it has ended. */
  end: { atEpochMs: number; why: CallEndReason } | null;
}

/** Answer of `GET /api/calls`: live ones by their start, then those that ended lately, the last first. */
export interface CallList {
  nowEpochMs: number;
  live: CallSummary[];
  ended: CallSummary[];
}

/** Server-sent events of `GET /api/calls/events`. A further list takes the place of all that was said before. */
export type CallStreamEvent = { event: 'list'; data: CallList } | { event: 'call'; data: CallSummary };

/**
 * Text frames of `/api/calls/ID/watch`: the call, then its session file, line by line and as it grows. What is kept of the past comes
 * first. The watcher sends nothing.
 */
export type CallWatchMessage =
  | { kind: 'call'; call: CallSummary }
  /** A line of the session file without its end; the first is the header. */
  | { kind: 'line'; text: string }
  /**
   * So many lines are missing here: the watcher came late, or was too slow. `input`: how much sound of the caller the model had been sent by
   * then, for its times are counted by that.
   */
  | { kind: 'lost'; count: number; input: InputSent }
  | { kind: 'ended'; call: CallSummary };

/** Answer of `GET /api/phone`: what the relay's telephone can do. */
export interface PhoneFacts {
  /** Null: no number leads here, and only the telephone in the box can call. */
  twilio: { publicUrl: string } | null;
  /** Calls at once. */
  most: number;
  /** Id of the upstream that calls are connected to. */
  upstream: string;
  /** What a call can offer the model. `parameters` is a JSON schema. */
  tools: { name: string; description: string; parameters: Record<string, unknown> }[];
  /** Names of those to whom a caller can be transferred. */
  transfers: string[];
  /** What calls may be placed to, by the first digits of the number; null: none are placed. */
  outbound: { from: string; prefixes: string[] } | null;
  /** Null: calls are not recorded. */
  recording: { days: number; megabytes: number } | null;
}
