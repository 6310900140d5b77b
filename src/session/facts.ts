/**
 * What can happen in a conversation and what can be asked of the other side, in the core's own words. The adapter of a voice
 * protocol translates its events into facts and commands into its frames; nothing else in this room knows a wire name.
 */

import type { TranscriptionUsage, UsageDetail } from '../pricing/cost.ts';
import type { SessionSettings } from './types.ts';

export type ItemStatus = 'in-progress' | 'completed' | 'incomplete';

/** An item as the server describes it. */
export type ItemFact =
  | {
      kind: 'message';
      id: string;
      role: 'user' | 'assistant' | 'system';
      status: ItemStatus | null;
      /** null while the item has no content that tells. */
      medium: 'voice' | 'text' | null;
      /** Text by part; null where a part has none yet. */
      parts: (string | null)[];
    }
  | {
      kind: 'tool-call';
      id: string;
      callId: string;
      name: string;
      argumentsText: string;
      status: ItemStatus | null;
    }
  | { kind: 'tool-output'; id: string; callId: string }
  | { kind: 'other'; id: string; type: string };

export interface ResponseUsage {
  inputTokens: number;
  outputTokens: number;
  /** Part of `inputTokens`. */
  cachedTokens: number;
  /** The same by kind, for its cost. */
  detail: UsageDetail | null;
}

/** Why the server refused a command, as far as the core treats the reasons differently. */
export type RefusalReason =
  | 'response-active'
  | 'nothing-to-cancel'
  | 'nothing-to-commit'
  | 'voice-locked'
  | 'unknown-item'
  | 'expired'
  | 'other';

export interface Refusal {
  reason: RefusalReason;
  /** The server's own code and words. */
  code: string | null;
  message: string;
  /** Id of the command that caused it; null when the server does not say. */
  commandId: string | null;
  /** The setting that the server objects to, where it names one. */
  field: keyof SessionSettings | null;
}

export type Fact =
  | {
      kind: 'session-ready';
      sessionId: string;
      model: string;
      expiresAtEpochMs: number | null;
      settings: Partial<SessionSettings>;
    }
  | {
      kind: 'settings-accepted';
      settings: Partial<SessionSettings>;
      /** What sound is to be like: an `AudioFormat`, the server's own word for any other, null where it says nothing. */
      formats: { input: string | null; output: string | null };
    }
  /** Times of the input are milliseconds of all audio that was ever appended. */
  | { kind: 'speech-started'; itemId: string; inputMs: number }
  | { kind: 'speech-stopped'; itemId: string; inputMs: number }
  | { kind: 'nobody-spoke'; itemId: string; startInputMs: number; endInputMs: number }
  /** `previousItemId`: null = first of the conversation, undefined = not told. */
  | { kind: 'input-committed'; itemId: string; previousItemId: string | null | undefined }
  | { kind: 'input-cleared' }
  /** The conversation has a new item. */
  | { kind: 'item-added'; item: ItemFact; previousItemId: string | null | undefined }
  /** A response began an item; the conversation may get it in a moment, or never (a response outside it). */
  | { kind: 'output-added'; item: ItemFact; responseId: string }
  | {
      kind: 'item-done';
      item: ItemFact;
      responseId: string | null;
      previousItemId: string | null | undefined;
    }
  | { kind: 'item-deleted'; itemId: string }
  | { kind: 'user-text-delta'; itemId: string; delta: string }
  | { kind: 'user-text-done'; itemId: string; text: string; usage: TranscriptionUsage | null }
  | { kind: 'user-text-failed'; itemId: string; message: string }
  | { kind: 'response-started'; responseId: string; inConversation: boolean }
  | {
      kind: 'response-ended';
      responseId: string;
      outcome: 'completed' | 'cancelled' | 'failed' | 'incomplete';
      /** Why it ended before it was complete, in the server's words. */
      reason: string | null;
      code: string | null;
      usage: ResponseUsage | null;
    }
  | {
      kind: 'text-delta';
      itemId: string;
      responseId: string;
      part: number;
      delta: string;
      medium: 'voice' | 'text';
    }
  | {
      kind: 'text-done';
      itemId: string;
      responseId: string;
      part: number;
      text: string;
      medium: 'voice' | 'text';
    }
  /** In the session's format (PCM16 little endian), in base64. */
  | { kind: 'audio-delta'; itemId: string; responseId: string; audioBase64: string }
  | { kind: 'audio-done'; itemId: string }
  | { kind: 'arguments-delta'; itemId: string; responseId: string; delta: string }
  | { kind: 'arguments-done'; itemId: string; responseId: string; argumentsText: string }
  | { kind: 'refused'; refusal: Refusal };

/** An item that we put into the conversation: what a person typed, what a tool answered, or what was said in an earlier session. */
export type NewItem =
  | { kind: 'message'; id: string; role: 'user' | 'assistant' | 'system'; text: string }
  /** What a person said, in the session's format in base64. The assistant's own sound cannot be given back. */
  | { kind: 'recording'; id: string; audioBase64: string }
  | { kind: 'tool-call'; id: string; callId: string; name: string; argumentsText: string }
  | { kind: 'tool-output'; id: string; callId: string; output: string };

export type Command =
  | {
      kind: 'update-settings';
      patch: Partial<SessionSettings>;
      /** What was asked for before, so that what was set can be cleared. null = the first update of the session. */
      previous: SessionSettings | null;
    }
  /** `atMs`, here and below: session time at which it was captured or typed; absent = when it is sent. */
  | { kind: 'append-audio'; audioBase64: string; atMs?: number }
  | { kind: 'commit-input' }
  | { kind: 'clear-input' }
  /** Stands at the end of the conversation, or behind `behindId`. */
  | { kind: 'add-item'; item: NewItem; behindId?: string; atMs?: number }
  | { kind: 'truncate-item'; itemId: string; heardMs: number }
  | { kind: 'delete-item'; itemId: string }
  | { kind: 'create-response' }
  /** These words aloud, beside the conversation: nothing of it is read for them, and they do not become part of it. */
  | { kind: 'say'; text: string }
  | { kind: 'cancel-response' };

/** Sends a command. Returns the id under which it was sent, or null when the connection cannot take it. */
export type Send = (command: Command) => string | null;
